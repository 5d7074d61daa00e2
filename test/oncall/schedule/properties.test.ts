import { HOUR_MS, DAY_MS } from '../../../src/base/durations.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zoneOf } from '../../../src/oncall/schedule/zone.ts';
import { allowedTime } from '../../../src/oncall/schedule/restrictions.ts';
import { createTurnCount } from '../../../src/oncall/schedule/turn-count.ts';
import { createTurns } from '../../../src/oncall/schedule/turns.ts';
import { written } from './written.ts';

const ZONES = [
  ...['UTC', 'America/Chicago', 'Europe/Berlin', 'Australia/Sydney', 'Australia/Lord_Howe'],
  ...['Africa/Cairo', 'Asia/Beirut', 'America/Asuncion'],
];
const BASE = Date.UTC(2023, 0, 1);
const wall = fc.integer({ min: 0, max: 3 * 365 * 24 * 4 }).map((quarter) => BASE + quarter * 15 * 60_000);
const time = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => new Date(quarter * 15 * 60_000).toISOString().slice(11, 16));
const iso = (at: number): string => new Date(at).toISOString();
const days = fc.uniqueArray(fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), { minLength: 1 });

/** Some end, and some have turns of another zone than the schedule's. */
const ends = fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined });
const ownZone = fc.option(fc.constantFrom(...ZONES), { nil: undefined });
const layer = fc
  .record({
    users: fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 1, maxLength: 4 }),
    start: wall,
    days: ends,
    timeZone: ownZone,
    turn: fc.constantFrom('1 hour', '5 hours', '12 hours', '1 day', '3 days', '1 week', '1 month', '100000 seconds'),
    onRestricted: fc.constantFrom('consume', 'skip'),
    restrictions: fc.array(
      fc.oneof(
        fc.record({ days, from: time, to: time }),
        fc.record({ from: time.map((at) => `tue ${at}`), to: time.map((at) => `sat ${at}`) }),
      ),
      { maxLength: 2 },
    ),
  })
  .map(({ start, days, ...rest }) => ({
    ...rest,
    start: iso(start).slice(0, 16),
    ...(days !== undefined && { end: iso(start + days * DAY_MS).slice(0, 16) }),
  }));
/** Two shifts with a pause between them. */
const temporary = fc.array(
  fc.record({ from: wall, hours: fc.integer({ min: 3, max: 900 }) }).map(({ from, hours }) => {
    const [end, third] = [from + hours * HOUR_MS, Math.floor(hours / 3) * HOUR_MS];
    return {
      from: iso(from),
      to: iso(end),
      shifts: [
        { user: 'x', from: iso(from), to: iso(from + third) },
        { user: 'a', from: iso(end - third), to: iso(end) },
      ],
    };
  }),
  { maxLength: 3 },
);
const overrides = fc.array(
  fc
    .record({ from: wall, length: fc.integer({ min: 1, max: 400 }), add: fc.constantFrom('x', 'a') })
    .map(({ from, length, add }) => ({ from: iso(from), to: iso(from + length * HOUR_MS), add })),
  { maxLength: 4 },
);
const schedules = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    mode: fc.constantFrom('layered', 'concurrent'),
    layers: fc.array(layer, { maxLength: 4 }),
    overrides,
    temporary,
  })
  .map(written);

test('shifts and gaps cover the span, in order, and overlap only where several may be on call', () => {
  fc.assert(
    fc.property(schedules, wall, fc.integer({ min: 1, max: 60 }), (schedule, from, length) => {
      const span = { from, to: from + length * DAY_MS };
      const { shifts, gaps } = schedule.final(span);
      const edges = new Set([span.from, span.to, ...[...shifts, ...gaps].flatMap((part) => [part.from, part.to])]);
      const order = [...edges].sort((a, b) => a - b);
      for (const part of [...shifts, ...gaps]) {
        expect(part.from < part.to && part.from >= span.from && part.to <= span.to).toBe(true);
      }
      for (const at of order.slice(0, -1)) {
        const on = shifts.filter((shift) => shift.from <= at && at < shift.to);
        const gap = gaps.filter((part) => part.from <= at && at < part.to);
        expect(gap.length).toBe(on.length === 0 ? 1 : 0);
        expect(new Set(on.map((shift) => shift.user)).size).toBe(on.length);
        if (schedule.definition.mode === 'layered') expect(on.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 300 },
  );
});

test('who is on call at an instant is who the final schedule names there, whatever the span', () => {
  fc.assert(
    fc.property(
      schedules,
      wall,
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 8 }),
      (schedule, from, parts) => {
        const span = { from, to: from + 20 * DAY_MS };
        const final = schedule.final(span);
        for (const part of parts) {
          const at = Math.floor(from + part * 20 * DAY_MS);
          const named = final.shifts.filter((shift) => shift.from <= at && at < shift.to).map((shift) => shift.user);
          expect(
            schedule
              .at(at)
              .map((shift) => shift.user)
              .sort(),
          ).toEqual(named.sort());
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a span shows the same shifts as a longer one around it', () => {
  fc.assert(
    fc.property(schedules, wall, (schedule, from) => {
      const span = { from, to: from + 3 * DAY_MS };
      const clipped = schedule
        .final({ from: from - 9 * DAY_MS, to: span.to + 9 * DAY_MS })
        .shifts.filter((shift) => shift.from < span.to && shift.to > span.from)
        .map((shift) => ({ ...shift, from: Math.max(shift.from, span.from), to: Math.min(shift.to, span.to) }));
      const order = (a: { from: number; user: string }, b: { from: number; user: string }) =>
        a.from - b.from || a.user.localeCompare(b.user);
      if (schedule.definition.mode === 'layered') {
        expect([...schedule.final(span).shifts]).toEqual(clipped);
      } else {
        const who = (shifts: readonly { user: string; from: number; to: number }[]) =>
          [...shifts].sort(order).map(({ user, from: start, to }) => `${user} ${start} ${to}`);
        expect(who(merge(schedule.final(span).shifts))).toEqual(who(merge(clipped)));
      }
    }),
    { numRuns: 300 },
  );
});

/** Of one person, joined whatever layer put them on call. */
function merge(shifts: readonly { user: string; from: number; to: number }[]) {
  const merged: { user: string; from: number; to: number }[] = [];
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    const last = merged.findLast((other) => other.user === shift.user);
    if (last && last.to >= shift.from) last.to = Math.max(last.to, shift.to);
    else merged.push({ user: shift.user, from: shift.from, to: shift.to });
  }
  return merged;
}

test('hand-offs of days and weeks keep their local time, and boundaries strictly increase', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      wall,
      fc.constantFrom('days', 'weeks', 'months'),
      fc.integer({ min: 1, max: 3 }),
      (name, at, unit, count) => {
        const zone = zoneOf(name);
        const from = zone.instantOf(at);
        const turns = createTurns({ count, unit }, from, 'elapsed', zone);
        const timeOfDay = (instant: number) => zone.wallAt(instant) % DAY_MS;
        for (let n = -40; n < 200; n++) {
          const boundary = turns.boundary(n);
          expect(boundary < turns.boundary(n + 1)).toBe(true);
          expect(turns.indexAt(boundary)).toBe(n);
          expect(turns.indexAt(turns.boundary(n + 1) - 1)).toBe(n);
          // Where the local time was skipped that day, it is the first instant after the gap.
          if (timeOfDay(boundary) !== timeOfDay(from))
            expect(zone.offsetAt(boundary)).not.toBe(zone.offsetAt(boundary - 1));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('turns that are skipped are counted alike one by one and over years, whatever the clocks did in between', () => {
  const zones = ['Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
  const hour = fc.integer({ min: 0, max: 23 }).map((n) => n * HOUR_MS);
  const daily = fc.record({
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    from: hour,
    to: hour,
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.array(daily, { minLength: 1, maxLength: 2 }),
      fc.constantFrom(1, 2, 5),
      fc.integer({ min: -30, max: 30 }),
      (name, windows, count, block) => {
        const zone = zoneOf(name);
        const turns = createTurns({ count, unit: 'hours' }, Date.UTC(2011, 11, 1), 'wall-clock', zone);
        const restrictions = windows.map((window) => ({ type: 'daily' as const, ...window }));
        let passed = 0;
        const [from, to] = [Math.min(0, block * 256), Math.max(0, block * 256)];
        for (let n = from; n < to; n++) {
          const span = { from: turns.boundary(n), to: turns.boundary(n + 1) };
          if (span.from < span.to && allowedTime(restrictions, span, zone).length > 0) passed++;
        }
        expect(createTurnCount(turns, restrictions, zone)(block * 256)).toBe(block < 0 ? -passed : passed);
      },
    ),
    { numRuns: 30 },
  );
});
