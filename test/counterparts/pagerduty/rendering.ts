import { DateTime, type DurationLike } from 'luxon';
import type { PdLayer, PdRestriction, PdSchedule } from './state.ts';

export interface Rendered {
  readonly user: string;
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400;

/**
 * How PagerDuty renders a layer schedule, worked out the slow and plain way, by luxon alone: none of Muster's own code
 * is in it, so that the two can be compared.
 */
export function renderSchedule(schedule: PdSchedule, from: number, to: number): Rendered[] {
  const clip = (part: Rendered): Rendered[] =>
    part.to > from && part.from < to
      ? [{ user: part.user, from: Math.max(part.from, from), to: Math.min(part.to, to) }]
      : [];
  if (schedule.rendered)
    return schedule.rendered.flatMap(({ user, start, end }) =>
      clip({ user, from: Date.parse(start), to: Date.parse(end) }),
    );
  const overrides = schedule.overrides
    .map(({ user, start, end }) => ({ user, from: Date.parse(start), to: Date.parse(end) }))
    .reverse();
  // The highest wins: overrides, the last made first, then the layers as they stand.
  const rows = [overrides, ...schedule.layers.map((layer) => renderLayer(layer, schedule.time_zone, from, to))];
  const edges = [...new Set([from, to, ...rows.flat().flatMap((part) => [part.from, part.to])])]
    .filter((at) => at >= from && at <= to)
    .sort((a, b) => a - b);
  const whole: { user: string; from: number; to: number }[] = [];
  edges.slice(0, -1).forEach((at, n) => {
    const user = rows.map((row) => row.find((part) => part.from <= at && at < part.to)?.user).find(Boolean);
    const next = edges[n + 1] ?? to;
    const last = whole.at(-1);
    if (user === undefined) return;
    if (last?.user === user && last.to === at) last.to = next;
    else whole.push({ user, from: at, to: next });
  });
  return whole;
}

/** Turns of whole days and weeks keep the local time; any other length is counted in seconds that pass. */
export function renderLayer(layer: PdLayer, zone: string, from: number, to: number): Rendered[] {
  const seconds = layer.rotation_turn_length_seconds;
  const origin = DateTime.fromISO(layer.rotation_virtual_start, { zone });
  const turn = (n: number): number => {
    const length: DurationLike = seconds % DAY === 0 ? { days: (seconds / DAY) * n } : { seconds: seconds * n };
    return origin.plus(length).toMillis();
  };
  const begins = Math.max(from, Date.parse(layer.start));
  const ends = Math.min(to, layer.end == null ? Number.POSITIVE_INFINITY : Date.parse(layer.end));
  const found: Rendered[] = [];
  let n = Math.max(0, Math.floor((begins - origin.toMillis()) / (seconds * 1000)) - 2);
  for (; turn(n) < ends; n++) {
    const user = layer.users[n % layer.users.length];
    const part = { from: Math.max(turn(n), begins), to: Math.min(turn(n + 1), ends) };
    if (user === undefined || part.from >= part.to) continue;
    for (const open of windows(layer.restrictions ?? [], zone, part.from, part.to))
      found.push({ user, from: Math.max(open.from, part.from), to: Math.min(open.to, part.to) });
  }
  return found.sort((a, b) => a.from - b.from);
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** When the restrictions let the layer act, each window on the wall clock of its own day. */
function windows(restrictions: readonly PdRestriction[], zone: string, from: number, to: number): Window[] {
  if (restrictions.length === 0) return [{ from, to }];
  const found: Window[] = [];
  let day = DateTime.fromMillis(from, { zone }).startOf('day').minus({ days: 8 });
  for (; day.toMillis() < to; day = day.plus({ days: 1 }).startOf('day')) {
    for (const { type, duration_seconds, start_time_of_day, start_day_of_week } of restrictions) {
      if (type === 'weekly_restriction' && day.weekday !== start_day_of_week) continue;
      const [hour = 0, minute = 0, second = 0] = start_time_of_day.split(':').map(Number);
      const wall = DateTime.utc(day.year, day.month, day.day, hour, minute, second);
      const end = wall.plus({ seconds: duration_seconds });
      const local = (at: DateTime): number => DateTime.fromObject(at.toObject(), { zone }).toMillis();
      found.push({ from: local(wall), to: local(end) });
    }
  }
  const touching = found.filter((window) => window.to > from && window.from < to).sort((a, b) => a.from - b.from);
  const whole: { from: number; to: number }[] = [];
  for (const window of touching) {
    const last = whole.at(-1);
    if (last && window.from <= last.to) last.to = Math.max(last.to, window.to);
    else whole.push({ ...window });
  }
  return whole;
}
