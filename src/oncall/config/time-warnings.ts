import { DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import type { LayerDefinition, Moment, Restriction, ScheduleDefinition } from '../schedule/definition.ts';
import { createTurns, instantOfMoment } from '../schedule/turns.ts';
import { type WallMs, type Zone, zoneOf } from '../schedule/zone.ts';
import { parseMoment } from './moment.ts';
import type { ReferenceFault } from './references.ts';

/** A good year: every change of the clocks that is known of comes up once. */
const AHEAD_MS = 400 * DAY_MS;

/** A reading of the clock that does not stand for one instant: `02:30 does not exist in Europe/Berlin on 2027-03-28 …`. */
function oddReading(wall: WallMs, zone: Zone, which: 'first' | 'last'): string | undefined {
  const [first, last] = [zone.instantOf(wall, 'first'), zone.instantOf(wall, 'last')];
  const there = zone.wallAt(first);
  const on = `in ${zone.name} on ${dayOf(wall)}`;
  if (there !== wall)
    return `${timeOf(wall)} does not exist ${on}, when the clocks go forward: ${timeOf(there)} is taken`;
  return first === last
    ? undefined
    : `${timeOf(wall)} happens twice ${on}, when the clocks go back: the ${which} is taken`;
}

const dayOf = (wall: WallMs): string => new Date(wall).toISOString().slice(0, 10);
const timeOf = (wall: WallMs): string => new Date(wall).toISOString().slice(11, 16);

/** What is written is not there, or there twice: taken as the docs say, and told, with what to write instead. */
export function oddMoment(moment: Moment, zone: Zone): string | undefined {
  const odd = 'wall' in moment ? oddReading(moment.wall, zone, 'first') : undefined;
  return odd === undefined ? undefined : `${odd}. Write another time, or one with an offset`;
}

/**
 * Local times of layers that the clocks skip or repeat: those that are written, and, of the year to come, those at which
 * turns pass and restrictions begin and end. One warning a place, with the first day.
 */
export function* timeWarnings(
  schedules: Readonly<Record<string, ScheduleDefinition>>,
  now: Instant,
): Generator<ReferenceFault> {
  for (const [name, schedule] of Object.entries(schedules)) {
    for (const [n, layer] of schedule.layers.entries()) {
      const at = ['schedules', name, 'layers', n];
      const zone = zoneOf(layer.timeZone ?? schedule.timeZone);
      for (const key of ['start', 'turnsFrom', 'end'] as const) {
        const odd = layer[key] && oddMoment(layer[key], zone);
        if (odd !== undefined) yield { path: [...at, key], message: odd };
      }
      const turn = oddTurn(layer, zone, now);
      if (turn !== undefined)
        yield { path: [...at, 'turn'], message: `a turn passes when ${turn}. Another hour would be clearer` };
      for (const [index, restriction] of layer.restrictions.entries()) {
        for (const key of ['from', 'to'] as const) {
          const odd = oddTimeOfDay(restriction, key, zoneOf(schedule.timeZone), now);
          if (odd !== undefined) yield { path: [...at, 'restrictions', index, key], message: odd };
        }
      }
    }
  }
}

const spanSchema = z.looseObject({ from: z.string(), to: z.string() });
const writtenSchema = z.looseObject({
  schedules: z.record(
    z.string(),
    z.looseObject({
      timeZone: z.string().default('UTC'),
      overrides: z.array(spanSchema).default([]),
      temporary: z.array(spanSchema.extend({ shifts: z.array(spanSchema).default([]) })).default([]),
    }),
  ),
});

/** The same of fixed overrides and temporary schedules: once read they are instants, so what is written is looked at. */
export function* writtenTimeWarnings(written: unknown): Generator<ReferenceFault> {
  const { data } = writtenSchema.safeParse(written);
  for (const [name, { timeZone, overrides, temporary }] of Object.entries(data?.schedules ?? {})) {
    const zone = zoneOf(timeZone);
    const look = function* (at: readonly PropertyKey[], span: z.infer<typeof spanSchema>): Generator<ReferenceFault> {
      for (const key of ['from', 'to'] as const) {
        const moment = parseMoment(span[key]);
        const odd = moment && oddMoment(moment, zone);
        if (odd !== undefined) yield { path: ['schedules', name, ...at, key], message: odd };
      }
    };
    for (const [n, span] of overrides.entries()) yield* look(['overrides', n], span);
    for (const [n, window] of temporary.entries()) {
      yield* look(['temporary', n], window);
      for (const [shift, span] of window.shifts.entries()) yield* look(['temporary', n, 'shifts', shift], span);
    }
  }
}

/** Turns of hours and seconds pass at all times of the day: of them nobody expects a time on the wall. */
function oddTurn(layer: LayerDefinition, zone: Zone, now: Instant): string | undefined {
  if (!layer.turn || layer.users.length < 2 || layer.turn.unit === 'hours' || layer.turn.unit === 'seconds')
    return undefined;
  const from = instantOfMoment(layer.turnsFrom ?? layer.start, zone);
  const turns = createTurns(layer.turn, from, layer.hours, zone);
  const timeOfDay = zone.wallAt(from) % DAY_MS;
  for (let n = Math.max(1, turns.indexAt(now) + 1); ; n++) {
    const boundary = turns.boundary(n);
    if (boundary > now + AHEAD_MS) return undefined;
    const day = Math.floor(zone.wallAt(boundary) / DAY_MS) * DAY_MS;
    const odd = oddReading(day + timeOfDay, zone, 'first');
    if (odd !== undefined) return odd;
  }
}

/** A window's beginning takes the first of a repeated time, its end the last. */
function oddTimeOfDay(restriction: Restriction, key: 'from' | 'to', zone: Zone, now: Instant): string | undefined {
  const time = restriction[key];
  const nextDay = key === 'to' && restriction.type === 'daily' && restriction.to <= restriction.from;
  const weekdays =
    restriction.type === 'weekly'
      ? [Math.floor(time / DAY_MS) % 7]
      : restriction.days.map((day) => (nextDay ? (day + 1) % 7 : day));
  const today = Math.floor(zone.wallAt(now) / DAY_MS);
  for (let day = today; day * DAY_MS < now + AHEAD_MS; day++) {
    if (!weekdays.includes((day + 3) % 7)) continue;
    const odd = oddReading(day * DAY_MS + (time % DAY_MS), zone, key === 'from' ? 'first' : 'last');
    if (odd !== undefined) return odd;
  }
  return undefined;
}
