import { DAY_MS } from '../../base/durations.ts';
import type { Restriction, Span } from './definition.ts';
import { allowedTime } from './restrictions.ts';
import type { Turns } from './turns.ts';
import { type Zone } from './zone.ts';

/** Turns whose place in the order is counted and kept at a time. */
const BLOCK = 256;

/**
 * For layers whose turns do not pass during restricted time: how many turns before turn `n` (counted from turn 0) had any
 * allowed time at all. Near the turn that is asked about they are looked at one by one; those long past are counted window by
 * window, because a layer of short turns that began years ago has millions of them.
 */
export function createTurnCount(turns: Turns, restrictions: readonly Restriction[], zone: Zone): (n: number) => number {
  /** For each block: how many of its turns before the nth count, n from 0 to BLOCK. */
  const blocks = new Map<number, readonly number[]>();
  const before = new Map<number, number>([[0, 0]]);

  const block = (index: number): readonly number[] => {
    const known = blocks.get(index);
    if (known) return known;
    const first = index * BLOCK;
    const windows = allowedTime(restrictions, { from: turns.boundary(first), to: turns.boundary(first + BLOCK) }, zone);
    const counts = [0];
    let window = 0;
    for (let n = first, counted = 0; n < first + BLOCK; n++) {
      const from = turns.boundary(n);
      const to = turns.boundary(n + 1);
      while ((windows[window]?.to ?? Number.POSITIVE_INFINITY) <= from) window++;
      if (from < to && (windows[window]?.from ?? Number.POSITIVE_INFINITY) < to) counted++;
      counts.push(counted);
    }
    blocks.set(index, counts);
    return counts;
  };

  const beforeBlock = (index: number): number => {
    const known = before.get(index);
    if (known !== undefined) return known;
    let nearest = index;
    const step = index > 0 ? -1 : 1;
    while (!before.has(nearest)) nearest += step;
    const windows = (from: number, to: number) =>
      allowedTime(restrictions, { from: turns.boundary(from * BLOCK), to: turns.boundary(to * BLOCK) }, zone);
    const [from, to] = [Math.min(nearest, index), Math.max(nearest, index)];
    const between = countWithin(turns, windows(from, to));
    const total = (before.get(nearest) ?? 0) + (nearest < index ? between : -between);
    before.set(index, total);
    return total;
  };

  return (n) => {
    const index = Math.floor(n / BLOCK);
    return beforeBlock(index) + (block(index)[n - index * BLOCK] ?? 0);
  };
}

/** How many turns have time within these windows, which are sorted and disjoint. */
function countWithin(turns: Turns, windows: readonly Span[]): number {
  let counted = 0;
  let next = Number.NEGATIVE_INFINITY;
  for (const window of windows) {
    // The clocks change once within a day at most: turns of one length there are not looked at one by one.
    for (let from = window.from; from < window.to; from += DAY_MS) {
      const first = Math.max(turns.indexAt(from), next);
      const last = turns.indexAt(Math.min(from + DAY_MS, window.to) - 1);
      const lengthMs = turns.boundary(first + 1) - turns.boundary(first);
      const even = turns.boundary(last) - turns.boundary(first) === (last - first) * lengthMs;
      if (last - first > 2 && even) counted += last - first + 1;
      else for (let n = first; n <= last; n++) if (turns.boundary(n) < turns.boundary(n + 1)) counted++;
      next = Math.max(next, last + 1);
    }
  }
  return counted;
}
