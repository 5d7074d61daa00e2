import { DateTime } from 'luxon';
import { mayDo } from '../../catalog/viewer.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { RawValue, Suggestion } from '../../commands/option.ts';
import { inlineText } from '../../commands/render-text.ts';
import { incidentFold } from '../fold.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { openFirst } from '../state.ts';
import { isRevision, revisionsIn } from '../view/revisions.ts';
import { showEntry, type ShownEntry } from '../view/shown-entry.ts';
import { parseNumber } from './incident-options.ts';

/** Newest first. What corrects an entry is newer than it: of what is looked through, every correction is among it. */
const LOOKED_THROUGH = 200;

type Given = Readonly<Record<string, RawValue>>;
type Suggest = (
  parts: IncidentParts,
  typed: string,
  context: CommandContext,
  given: Given,
) => Promise<readonly Suggestion[]>;

/** Entries of the incident meant that can be corrected, as they read now, newest first. */
export const suggestEntry: Suggest = async (parts, typed, context, given) => {
  const entries = await newest(parts, context, given);
  const revisions = revisionsIn(entries.toReversed());
  return entries
    .filter((entry) => entry.erasedBy === null && !isRevision(entry))
    .map((entry) => suggestion(parts, showEntry(parts.kinds, entry, revisions.get(entry.id)), context))
    .filter(matching(typed));
};

/**
 * For a list of numbers, the last of which is being typed. Corrections are entries of their own here, and the original is
 * shown as it was written: each is erased by itself.
 */
export const suggestEntries: Suggest = async (parts, typed, context, given) => {
  const before = /^(?:#?\d+[\s,]+)*/.exec(typed)?.[0] ?? '';
  const chosen = new Set(before.split(/[\s,]+/).map((part) => `#${part.replace('#', '')}`));
  return (await newest(parts, context, given))
    .filter((entry) => entry.erasedBy === null && !chosen.has(`#${entry.seq}`))
    .map((entry) => suggestion(parts, showEntry(parts.kinds, entry), context))
    .filter(matching(typed.slice(before.length)))
    .map(({ name, value }) => ({ name: `${before}${name}`, value: `${before}${value}` }));
};

/** Tasks of the incident meant: open ones before those that are done. */
export const suggestTask: Suggest = async (parts, typed, context, given) => {
  const row = await meant(parts, context, given);
  if (!row) return [];
  const { tasks } = await parts.timeline.state(row.stream, incidentFold);
  return openFirst(tasks)
    .map((task) => ({
      name: `T${task.number} ${task.doneAt === null ? '' : '☑ '}${task.text}`,
      value: `T${task.number}`,
    }))
    .filter(matching(typed));
};

async function newest(parts: IncidentParts, context: CommandContext, given: Given) {
  const row = await meant(parts, context, given);
  return row ? parts.timeline.read(row.stream, { order: 'descending', limit: LOOKED_THROUGH }) : [];
}

/** The incident named among the options so far, else the one at hand; undefined when this person may read neither. */
async function meant(parts: IncidentParts, context: CommandContext, given: Given): Promise<IncidentRow | undefined> {
  // Suggestions show what a timeline says, so they take what reading it takes.
  if (!mayDo(context.viewer, 'incident.read')) return undefined;
  const { incident } = given;
  const number = typeof incident === 'string' ? parseNumber(incident) : undefined;
  if (number && !number.ok) return undefined;
  const row = await parts.lookup.locate(number?.value, context);
  return row.ok ? row.value : undefined;
}

function suggestion(parts: IncidentParts, shown: ShownEntry, { timeZone }: CommandContext): Suggestion {
  const { entry, at, precision, line, body, retracted } = shown;
  const time =
    at === null
      ? 'time unknown'
      : `${precision === 'approximate' ? '~' : ''}${DateTime.fromMillis(at, { zone: timeZone, locale: 'en' }).toFormat('d LLL HH:mm')}`;
  const words = inlineText(body === '' ? line : [...line, ' ', body], { nameOf: parts.nameOf, timeZone });
  return { name: `#${entry.seq} ${time} ${retracted ? '(taken back) ' : ''}${words}`, value: `#${entry.seq}` };
}

/** By the beginning of its number (`12`, `#12`, `T3`), or by words in what is shown of it. */
function matching(typed: string): (suggested: Suggestion) => boolean {
  const words = typed.trim().toLowerCase();
  const digits = words.replace(/^[#t](?=\d)/, '');
  return ({ name, value }) => value.slice(1).startsWith(digits) || name.toLowerCase().includes(words);
}
