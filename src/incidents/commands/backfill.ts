import { counted } from '../../base/counted.ts';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import { code, instant, rich, type RichText, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import {
  type FilePart,
  type Form,
  type FormField,
  type Message,
  openForm,
  paragraph,
  type Reply,
  updateMessage,
  whisper,
} from '../../commands/message.ts';
import { file } from '../../commands/options.ts';
import { MOST_LINES, type Understood, type UnderstoodLine, understandLines } from '../backfill-lines.ts';
import { type BackfillLine, decideBackfill } from '../decide/backfill.ts';
import { incidentFold } from '../fold.ts';
import { type IncidentParts, resolveWhen } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { askAbout } from './ask-about.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';
import { answered } from '../../commands/answers.ts';
import { ownDraft } from '../../commands/own-draft.ts';
import { mayRecord } from './may-decide.ts';

const MOST_BYTES = 1_000_000;
const SHOWN = 15;

/** Lines that were understood, and wait until somebody has looked at them. */
const previewed = ownDraft(
  'incident.backfill',
  z.object({
    stream: z.string(),
    number: z.int(),
    lines: z.array(
      z.object({
        text: z.string(),
        evidence: z.string().exactOptional(),
        by: z.string().exactOptional(),
        category: z.string().exactOptional(),
        when: z.union([
          z.literal('previous'),
          z.object({ precision: z.enum(['second', 'minute', 'approximate']), at: z.int() }),
          z.object({ precision: z.literal('order-only'), after: z.string() }),
        ]),
      }),
    ),
  }),
);
type Previewed = NonNullable<Awaited<ReturnType<typeof previewed.read>>>;

export const backfillCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident backfill',
    summary: 'Put many past lines with their times on the timeline, after a look at them',
    details:
      'Paste lines into the form, or upload a text or CSV file. You see what was understood before anything is recorded.',
    permission: 'incident.respond',
    risk: 'record',
    visibility: 'private',
    options: {
      file: file({ description: 'A text file with a time at the start of each line, or CSV' }),
      incident: incidentOption(parts),
    },
    async run({ file: upload, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      if (!upload) return ok(openForm(pasteForm(row.value.number)));
      const text = await parts.readFile(upload, MOST_BYTES);
      return text.ok ? preview(parts, row.value, text.value, context) : text;
    },
  });

const formTitle = (number: number): string => `Backfill incident ${number}`;
const FIELDS: readonly FormField[] = [
  {
    type: 'text',
    name: 'lines',
    label: 'One line each: a time, then what happened',
    lines: 'many',
    required: true,
    most: 4000,
    placeholder: '14:05 Alert fired\n~14:10 Traffic moved to db2\n14:20 - Rolled back',
  },
];

const pasteForm = (number: number): Form => ({
  action: 'incident.backfill.submit',
  args: [String(number)],
  title: formTitle(number),
  fields: FIELDS,
});

/** Shows what was understood, and keeps it as a draft until somebody confirms. Faults are named line by line. */
async function preview(
  parts: IncidentParts,
  row: IncidentRow,
  text: string,
  context: CommandContext,
): Promise<Result<Reply>> {
  const understood = understandLines(text, { now: context.now, timeZone: context.timeZone });
  const { lines } = understood;
  if (lines.length > MOST_LINES) {
    return refuse('backfill/many', `These are ${lines.length} lines; at most ${MOST_LINES} go at once. Split them.`);
  }
  const resolved: BackfillLine[] = [];
  const faults = [...understood.faults];
  for (const line of lines) {
    const when = await whenOf(parts, row, line);
    if (!when.ok) faults.push({ line: line.line, text: line.text, reason: when.refusal.message });
    else
      resolved.push({
        text: line.text,
        evidence: line.evidence,
        by: line.by,
        category: line.category,
        when: when.value,
      });
  }
  if (faults.length > 0) return refuse('backfill/not-understood', faultWords(faults, resolved.length));
  if (resolved.length === 0) return refuse('backfill/empty', 'There is no line in it that could be recorded.');
  const id = parts.newId();
  const { stream, number } = row;
  await previewed.keep(parts.store, id, { stream, number, lines: resolved.map(plainLine) }, context);
  return ok(whisper(previewMessage(row, understood, id, context)));
}

const plainLine = ({ text, evidence, by, category, when }: BackfillLine) => ({
  text,
  ...(evidence !== undefined && { evidence }),
  ...(by !== undefined && { by }),
  ...(category !== undefined && { category }),
  when: when === 'previous' ? when : { ...when },
});

async function whenOf(
  parts: IncidentParts,
  row: IncidentRow,
  { time }: UnderstoodLine,
): Promise<Result<BackfillLine['when']>> {
  return time.precision === 'unknown' ? ok('previous') : resolveWhen(parts, row.stream, time);
}

function faultWords(faults: Understood['faults'], understood: number): string {
  const more = faults.length > SHOWN ? [`… and ${faults.length - SHOWN} more.`] : [];
  return [
    `${faults.length} line${faults.length === 1 ? ' was' : 's were'} not understood; nothing was recorded. Correct ${faults.length === 1 ? 'it' : 'them'} and send everything again: ${understood} other line${understood === 1 ? ' was' : 's were'} understood.`,
    ...faults.slice(0, SHOWN).map(({ line, text, reason }) => `Line ${line} (${firstWords(text)}): ${reason}`),
    ...more,
  ].join('\n');
}

function previewMessage(row: IncidentRow, { lines }: Understood, draft: string, context: CommandContext): Message {
  const shown = lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN - 3), ...lines.slice(-3)];
  return {
    tone: 'neutral',
    title: rich`${counted(lines.length, 'line')} for incident ${row.number}, as understood`,
    blocks: [
      { type: 'list', items: shown.map((line) => rich`${timeOf(line)} ${firstWords(line.text)}`) },
      ...(shown.length < lines.length
        ? [
            {
              type: 'text' as const,
              text: rich`${strong(`${lines.length - shown.length} more`)} stand between the last three and the others: the file has all of them.`,
            },
          ]
        : []),
    ],
    buttons: [
      [
        {
          label: `Record ${counted(lines.length, 'line')}`,
          style: 'success',
          action: 'incident.backfill.confirm',
          args: [draft],
        },
        { label: 'Cancel', action: 'incident.backfill.cancel', args: [draft] },
      ],
    ],
    ...(shown.length < lines.length && { files: [wholePreview(row, lines, context)] }),
    footer: [`Times without a zone were read as ${context.timeZone}. Nothing is recorded yet.`],
  };
}

/** Every line with its time in the zone in which it was read: what is recorded by one press was to be seen before. */
function wholePreview({ number }: IncidentRow, lines: Understood['lines'], { timeZone }: CommandContext): FilePart {
  const rows = lines.map(({ time, text }) => {
    if (time.precision === 'unknown') return `time unknown  ${text}`;
    if (time.precision === 'order-only') return `after #${time.afterSeq}  ${text}`;
    const at = DateTime.fromMillis(time.at, { zone: timeZone });
    const written = at.toFormat(time.precision === 'second' ? 'yyyy-MM-dd HH:mm:ss' : 'yyyy-MM-dd HH:mm');
    return `${time.precision === 'approximate' ? '~' : ''}${written} ${at.offsetNameShort ?? timeZone}  ${text}`;
  });
  return {
    name: `incident-${number}-backfill.txt`,
    contentType: 'text/plain; charset=utf-8',
    content: new TextEncoder().encode(`${rows.join('\n')}\n`),
  };
}

function timeOf({ time }: UnderstoodLine): RichText {
  if (time.precision === 'unknown') return [code('time unknown')];
  if (time.precision === 'order-only') return [code(`after #${time.afterSeq}`)];
  return [time.precision === 'approximate' ? '~' : '', instant(time.at, 'date-time')];
}

const firstWords = (text: string): string => ([...text].length > 120 ? `${[...text].slice(0, 120).join('')}…` : text);

export const backfillActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  askAbout(parts, {
    action: 'incident.backfill.ask',
    answers: 'incident.backfill.submit',
    summary: 'Put past events on the timeline',
    title: ({ number }) => formTitle(number),
    fields: () => FIELDS,
  }),
  {
    action: 'incident.backfill.submit',
    openedBy: 'incident.backfill.ask',
    summary: 'Look at what was understood',
    permission: 'incident.respond',
    risk: 'read',
    visibility: 'private',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      return row.ok ? preview(parts, row.value, answered(fields, 'lines'), context) : row;
    },
  },
  {
    action: 'incident.backfill.confirm',
    summary: 'Record the lines',
    // The incident is the draft's, not an argument's: the right to record in it is checked below.
    permission: 'incident.join',
    risk: 'record',
    async run(args, _fields, context) {
      const draft = await ownLines(parts, args[0], context);
      if (!draft.ok) return draft;
      const { stream, number, lines } = draft.value;
      const row = await parts.lookup.byStream(stream, context.viewer);
      // A day may have passed since the preview.
      if (!row || !mayRecord(row, context.viewer)) {
        return refuse(
          'permission/missing',
          `You take no part in incident ${number} any more. Join it first, then record.`,
        );
      }
      // The draft is recorded once, however often the button is pressed: each press is an interaction of its own.
      const cause = { ...context.cause, causeId: `backfill:${args[0] ?? ''}` };
      const committed = await parts.timeline.change(stream, incidentFold, cause, (state, decideContext) =>
        decideBackfill(state, lines, decideContext),
      );
      if (!committed.ok) return committed;
      await parts.store.takeDraft(args[0] ?? '', context.now);
      return ok(
        updateMessage(
          paragraph(
            rich`✅ ${strong(counted(committed.value.answer.count, 'line'))} ${committed.value.answer.count === 1 ? 'is' : 'are'} on the timeline of incident ${number}.`,
            {
              tone: 'good',
              buttons: [[{ label: 'Timeline', action: 'incident.timeline', args: [String(number)] }]],
            },
          ),
        ),
      );
    },
  },
  {
    action: 'incident.backfill.cancel',
    summary: 'Throw the lines away',
    permission: 'incident.join',
    risk: 'read',
    async run(args, _fields, context) {
      const draft = await ownLines(parts, args[0], context);
      if (!draft.ok) return draft;
      await parts.store.takeDraft(args[0] ?? '', context.now);
      return ok(updateMessage(paragraph(rich`Nothing was recorded.`)));
    },
  },
];

async function ownLines(
  parts: IncidentParts,
  id: string | undefined,
  context: CommandContext,
): Promise<Result<Previewed>> {
  const draft = await previewed.read(parts.store, id, context);
  if (!draft)
    return refuse('draft/gone', 'These lines are gone (recorded, cancelled, or older than a day). Send them again.');
  const row = await parts.lookup.byStream(draft.stream, context.viewer);
  return row ? ok(draft) : refuse('incident/unknown', 'There is no such incident that you can see.');
}
