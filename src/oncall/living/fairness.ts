import { HOUR_MS, DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { FinalShift } from '../schedule/final-schedule.ts';
import { zoneOf } from '../schedule/zone.ts';

/** Hours on call: on weekdays by day (08:00 to 22:00), on weeknights, and on weekends. */
export type Load = {
  readonly user: string;
  readonly days: number;
  readonly nights: number;
  readonly weekends: number;
  readonly shifts: number;
};

/** Of each person in whose zone; the heaviest load first. */
export function fairness(shifts: readonly FinalShift[], zoneOfUser: (user: string) => string): readonly Load[] {
  const loads = new Map<string, { days: number; nights: number; weekends: number; shifts: number }>();
  for (const shift of shifts) {
    const load = loads.get(shift.user) ?? { days: 0, nights: 0, weekends: 0, shifts: 0 };
    loads.set(shift.user, load);
    load.shifts += 1;
    const zone = zoneOf(zoneOfUser(shift.user));
    for (let at = shift.from; at < shift.to;) {
      const wall = zone.wallAt(at);
      const day = Math.floor(wall / DAY_MS);
      const hour = (wall - day * DAY_MS) / HOUR_MS;
      const next = hour < 8 ? 8 : hour < 22 ? 22 : 24;
      const end: Instant = Math.min(shift.to, Math.max(zone.instantOf(day * DAY_MS + next * HOUR_MS), at + 1));
      const weekend = (((day + 3) % 7) + 7) % 7 >= 5;
      const hours = (end - at) / HOUR_MS;
      if (weekend) load.weekends += hours;
      else if (next === 22) load.days += hours;
      else load.nights += hours;
      at = end;
    }
  }
  const total = (load: { days: number; nights: number; weekends: number }) => load.days + load.nights + load.weekends;
  return [...loads].map(([user, load]) => ({ user, ...load })).sort((a, b) => total(b) - total(a));
}
