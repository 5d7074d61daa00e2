import type { Restriction } from './definition.ts';
import { allowedTime } from './restrictions.ts';
import type { Turns } from './turns.ts';
import type { Zone } from './zone.ts';

/** Turns whose place in the order is counted and kept at a time. */
const BLOCK = 256;

/**
 * For layers whose turns do not pass during restricted time: how many turns before turn `n` (counted from turn 0) had any
 * allowed time at all. Counted once in blocks, and remembered.
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
    let total = before.get(nearest) ?? 0;
    for (let at = nearest; at !== index; at -= step) {
      total += step < 0 ? (block(at)[BLOCK] ?? 0) : -(block(at - 1)[BLOCK] ?? 0);
      before.set(at - step, total);
    }
    return total;
  };

  return (n) => {
    const index = Math.floor(n / BLOCK);
    return beforeBlock(index) + (block(index)[n - index * BLOCK] ?? 0);
  };
}
