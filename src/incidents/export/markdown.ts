import type { Instant } from '../../base/clock.ts';
import type { ShownEntry } from '../view/shown-entry.ts';
import { MILESTONE_LABELS, MILESTONES } from '../vocabulary.ts';
import { hostOf } from '../entries/task-added.ts';
import type { ExportSource } from './document.ts';
import { sizeText } from './evidence-file.ts';
import { markdownLink, markdownFence, markdownQuote, markdownText, markdownWords } from './markdown-text.ts';
import { loadMarkdownProse, quoted } from './markdown-prose.ts';
import { inPieces } from './in-pieces.ts';
import { plainText, utc } from './plain-text.ts';
import { postmortemLine } from './postmortem-line.ts';
import { durationText, type IncidentSummary, overSince, summarise, timeInSeverity, withoutRole } from './summary.ts';

/** What nobody has written yet: says what belongs there. */
const todo = (what: string): string => `_To be written: ${what}_\n\n`;

/** The postmortem, filled as far as the timeline can fill it. Times are UTC. */
export async function* exportMarkdown(source: ExportSource, roleName: (key: string) => string): AsyncGenerator<string> {
  const { state, number, survey } = source;
  const summary = summarise(source);
  const prose = await loadMarkdownProse();
  const written = (text: string | undefined, what: string): string => (text ? `${prose(text)}\n\n` : todo(what));
  const name = (id: string): string => markdownWords(source.nameOf(id));
  const end = state.milestones.resolved?.at ?? overSince(summary) ?? summary.to;
  const kind = state.kind === 'real' ? '' : ` (${state.kind})`;

  yield `# Incident ${number}: ${markdownWords(state.title)}${kind}\n\n`;
  if (state.private) yield `> **Private.** Share this with those who took part only.\n\n`;
  if (source.knownAt !== undefined)
    yield `> **As it was known ${utc(source.knownAt)} UTC.** What was recorded later is not in it.\n\n`;
  yield table([
    ['Status', `${state.status}${state.statusReason === '' ? '' : `: ${markdownWords(state.statusReason)}`}`],
    ['Severity', state.severity],
    ['Services', state.services.length === 0 ? 'not named' : state.services.map(markdownWords).join(', ')],
    ['Declared', `${utc(state.declaredAt)} UTC by ${name(state.declaredBy)}`],
    ...MILESTONES.flatMap((milestone): [string, string][] => {
      const mark = state.milestones[milestone];
      if (!mark) return [];
      const rough = mark.precision === 'approximate' ? 'about ' : '';
      return [[MILESTONE_LABELS[milestone], mark.at === null ? 'time unknown' : `${rough}${utc(mark.at)} UTC`]];
    }),
    ['Postmortem', postmortemLine(state, name)],
    ['Record', `${survey.head.seq} entries, chain head \`${survey.head.seq}:${survey.head.hash}\``],
  ]);

  yield '## Overview\n\n';
  yield state.summary === ''
    ? state.description === ''
      ? todo('what happened, in three sentences for somebody who was not there.')
      : `${quoted(prose(state.description))}\n\n`
    : `${quoted(prose(state.summary))}\n\n`;

  yield '## What happened\n\n';
  const { sections } = state.postmortem;
  yield sections.story ? `${prose(sections.story)}\n\nAs recorded:\n\n` : '';
  const turns = [...statusLines(source, summary)];
  yield turns.length === 0 ? '' : `${turns.join('\n')}\n\n`;
  if (!sections.story) yield todo('the story, in order; the timeline below has the facts.');

  yield '## Contributing factors\n\n';
  const causes = state.links.filter((link) => link.relation === 'caused by');
  for (const cause of causes) {
    yield `- ${cause.url === null ? `Incident ${cause.number ?? '?'}` : markdownLink(cause.title === '' ? cause.url : cause.title, cause.url)}\n`;
  }
  yield causes.length > 0 ? '\n' : '';
  yield written(sections.factors, 'what made this possible, and what made it worse. Several, and not one root cause.');

  yield '## Resolution\n\n';
  yield state.status === 'resolved' || state.status === 'closed'
    ? `${resolutionLine(source, summary)}\n\n${sections.resolution ? `${prose(sections.resolution)}\n\n` : ''}`
    : written(sections.resolution, 'what ended it, and how one knows that it is over.');

  yield '## Impact\n\n';
  yield state.impact === '' ? todo('who was affected, how, and how many.') : `${quoted(prose(state.impact))}\n\n`;
  const severities = timeInSeverity(summary, end);
  if (severities.length > 0) {
    yield '| Severity | Time in it |\n|---|---|\n';
    for (const [severity, durationMs] of severities) yield `| ${severity} | ${durationText(durationMs)} |\n`;
    yield '\n';
  }
  const spans = milestoneSpans(source);
  if (spans.length > 0) yield `${spans.map((line) => `- ${line}`).join('\n')}\n\n`;

  yield '## Responders\n\n';
  for (const { role, person, from, to } of summary.roles) {
    yield `- **${markdownWords(roleName(role))}**: ${name(person)}, from ${utc(from)}${to === null ? '' : ` to ${utc(to)}`} UTC\n`;
  }
  const others = withoutRole(state, summary).map(name);
  if (others.length > 0) yield `- Also: ${others.join(', ')}\n`;
  const added = state.responderRoles.map(name);
  if (added.length > 0) yield `- Everybody with a Discord role: ${added.join(', ')}\n`;
  if (summary.roles.length + others.length + added.length === 0) yield '- Nobody is on record.\n';

  yield '\n## Timeline\n\n';
  yield `Times are UTC. \`#n\` is the entry's number in the record; \`~\` means approximately.\n`;
  yield* timeline(source);

  yield '\n## What went well\n\n' + written(sections.well, 'what helped, and should be kept.');
  yield '## What did not go well\n\n';
  yield written(sections.badly, 'what cost time or made it worse. Systems and circumstances, not people.');

  yield '## Action items\n\n';
  const followUps = state.tasks.filter((task) => task.followUp || task.doneAt === null);
  if (followUps.length === 0) yield todo('each one actionable, specific and bounded, with an owner and a date.');
  for (const task of followUps) {
    const owner = task.assignee === null ? 'nobody yet' : name(task.assignee);
    const due = task.dueAt === null ? 'no date yet' : `due ${utc(task.dueAt).slice(0, 10)}`;
    const words = prose(task.text);
    const tracked = task.url === null ? '' : `, ${markdownLink(hostOf(task.url), task.url)}`;
    yield `- [${task.doneAt === null ? ' ' : 'x'}] ${words.includes('\n') ? markdownWords(task.text) : words} (${owner}, ${due}${tracked})\n`;
  }
  if (followUps.length > 0) yield '\n';

  yield '## Messaging\n\n';
  if (sections.messaging) yield `${prose(sections.messaging)}\n\n`;
  else if (summary.updates.length === 0) yield todo('what was said to whom, and when.');
  for (const update of summary.updates) {
    const evidence = update.permalink === undefined ? '' : ` (${markdownLink('message', update.permalink)})`;
    yield `**${utc(update.at)} UTC**, ${name(update.by)}${evidence}\n\n`;
    const parts = [
      ['Conditions', update.conditions],
      ['Actions', update.actions],
      ['Needs', update.needs],
    ] as const;
    const said = parts.filter(([, text]) => text !== '').map(([part, text]) => `**${part}**\n\n${prose(text)}`);
    yield `${quoted(said.join('\n\n'))}\n\n`;
  }

  const links = state.links.filter((link) => link.relation !== 'caused by');
  if (links.length > 0) {
    yield '## Links\n\n';
    for (const link of links) {
      yield `- ${link.relation}: ${link.url === null ? `incident ${link.number ?? '?'}` : markdownLink(link.title === '' ? link.url : link.title, link.url)}\n`;
    }
    yield '\n';
  }
  yield `---\n\nExported ${utc(source.exportedAt)} UTC by Muster. \`muster verify ${number} --head ${survey.head.seq}:${survey.head.hash}\` checks this record.\n`;
}

const table = (rows: readonly (readonly [string, string])[]): string =>
  `| | |\n|---|---|\n${rows.map(([name, value]) => `| **${name}** | ${value} |\n`).join('')}\n`;

function lastStatus(summary: IncidentSummary, status: string): Instant | undefined {
  return summary.statuses.findLast((span) => span.value === status)?.from;
}

function* statusLines({ state }: ExportSource, summary: IncidentSummary): Generator<string> {
  yield `- ${utc(state.declaredAt)} UTC: declared as ${summary.severities[0]?.value ?? state.severity}`;
  const turns = [
    ...summary.severities.slice(1).map((span) => ({ span, verb: 'severity' })),
    ...summary.statuses.slice(1).map((span) => ({ span, verb: 'status' })),
  ];
  for (const { span, verb } of turns.sort((a, b) => a.span.from - b.span.from)) {
    yield `- ${utc(span.from)} UTC: ${verb} ${span.value}${span.reason === '' ? '' : ` - ${markdownWords(span.reason)}`}`;
  }
}

function resolutionLine({ state }: ExportSource, summary: IncidentSummary): string {
  const at = state.milestones.resolved?.at ?? lastStatus(summary, 'resolved');
  const words = summary.statuses.findLast((span) => span.value === 'resolved')?.reason ?? '';
  const reason = words === '' ? '' : `\n\n${markdownQuote(words)}`;
  return `Resolved${at === undefined ? '' : ` at ${utc(at)} UTC`}.${reason}`;
}

/** `Detected after 25 min`: from the beginning of the impact to each later milestone. */
function milestoneSpans({ state }: ExportSource): string[] {
  const start = state.milestones.started?.at;
  if (start === undefined || start === null) return [];
  return MILESTONES.slice(1).flatMap((milestone) => {
    const mark = state.milestones[milestone];
    if (!mark || mark.at === null) return [];
    const rough = mark.precision === 'approximate' || state.milestones.started?.precision === 'approximate';
    return [`${MILESTONE_LABELS[milestone]} after ${rough ? 'about ' : ''}${durationText(mark.at - start)}`];
  });
}

function timeline(source: ExportSource): AsyncGenerator<string> {
  let day = '';
  return inPieces(source.shown(), (shown) => {
    const today = shown.at === null ? day : utc(shown.at).slice(0, 10);
    const heading = today === day ? '' : `\n### ${longDay(today)}\n\n`;
    day = today;
    return heading + timelineLine(shown, source);
  });
}

/** `- **21:09:40** Words - *who* ([message](…)) #7` */
function timelineLine(shown: ShownEntry, source: ExportSource): string {
  const { entry, at, precision, retracted, revisions } = shown;
  const { nameOf } = source;
  const time =
    at === null
      ? '_time unknown_'
      : `**${precision === 'approximate' ? '~' : ''}${utc(at).slice(11, precision === 'second' ? 19 : 16)}**`;
  const words = markdownText(shown.line, nameOf);
  const evidence = shown.evidence
    .map(({ text, url }) => (url === undefined ? markdownWords(text) : markdownLink(text, url)))
    .join('; ');
  const who =
    entry.actor.kind === 'muster'
      ? ''
      : ` - _${markdownWords(shown.by === undefined ? nameOf(entry.actor.id) : `${shown.by}, recorded by ${nameOf(entry.actor.id)}`)}_`;
  const line = `- ${time} ${retracted ? `~~${words}~~` : words}${who}${evidence === '' ? '' : ` (${evidence})`} \`#${entry.seq}\`${entry.masked ? ' (a secret was masked)' : ''}\n`;
  const body = shown.body === '' ? '' : `${markdownQuote(shown.body, '  ')}\n`;
  const notes = revisions
    .map((revision) => {
      const original = shown.original ? `, was: "${markdownWords(plainText(shown.original, nameOf))}"` : '';
      const reason = revision.reason === '' ? '' : `: ${markdownWords(revision.reason)}`;
      const late = revision.afterReview ? ', after the review' : '';
      return `  - _${revision.type} in #${revision.seq} by ${markdownWords(nameOf(revision.by.id))}, ${utc(revision.at)} UTC${late}${reason}${revision.text === undefined ? '' : original}_\n`;
    })
    .join('');
  // Whole, a file of a thousand rows would bury the timeline.
  const files = shown.files
    .map(
      (file) =>
        `  - _File ${markdownWords(file.name)}, ${sizeText(file)}: on the incident’s page and in the HTML and JSON exports_\n`,
    )
    .join('');
  const output = shown.output === '' ? '' : `\n${markdownFence(shown.output, '  ')}\n\n`;
  return line + body + output + files + notes;
}

const longDay = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00:00Z`));
