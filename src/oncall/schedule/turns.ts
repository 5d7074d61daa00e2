import { HOUR_MS, DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { LayerDefinition, Moment, Turn } from './definition.ts';
import { type WallMs, type Zone } from './zone.ts';

/** When each turn of a rotation begins. Turn n lasts `[boundary(n), boundary(n + 1))`. */
export interface Turns {
  /** Never decreases. Two are equal only where a change of the clock leaves no time at all for a turn of hours. */
  boundary(n: number): Instant;
  /** The turn that `at` belongs to: the last one whose boundary is not after it. */
  indexAt(at: Instant): number;
}

export const instantOfMoment = (moment: Moment, zone: Zone): Instant =>
  'instant' in moment ? moment.instant : zone.instantOf(moment.wall);

/** Turns of days and more keep their local time; seconds and `elapsed` hours keep their length. */
export function createTurns(turn: Turn, from: Instant, hours: LayerDefinition['hours'], zone: Zone): Turns {
  if (turn.unit === 'seconds') return elapsed(from, turn.count * 1000);
  if (turn.unit === 'hours') {
    return hours === 'elapsed' ? elapsed(from, turn.count * HOUR_MS) : onTheWall(from, turn.count * HOUR_MS, zone);
  }
  if (turn.unit === 'days') return onTheWall(from, turn.count * DAY_MS, zone);
  if (turn.unit === 'weeks') return onTheWall(from, turn.count * 7 * DAY_MS, zone);
  return monthly(from, turn.count, zone);
}

const elapsed = (from: Instant, lengthMs: number): Turns => ({
  boundary: (n) => from + n * lengthMs,
  indexAt: (at) => Math.floor((at - from) / lengthMs),
});

function onTheWall(from: Instant, lengthMs: number, zone: Zone): Turns {
  const anchor = zone.wallAt(from);
  const boundary = (n: number): Instant => (n === 0 ? from : zone.instantOf(anchor + n * lengthMs));
  return { boundary, indexAt: (at) => settle(boundary, Math.floor((zone.wallAt(at) - anchor) / lengthMs), at) };
}

function monthly(from: Instant, months: number, zone: Zone): Turns {
  const anchor = zone.wallAt(from);
  const first = monthOf(anchor);
  const boundary = (n: number): Instant => (n === 0 ? from : zone.instantOf(addMonths(anchor, n * months)));
  return { boundary, indexAt: (at) => settle(boundary, Math.floor((monthOf(zone.wallAt(at)) - first) / months), at) };
}

const monthOf = (wall: WallMs): number => {
  const date = new Date(wall);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** Clamped to the month's last day: the 31st of January and one month is the 28th or 29th of February. */
function addMonths(wall: WallMs, months: number): WallMs {
  const date = new Date(wall);
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), lastDay));
  return midnight + (((wall % DAY_MS) + DAY_MS) % DAY_MS);
}

/** From a guess that a change of the clock may have put off by one or two to the turn itself. */
function settle(boundary: (n: number) => Instant, guess: number, at: Instant): number {
  let n = guess;
  while (boundary(n) > at) n--;
  while (boundary(n + 1) <= at) n++;
  return n;
}
