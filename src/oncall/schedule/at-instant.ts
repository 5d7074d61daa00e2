import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { Override, Span } from './definition.ts';
import type { FinalSchedule, FinalShift } from './final-schedule.ts';

const NONE: readonly Override[] = [];

/** Who is on call at an instant, by a final schedule. The day last asked about is kept: now is asked far more often than the answer changes. */
export function atInstant(
  final: (span: Span, overrides?: readonly Override[]) => FinalSchedule,
): (instant: Instant, overrides?: readonly Override[]) => readonly FinalShift[] {
  let day: FinalSchedule = { from: 0, to: 0, shifts: [], gaps: [] };
  let dayOverrides = NONE;
  return (instant, overrides = NONE) => {
    if (instant < day.from || instant >= day.to || overrides !== dayOverrides) {
      const from = Math.floor(instant / DAY_MS) * DAY_MS;
      day = final({ from, to: from + DAY_MS }, overrides);
      dayOverrides = overrides;
    }
    return day.shifts.filter((shift) => shift.from <= instant && instant < shift.to);
  };
}
