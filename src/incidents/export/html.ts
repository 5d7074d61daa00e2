import { createHash } from 'node:crypto';
import type { RichText } from '../../base/rich-text.ts';
import type { ShownEntry } from '../view/shown-entry.ts';
import { MILESTONE_LABELS, MILESTONES, POSTMORTEM_SECTIONS, SECTION_LABELS, STATUS_LABELS } from '../vocabulary.ts';
import { hostOf } from '../entries/task-added.ts';
import type { ExportSource } from './document.ts';
import { htmlFile } from './evidence-file.ts';
import { incidentPicture } from './html-picture.ts';
import { PAGE_SCRIPT } from './html-script.ts';
import { PAGE_STYLE } from './html-style.ts';
import { loadHtmlProse } from './html-prose.ts';
import { html, htmlLink, htmlName, htmlText, htmlTime } from './html-text.ts';
import { iso } from './iso.ts';
import { groupOf, KIND_GROUPS, type KindGroup } from './kind-groups.ts';
import { inPieces } from './in-pieces.ts';
import { plainText, utc } from './plain-text.ts';
import type { Prose } from '../../base/load-prose.ts';
import { postmortemLine } from './postmortem-line.ts';
import { EXACTNESS, RECORDED_BY } from './recorded-words.ts';
import { durationText, type IncidentSummary, overSince, summarise, timeInSeverity, withoutRole } from './summary.ts';

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be loaded, sent or framed; only the page's own style and script, known by their hashes, may run. */
const POLICY = `default-src 'none'; style-src ${sha256(PAGE_STYLE)}; script-src ${sha256(PAGE_SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** One page that needs nothing but itself: it can be mailed, kept, opened from a disk, and printed. */
export async function* exportHtml(source: ExportSource, roleName: (key: string) => string): AsyncGenerator<string> {
  const { state, number, survey, nameOf } = source;
  const summary = summarise(source);
  const prose = await loadHtmlProse();
  const words = (heading: string, text: string): string =>
    text === '' ? '' : `<h2>${heading}</h2><div class="lead">${prose(text)}</div>`;
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>${html(`Incident ${number}: ${state.title}`)}</title>
<style>${PAGE_STYLE}</style></head><body><main>
<header><div class="eyebrow">Incident ${number}${state.kind === 'real' ? '' : ` · ${state.kind}`}</div>
<h1><bdi>${html(state.title)}</bdi></h1>
<div><span class="badge sev-${state.severity.toLowerCase()}">${state.severity}</span><span class="badge">${STATUS_LABELS[state.status]}</span></div></header>
<p class="jump"><a href="#timeline">Timeline: ${survey.order.length} entries</a></p>
${state.private ? '<p class="private"><strong>Private.</strong> Share this with those who took part only.</p>' : ''}
${source.knownAt === undefined ? '' : `<p class="note"><strong>As it was known ${htmlTime(source.knownAt)} <span class="zone">UTC</span>.</strong> What was recorded later is not in it.</p>`}
${facts(source, summary)}
${words('Overview', state.summary === '' ? state.description : state.summary)}
${words('Impact', state.impact)}
${incidentPicture(source, summary)}
${POSTMORTEM_SECTIONS.filter((section) => section !== 'messaging')
  .map((section) => words(SECTION_LABELS[section], state.postmortem.sections[section] ?? ''))
  .join('\n')}
${responders(source, summary, roleName)}
${messaging(source, summary, prose)}
${followUps(source, prose)}
${links(source)}
<h2 id="timeline">Timeline</h2>
${tools(source)}
<ol class="timeline">
`;
  let day = '';
  yield* inPieces(source.shown(), (shown) => {
    const today = shown.at === null ? day : utc(shown.at).slice(0, 10);
    const heading = today === day ? '' : `<li class="day">${longDay(today)}</li>\n`;
    day = today;
    return heading + row(shown, nameOf);
  });
  yield `</ol>
<footer><p>Exported ${htmlTime(source.exportedAt)} <span class="zone">UTC</span> by Muster from a hash-chained record of ${survey.head.seq} entries. <code>muster verify ${number} --head ${survey.head.seq}:${survey.head.hash}</code> checks it.</p></footer>
</main><script>${PAGE_SCRIPT}</script></body></html>
`;
}

function facts({ state, nameOf }: ExportSource, summary: IncidentSummary): string {
  const end = state.milestones.resolved?.at ?? overSince(summary);
  const start = state.milestones.started?.at ?? state.declaredAt;
  const items: [string, string][] = [
    ['Declared', `${htmlTime(state.declaredAt)}<br>by ${htmlName(nameOf(state.declaredBy))}`],
    ...MILESTONES.flatMap((milestone): [string, string][] => {
      const mark = state.milestones[milestone];
      if (!mark) return [];
      const at = mark.at === null ? 'time unknown' : htmlTime(mark.at);
      const rough = mark.precision === 'approximate';
      return [[MILESTONE_LABELS[milestone], rough ? `<span class="rough">~${at}</span>` : at]];
    }),
    ...(end === undefined ? [] : ([['Duration', durationText(Math.max(0, end - start))]] as [string, string][])),
    ...timeInSeverity(summary, end ?? summary.to).map(([severity, ms]): [string, string] => [
      severity === 'unknown' ? 'Time without a severity' : `Time in ${severity}`,
      durationText(ms),
    ]),
    ['Postmortem', postmortemLine(state, (id) => htmlName(nameOf(id)))],
    ...(state.services.length === 0 ? [] : ([['Services', html(state.services.join(', '))]] as [string, string][])),
  ];
  return `<dl class="facts">${items.map(([name, value]) => `<div><dt>${html(name)}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

function responders(
  { state, nameOf, knownAt }: ExportSource,
  summary: IncidentSummary,
  roleName: (key: string) => string,
): string {
  const { roles } = summary;
  const line = (words: string, ids: readonly string[]): string =>
    ids.length === 0 ? '' : `<p>${words}: ${ids.map((id) => htmlName(nameOf(id))).join(', ')}</p>`;
  const also =
    line('Also took part', withoutRole(state, summary)) +
    line('Everybody with a Discord role was added', state.responderRoles);
  if (roles.length === 0) return also === '' ? '' : `<h2>Responders</h2>${also}`;
  // What nobody handed on was held until the incident was over, or is still held.
  const held = state.endedAt !== null ? 'the end' : knownAt === undefined ? 'now' : 'then';
  const rows = roles
    .map(
      ({ role, person, from, to }) =>
        `<tr><td>${html(roleName(role))}</td><td>${htmlName(nameOf(person))}</td><td data-name="from">${htmlTime(from)}</td><td data-name="to">${to === null ? held : htmlTime(to)}</td></tr>`,
    )
    .join('');
  return `<h2>Responders</h2><table><thead><tr><th>Role</th><th>Who</th><th>From</th><th>To</th></tr></thead><tbody>${rows}</tbody></table>${also}`;
}

function messaging({ nameOf, state }: ExportSource, summary: IncidentSummary, prose: Prose): string {
  const section = state.postmortem.sections.messaging ?? '';
  if (section === '' && summary.updates.length === 0) return '';
  const heading = `<h2>${SECTION_LABELS.messaging}</h2>${section === '' ? '' : `<div class="lead">${prose(section)}</div>`}`;
  const part = (name: string, text: string): string =>
    text === '' ? '' : `<div class="prose"><span class="mark">${name}</span>${prose(text)}</div>`;
  const items = summary.updates.map(
    (update) =>
      `<tr><td>${htmlTime(update.at)}</td><td><div class="prose">${prose(update.conditions)}</div>${part('Actions', update.actions)}${part('Needs', update.needs)}</td><td>${htmlName(nameOf(update.by))}</td></tr>`,
  );
  return summary.updates.length === 0 ? heading : `${heading}<table><tbody>${items.join('')}</tbody></table>`;
}

function followUps({ state, nameOf }: ExportSource, prose: Prose): string {
  if (state.tasks.length === 0) return '';
  const items = state.tasks.map(
    (task) =>
      `<tr><td>${task.doneAt === null ? '☐' : '☑'}</td><td><div class="prose">${task.followUp ? '<span class="mark">Follow-up</span>' : ''}${prose(task.text)}</div>${task.url === null ? '' : htmlLink(hostOf(task.url), task.url)}</td><td>${task.assignee === null ? 'nobody yet' : htmlName(nameOf(task.assignee))}</td><td data-name="due">${task.dueAt === null ? '' : htmlTime(task.dueAt)}</td></tr>`,
  );
  return `<h2>Tasks and follow-ups</h2><table class="tasks"><tbody>${items.join('')}</tbody></table>`;
}

function links({ state }: ExportSource): string {
  if (state.links.length === 0) return '';
  const items = state.links.map(({ relation, url, number, title }) => {
    const where = url === null ? `incident ${number ?? '?'}` : htmlLink(title === '' ? url : title, url);
    return `<li>${relation}: <bdi>${where}</bdi></li>`;
  });
  return `<h2>Links</h2><ul>${items.join('')}</ul>`;
}

function tools({ survey, nameOf, timeZone }: ExportSource): string {
  const counts = new Map<KindGroup, number>();
  for (const [kind, count] of survey.kinds) counts.set(groupOf(kind), (counts.get(groupOf(kind)) ?? 0) + count);
  const boxes = [...counts]
    .map(
      ([group, count]) =>
        `<label><input type="checkbox" data-kind="${group}" checked> <svg width="10" height="10" aria-hidden="true"><rect class="g-${group}" width="10" height="10" rx="5"/></svg> ${KIND_GROUPS[group]} (${count})</label>`,
    )
    .join('');
  const people = [...survey.people]
    .sort((a, b) => b[1] - a[1])
    .map(([id, count]) => `<option dir="auto" value="${html(id)}">${html(nameOf(id))} (${count})</option>`)
    .join('');
  const zones = timeZone === 'UTC' ? '' : `<option value="${html(timeZone)}">${html(timeZone)}</option>`;
  return `<div class="tools js-only"><fieldset><legend>Kinds</legend>${boxes}</fieldset>
<label>Person <select id="person"><option value="">everybody</option>${people}</select></label>
<label>Times <select id="zone"><option value="UTC">UTC</option>${zones}<option value="local">Mine</option></select></label>
<input type="search" id="search" placeholder="Search" aria-label="Search the timeline"><button type="button" id="unfold">Unfold all</button><output id="shown">${survey.order.length} entries</output></div>
<p class="mark">Times are <span class="zone">UTC</span>. ~ means approximately; an entry whose time is unknown stands where it happened.</p>`;
}

function row(shown: ShownEntry, nameOf: (id: string) => string): string {
  const { entry, at, precision, retracted, revisions } = shown;
  const body = [shown.body, shown.output].filter((part) => part !== '').join('\n\n');
  const group = groupOf(entry.kind);
  const when =
    at === null
      ? '<span class="unknown">time unknown</span>'
      : `${precision === 'approximate' ? '~' : ''}${at === null ? '' : timeOfDay(at, precision === 'second')}`;
  const marks = [
    ...(retracted ? ['taken back'] : revisions.length > 0 ? ['corrected'] : []),
    ...(entry.masked ? ['a secret was masked'] : []),
  ];
  const who =
    entry.actor.kind === 'muster' ? '' : ` <bdi class="who">${html(shown.by ?? nameOf(entry.actor.id))}</bdi>`;
  const line = `<bdi class="words">${htmlText(withoutLinks(shown.line), nameOf)}</bdi>${who}${marks.length > 0 ? ` <span class="mark">(${marks.join(', ')})</span>` : ''} <span class="seq">#${entry.seq}</span>`;
  const history = revisions
    .map(
      (revision) =>
        `<dt>${revision.type}</dt><dd>#${revision.seq}, ${htmlTime(revision.at)} by ${htmlName(nameOf(revision.by.id))}${revision.afterReview ? ', after the review' : ''}${revision.reason === '' ? '' : `: ${htmlName(revision.reason)}`}${revision.text !== undefined && shown.original ? `<br>was: ${htmlName(plainText(shown.original, nameOf))}` : ''}</dd>`,
    )
    .join('');
  const evidence = shown.evidence
    .map(
      ({ text, url }) =>
        `<dt>evidence</dt><dd>${url === undefined ? htmlName(text) : `<bdi>${htmlLink(text, url)}</bdi>`}</dd>`,
    )
    .join('');
  const files = shown.files.map((file) => `<dt>file</dt><dd>${htmlFile(file)}</dd>`).join('');
  const links = shown.line
    .flatMap((part) => (typeof part === 'object' && 'link' in part ? [part] : []))
    .map((part) => `<dt>link</dt><dd><bdi>${htmlLink(part.text, part.link)}</bdi></dd>`)
    .join('');
  const said = links + evidence + files + history;
  return `<li class="entry k-${group}${retracted ? ' taken' : ''}" id="e${entry.seq}" data-k="${group}" data-p="${html(entry.actor.id)}"${at === null ? '' : ` data-t="${at}"`}><div class="when">${when}</div><details class="what${body === '' ? '' : ' has-body'}"><summary>${line}</summary><div class="more">${body === '' ? '' : `<pre><bdi>${html(body)}</bdi></pre>`}${said === '' ? '' : `<dl>${said}</dl>`}<dl class="record"><dt>recorded</dt><dd>${htmlTime(entry.recordedAt)} by ${entry.actor.kind === 'muster' ? 'Muster' : htmlName(nameOf(entry.actor.id))}${RECORDED_BY[entry.source.kind]}${EXACTNESS[precision]}</dd><dt>entry</dt><dd><code>${entry.id}</code> ${html(entry.kind)}</dd><dt>hash</dt><dd><code>${entry.hash}</code></dd></dl></div></details></li>
`;
}

/** What unfolds a row is a button already, and one button holds no other: its links stand in what is unfolded. */
const withoutLinks = (line: RichText): RichText =>
  line.map((part) => (typeof part === 'object' && 'link' in part ? part.text : part));

const timeOfDay = (at: number, seconds: boolean): string => {
  const text = iso(at);
  return `<time datetime="${text}" data-s="${seconds ? 'time' : 'minute'}">${text.slice(11, seconds ? 19 : 16)}</time>`;
};

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const longDay = (day: string): string => dayFormat.format(Date.parse(`${day}T00:00:00Z`));
