import { DateTime } from 'luxon';
import type { PdEvent, PdShiftSchedule } from './state.ts';

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * The final schedule of events that repeat daily or weekly, day by day by luxon alone: each occurrence is a shift, and
 * after `shifts_per_member` of them the next member takes over.
 */
export function renderShifts(events: readonly PdEvent[], from: number, to: number): PdShiftSchedule['final'] {
  return events.flatMap(
    ({ start_time, end_time, effective_since, effective_until, recurrence, assignment_strategy }) => {
      const zone = start_time.time_zone;
      const first = DateTime.fromISO(start_time.date_time, { zone });
      const lengthDays = DateTime.fromISO(end_time.date_time, { zone })
        .startOf('day')
        .diff(first.startOf('day'), 'days').days;
      const last = DateTime.fromISO(end_time.date_time, { zone });
      const rule = recurrence[0] ?? '';
      const byDay = /BYDAY=([A-Z,]+)/.exec(rule)?.[1]?.split(',') ?? [DAYS[first.weekday - 1]];
      const until = effective_until == null ? to : Math.min(to, Date.parse(effective_until));
      const since = Math.max(from, Date.parse(effective_since));
      const { members, shifts_per_member = 1, type } = assignment_strategy;
      const found: PdShiftSchedule['final'] = [];
      for (let day = first, shift = 0; day.toMillis() < until; day = day.plus({ days: 1 })) {
        if (rule.includes('WEEKLY') && !byDay.includes(DAYS[day.weekday - 1])) continue;
        const end = day.plus({ days: lengthDays }).set({ hour: last.hour, minute: last.minute });
        const turn = members[Math.floor(shift++ / shifts_per_member) % members.length];
        const part = { start: Math.max(day.toMillis(), since), end: Math.min(end.toMillis(), until) };
        if (part.start >= part.end) continue;
        const times = { start: new Date(part.start).toISOString(), end: new Date(part.end).toISOString() };
        const on = type === 'every_member_assignment_strategy' ? members : turn ? [turn] : [];
        found.push(...on.map((member) => ({ ...times, member })));
      }
      return found;
    },
  );
}
