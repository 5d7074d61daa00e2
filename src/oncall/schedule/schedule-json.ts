import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { Override, Span } from './definition.ts';
import type { FinalSchedule } from './final-schedule.ts';
import type { Schedule } from './schedule.ts';

/** What `muster oncall SCHEDULE --from A --to B --json` prints. Instants are RFC 3339 in UTC. */
export type ScheduleJson = {
  readonly schedule: string;
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  readonly shifts: readonly {
    readonly user: string;
    readonly from: string;
    readonly to: string;
    readonly layer: string | null;
    readonly override: string | null;
  }[];
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
};

const iso = (at: Instant): string => new Date(at).toISOString();

export function scheduleJson(
  schedule: Schedule,
  span: Span,
  options: { readonly overflow: boolean; readonly overrides?: readonly Override[] },
): ScheduleJson {
  const overrides = options.overrides ?? [];
  const { shifts, gaps } = options.overflow ? overflowing(schedule, span, overrides) : schedule.final(span, overrides);
  return {
    schedule: schedule.name,
    timeZone: schedule.definition.timeZone,
    from: iso(span.from),
    to: iso(span.to),
    shifts: shifts.map((shift) => ({
      user: shift.user,
      from: iso(shift.from),
      to: iso(shift.to),
      layer: shift.layer,
      override: shift.override,
    })),
    gaps: gaps.map((gap) => ({ from: iso(gap.from), to: iso(gap.to) })),
  };
}

/** How far beyond the span the ends of its first and last shifts are looked for. */
const REACHES_MS = [2 * DAY_MS, 16 * DAY_MS, 70 * DAY_MS, 800 * DAY_MS];

/** Whole shifts and gaps, also where they begin before the span or end behind it (800 days are looked at most). */
export function overflowing(schedule: Schedule, span: Span, overrides: readonly Override[]): FinalSchedule {
  const touches = (part: Span): boolean => part.from < span.to && part.to > span.from;
  for (const reach of REACHES_MS) {
    const wide = { from: span.from - reach, to: span.to + reach };
    const final = schedule.final(wide, overrides);
    const shifts = final.shifts.filter(touches);
    const gaps = final.gaps.filter(touches);
    const whole = [...shifts, ...gaps].every((part) => part.from > wide.from && part.to < wide.to);
    if (whole || reach === REACHES_MS.at(-1)) return { ...span, shifts, gaps };
  }
  return schedule.final(span, overrides);
}
