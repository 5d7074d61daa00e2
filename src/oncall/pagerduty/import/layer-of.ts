import { counted } from '../../../base/counted.ts';
import { WEEKDAYS } from '../../config/restriction.ts';
import type { PdLayer, PdRestriction } from '../account-shapes.ts';
import { type WrittenLayer, type WrittenRestriction, writtenMoment, writtenTime } from './written-schedule.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;

/** Whole weeks and days keep the local time of the hand-off; any other length is counted in seconds that pass. */
export const turnOf = (seconds: number): string =>
  seconds % WEEK === 0
    ? counted(seconds / WEEK, 'week')
    : seconds % DAY === 0
      ? counted(seconds / DAY, 'day')
      : `${seconds} seconds`;

/** A layer of PagerDuty as one of muster.yaml. `keyOf` knows the people; who was deleted is a turn for nobody. */
export function layerOf(layer: PdLayer, timeZone: string, keyOf: (user: string) => string | null): WrittenLayer {
  const users = layer.users.map(({ user }) => keyOf(user.id));
  const restrictions = restrictionsOf(layer.restrictions ?? []);
  const start = writtenMoment(layer.start, timeZone);
  const turnsFrom = writtenMoment(layer.rotation_virtual_start, timeZone);
  return {
    ...(layer.name != null && layer.name.trim() !== '' && { name: layer.name.trim().slice(0, 80) }),
    users,
    start,
    ...(users.length > 1 && turnsFrom !== start && { turnsFrom }),
    ...(layer.end != null && { end: writtenMoment(layer.end, timeZone) }),
    ...(users.length > 1 && { turn: turnOf(layer.rotation_turn_length_seconds) }),
    ...(restrictions.length > 0 && { restrictions }),
  };
}

/** Weekly ones that are no longer than a day and alike but for the day are written as one. */
function restrictionsOf(restrictions: readonly PdRestriction[]): WrittenRestriction[] {
  const written: WrittenRestriction[] = [];
  const alike = new Map<string, { days: number[]; start: number; duration: number }>();
  for (const { type, start_time_of_day, start_day_of_week, duration_seconds: duration } of restrictions) {
    const start = secondsOf(start_time_of_day);
    if (type === 'daily_restriction') {
      written.push({ from: writtenTime(start), to: writtenTime((start + duration) % DAY) });
    } else if (duration <= DAY) {
      const key = `${start} ${duration}`;
      const group = alike.get(key) ?? { days: [], start, duration };
      group.days.push((start_day_of_week ?? 1) - 1);
      alike.set(key, group);
    } else written.push(weekly((start_day_of_week ?? 1) - 1, start, duration));
  }
  for (const { days, start, duration } of alike.values()) {
    written.push({
      days: days.sort((a, b) => a - b).map((day) => WEEKDAYS[day] ?? ''),
      from: writtenTime(start),
      to: writtenTime((start + duration) % DAY),
    });
  }
  return written;
}

/** `{ from: fri 18:00, to: mon 08:00 }`. Days count from Monday, 0; a whole week ends where it begins. */
export function weekly(day: number, start: number, duration: number): WrittenRestriction {
  const end = (day * DAY + start + duration) % WEEK;
  const at = (seconds: number): string => `${WEEKDAYS[Math.floor(seconds / DAY)] ?? ''} ${writtenTime(seconds % DAY)}`;
  return { from: at(day * DAY + start), to: at(end) };
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}
