import type { FinalSchedule } from '../../schedule/final-schedule.ts';
import type { Rendering } from '../rendering.ts';

/** A stretch of time for which the two do not agree: keys of muster.yaml, sorted; nobody where empty. */
export interface Difference {
  readonly schedule: string;
  readonly from: number;
  readonly to: number;
  readonly pagerduty: readonly string[];
  readonly muster: readonly string[];
}

type Part = { readonly user: string; readonly from: number; readonly to: number };

/** Every moment of the span is compared: what both say alike is left out, what follows on from itself is one. */
export function compareSchedules(
  schedule: string,
  rendering: Pick<Rendering, 'shifts'>,
  native: FinalSchedule,
  nameOf: (pagerDutyUser: string) => string,
): Difference[] {
  const theirs: Part[] = rendering.shifts.map((shift) => ({ ...shift, user: nameOf(shift.user) }));
  const edges = [...theirs, ...native.shifts].flatMap(({ from, to }) => [from, to]);
  const times = [...new Set([native.from, native.to, ...edges])]
    .filter((at) => at >= native.from && at <= native.to)
    .sort((a, b) => a - b);
  const differences: Difference[] = [];
  for (const [index, from] of times.slice(0, -1).entries()) {
    const to = times[index + 1] ?? native.to;
    const pagerduty = at(theirs, from);
    const muster = at(native.shifts, from);
    if (pagerduty.join() === muster.join()) continue;
    const last = differences.at(-1);
    if (last?.to === from && last.pagerduty.join() === pagerduty.join() && last.muster.join() === muster.join())
      differences[differences.length - 1] = { ...last, to };
    else differences.push({ schedule, from, to, pagerduty, muster });
  }
  return differences;
}

const at = (parts: readonly Part[], instant: number): string[] =>
  [...new Set(parts.filter(({ from, to }) => from <= instant && instant < to).map(({ user }) => user))].sort();
