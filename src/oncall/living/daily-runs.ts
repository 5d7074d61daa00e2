import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { Span } from '../schedule/definition.ts';
import { type Zone } from '../schedule/zone.ts';

/** The same hours on so many days in a row: the first of them, and when the last ends. */
export interface DailyRun<S extends Span> {
  readonly first: S;
  readonly days: number;
  readonly until: Instant;
}

/** Shifts of one person and schedule, in the order of time; five mornings are one run and not five lines. */
export function dailyRuns<S extends Span>(shifts: readonly S[], zone: Zone): readonly DailyRun<S>[] {
  const runs: DailyRun<S>[] = [];
  for (const shift of shifts) {
    const run = runs.at(-1);
    if (run && isDay(run.days, run.first, shift, zone)) {
      runs[runs.length - 1] = { ...run, days: run.days + 1, until: shift.to };
    } else runs.push({ first: shift, days: 1, until: shift.to });
  }
  return runs;
}

/** By the clock on the wall: a day on which the clocks change is one of them, too. */
const isDay = (n: number, first: Span, shift: Span, zone: Zone): boolean =>
  zone.wallAt(shift.from) - zone.wallAt(first.from) === n * DAY_MS &&
  zone.wallAt(shift.to) - zone.wallAt(first.to) === n * DAY_MS;
