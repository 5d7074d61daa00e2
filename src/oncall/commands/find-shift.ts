import { type Result, ok, refuse } from '../../base/result.ts';
import type { OfferedShift } from '../living/entries.ts';
import type { OnCallParts } from '../parts.ts';
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
