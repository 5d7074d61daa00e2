import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, joined, rich } from '../../base/rich-text.ts';
import type { Block } from '../../commands/message.ts';
import type { OfferedShift } from '../living/entries.ts';
import { shiftWords } from '../living/request-message.ts';
import type { OnCallParts } from '../parts.ts';
import type { Span } from '../schedule/definition.ts';
import { shiftsOf } from './oncall-ahead.ts';

/** Somebody's shift that contains or follows `at`; without a time, their next one that has not begun. */
export async function findShift(
  parts: OnCallParts,
  key: string,
  schedule: string | undefined,
  at: number | undefined,
  now: number,
): Promise<Result<OfferedShift>> {
  const shifts = (await shiftsOf(parts, key, now, 90)).filter(
    (shift) => schedule === undefined || shift.schedule === schedule,
  );
  const found = at === undefined ? shifts.find((shift) => shift.from > now) : shifts.find((shift) => shift.to > at);
  if (!found)
    return refuse('shift/none', `${parts.nameOf(key)} has no such shift in the next 90 days. /oncall me lists them.`);
  return ok({ schedule: found.schedule, person: key, from: found.from, to: found.to });
}

/** So many are named; the others are counted. */
const MOST_NAMED = 5;

/** One shift is moved at a time: says which others of the same schedule lie within the time that was given. */
export async function leftOut(
  parts: OnCallParts,
  { schedule, person, to }: OfferedShift,
  when: Span | null,
  now: number,
): Promise<readonly Block[]> {
  if (when === null) return [];
  const others = (await shiftsOf(parts, person, now, 90))
    .filter((shift) => shift.schedule === schedule && shift.from >= to && shift.from < when.to)
    .map((shift) => ({ ...shift, person, to: Math.min(shift.to, when.to) }));
  if (others.length === 0) return [];
  const words = others.slice(0, MOST_NAMED).map((shift) => shiftWords(shift));
  const more: RichText = others.length > words.length ? [`, and ${others.length - words.length} more`] : [];
  const text = rich`⚠️ One shift at a time, so not with it: ${joined(words, ', ')}${more}. Ask for each by its own when:.`;
  return [{ type: 'text', text }];
}
