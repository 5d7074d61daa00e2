import type { Instant } from '../../base/clock.ts';
import { ok } from '../../base/result.ts';
import { type Inline, instant, person, rich, type RichText, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Message, paragraph, say, updateMessage, whisper } from '../../commands/message.ts';
import { integer } from '../../commands/options.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { readArranged } from '../view/read-arranged.ts';
import { showEntry, type ShownEntry } from '../view/shown-entry.ts';
import { currentSurvey } from '../view/survey.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';
import { isThere } from './tell-channel.ts';

const PAGE = 10;
/** Longer texts are cut here; exports have the whole. */
const LONGEST_LINE = 300;

export const timelineCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident timeline',
    summary: 'Read the timeline, in the order in which things happened',
    permission: 'incident.read',
    risk: 'read',
    options: {
      page: integer({ description: 'Default: the last one', least: 1, most: 1_000_000 }),
      incident: incidentOption(parts),
    },
    async run({ page, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      const message = await timelinePage(parts, row.value, page);
      return ok(hidden(row.value, context) ? whisper(message) : say(message));
    },
  });

const hidden = (row: IncidentRow, context: CommandContext): boolean => row.private && !isThere(row, context);

async function timelinePage(parts: IncidentParts, row: IncidentRow, wanted: number | undefined): Promise<Message> {
  const survey = await currentSurvey(parts.timeline, row.stream);
  const pages = Math.max(1, Math.ceil(survey.order.length / PAGE));
  const page = Math.min(wanted ?? pages, pages);
  if (survey.order.length === 0) return paragraph(rich`Nothing is recorded yet.`);
  const items: RichText[] = [];
  // The last page is as full as the others: what happened last is what most want to read.
  const from = Math.max(0, Math.min((page - 1) * PAGE, survey.order.length - PAGE));
  const seqs = survey.order.slice(from, from + PAGE);
  let before: Instant | null = null;
  for await (const entry of readArranged(parts.timeline, row.stream, seqs)) {
    const shown = showEntry(parts.kinds, entry, survey.revisions.get(entry.id));
    items.push(timelineLine(shown, before));
    before = shown.at ?? before;
  }
  const to = (label: string, target: number, off: boolean) => ({
    label,
    action: 'incident.timeline.page',
    args: [String(row.number), String(target), label],
    ...(off && { disabled: true as const }),
  });
  return {
    title: rich`Timeline of incident ${row.number}: ${row.title}`,
    blocks: [{ type: 'list', items }],
    footer: [
      `${wanted !== undefined && wanted > pages ? `There is no page ${wanted}: this is the last. ` : ''}Page ${page} of ${pages} · ${survey.order.length} entries in order of time · numbers are for "after #12" and /incident correct`,
    ],
    ...(pages > 1 && {
      buttons: [
        [
          to('First', 1, page === 1),
          to('Back', Math.max(1, page - 1), page === 1),
          to('Next', Math.min(pages, page + 1), page === pages),
          to('Last', pages, page === pages),
        ],
      ],
    }),
  };
}

/** So soon after the line before, the time of day says when: whatever the reader's zone, it can have passed midnight once. */
const SAME_DAY_MS = 12 * 3_600_000;

/** `14:05 #12 The line (corrected) - @who`, with the date where the line `before` it does not tell which day it is. */
function timelineLine(shown: ShownEntry, before: Instant | null): RichText {
  const { entry, at, precision, retracted, revisions } = shown;
  const style = at !== null && before !== null && at - before < SAME_DAY_MS ? 'time' : 'date-time';
  const when: RichText = at === null ? ['time unknown'] : [precision === 'approximate' ? '~' : '', instant(at, style)];
  const who: RichText = entry.actor.kind === 'person' ? rich` - ${person(entry.actor.id)}` : [];
  const mark = retracted ? ' (taken back)' : revisions.length > 0 ? ' (corrected)' : '';
  const evidence = shown.evidence.find(({ url }) => url !== undefined)?.url;
  return rich`${when} ${strong(`#${entry.seq}`)} ${shortened(shown.line)}${shown.body === '' ? '' : ' …'}${mark}${evidence === undefined ? '' : rich` ${{ link: evidence, text: '↗' }}`}${who}`;
}

/** At most LONGEST_LINE characters of words, without empty lines, which would end the item of the list; what is not words stays whole. */
function shortened(line: RichText): RichText {
  let room = LONGEST_LINE;
  return line.map((part): Inline => {
    if (typeof part !== 'string') return part;
    const letters = [...part.replace(/\n\s*\n/g, '\n')];
    const kept = letters.length > room ? `${letters.slice(0, Math.max(0, room)).join('')}…` : letters.join('');
    room -= letters.length;
    return room < -letters.length ? '' : kept;
  });
}

export const timelineActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  {
    action: 'incident.timeline',
    summary: 'Read the timeline',
    permission: 'incident.read',
    risk: 'read',
    visibility: 'private',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      return row.ok ? ok(whisper(await timelinePage(parts, row.value, undefined))) : row;
    },
  },
  {
    action: 'incident.timeline.page',
    summary: 'Another page of the timeline',
    permission: 'incident.read',
    risk: 'read',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const page = /^\d{1,7}$/.test(args[1] ?? '') ? Math.max(1, Number(args[1])) : undefined;
      return ok(updateMessage(await timelinePage(parts, row.value, page)));
    },
  },
];
