import { scheduleSchema } from '../../../src/oncall/config/schedules.ts';
import type { Override } from '../../../src/oncall/schedule/definition.ts';
import { type Schedule, createSchedule } from '../../../src/oncall/schedule/schedule.ts';

/** A schedule as it would stand in muster.yaml. */
export const written = (raw: unknown): Schedule => createSchedule('primary', scheduleSchema.parse(raw));

/** `alice 2026-01-05T14:00Z..2026-01-12T14:00Z`, one a shift. */
export function lines(schedule: Schedule, from: string, to: string, overrides: readonly Override[] = []): string[] {
  const final = schedule.final({ from: Date.parse(from), to: Date.parse(to) }, overrides);
  return final.shifts.map((shift) => `${shift.user} ${short(shift.from)}..${short(shift.to)}`);
}

export const gapLines = (schedule: Schedule, from: string, to: string, overrides: readonly Override[] = []): string[] =>
  schedule
    .final({ from: Date.parse(from), to: Date.parse(to) }, overrides)
    .gaps.map((gap) => `${short(gap.from)}..${short(gap.to)}`);

export const short = (at: number): string => new Date(at).toISOString().replace(':00.000Z', 'Z');
