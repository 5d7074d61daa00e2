import { DAY_MS } from '../../../src/base/durations.ts';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { zoneOf } from '../../../src/oncall/schedule/zone.ts';
import { short } from './written.ts';

const ZONES = [
  'UTC',
  'America/Chicago',
  'Europe/Berlin',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Asuncion',
  'Asia/Beirut',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

const from = Date.UTC(2005, 0, 1);
const instants = fc.integer({ min: from / 1000, max: Date.UTC(2037, 0, 1) / 1000 }).map((second) => second * 1000);

test('offsets are the ones that luxon says, in every zone at any time', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instants, (name, at) => {
      expect(zoneOf(name).offsetAt(at)).toBe(DateTime.fromMillis(at, { zone: name }).offset * 60_000);
    }),
    { numRuns: 2000 },
  );
});

test('offsets are right to the second around each change', () => {
  for (const name of ZONES) {
    const zone = zoneOf(name);
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2027, 0, 1); day += DAY_MS) {
      if (zone.offsetAt(day) === zone.offsetAt(day + DAY_MS)) continue;
      for (let at = day; at <= day + DAY_MS; at += 15 * 60_000) {
        for (const near of [at - 1000, at]) {
          expect(zone.offsetAt(near)).toBe(DateTime.fromMillis(near, { zone: name }).offset * 60_000);
        }
      }
    }
  }
});

test.each([
  // zone, reading of the clock, first instant, last instant
  ['America/Chicago', '2026-03-08T02:30', '2026-03-08T08:00Z', '2026-03-08T08:00Z'],
  ['America/Chicago', '2026-11-01T01:30', '2026-11-01T06:30Z', '2026-11-01T07:30Z'],
  ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00Z', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00Z', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T02:00', '2026-10-25T00:00Z', '2026-10-25T01:00Z'],
  ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00Z', '2026-10-25T02:00Z'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30Z', '2026-10-03T15:30Z'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45Z', '2026-04-04T15:15Z'],
  ['Africa/Cairo', '2026-04-24T00:30', '2026-04-23T22:00Z', '2026-04-23T22:00Z'],
  ['Africa/Cairo', '2026-10-29T23:30', '2026-10-29T20:30Z', '2026-10-29T21:30Z'],
  ['Asia/Beirut', '2026-03-29T00:00', '2026-03-28T22:00Z', '2026-03-28T22:00Z'],
  ['America/Asuncion', '2023-10-01T00:30', '2023-10-01T04:00Z', '2023-10-01T04:00Z'],
  ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00Z', '2011-12-30T10:00Z'],
])('%s shows %s first at %s and last at %s', (name, wall, first, last) => {
  const reading = Date.parse(`${wall}Z`);
  expect(short(zoneOf(name).instantOf(reading, 'first'))).toBe(first);
  expect(short(zoneOf(name).instantOf(reading, 'last'))).toBe(last);
});

test('a reading that exists leads to an instant that shows it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instants, (name, at) => {
      const zone = zoneOf(name);
      const wall = zone.wallAt(at);
      const first = zone.instantOf(wall, 'first');
      const last = zone.instantOf(wall, 'last');
      expect(zone.wallAt(first)).toBe(wall);
      expect(zone.wallAt(last)).toBe(wall);
      expect(first <= at && at <= last).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
