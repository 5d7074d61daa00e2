import type { OfferedShift } from '../living/entries.ts';
import type { OnCallParts } from '../parts.ts';
import { findShift } from './find-shift.ts';

export interface SwapPair {
  readonly mine: OfferedShift;
  readonly theirs: OfferedShift;
}

/** Two people, and a moment within each one's shift; undefined: their next one. */
export interface SwapWish {
  readonly me: string;
  readonly them: string;
  readonly mine: number | undefined;
  readonly theirs: number | undefined;
}

const holds = (shift: OfferedShift, at: number | undefined): boolean =>
  at === undefined || (shift.from <= at && at < shift.to);

/**
 * Shifts that could be meant, of one schedule each: a day of one for a week of another is no fair exchange. Where some
 * hold the moments that were named, only those.
 */
export async function swapPairs(
  parts: OnCallParts,
  { me, them, mine, theirs }: SwapWish,
  schedules: readonly string[],
  now: number,
): Promise<readonly SwapPair[]> {
  const pairs: SwapPair[] = [];
  for (const name of schedules) {
    const own = await findShift(parts, me, name, mine, now);
    const others = await findShift(parts, them, name, theirs, now);
    if (own.ok && others.ok) pairs.push({ mine: own.value, theirs: others.value });
  }
  const held = pairs.filter((pair) => holds(pair.mine, mine) && holds(pair.theirs, theirs));
  return held.length > 0 ? held : pairs;
}
