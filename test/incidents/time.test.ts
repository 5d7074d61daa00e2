import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { parseDue } from '../../src/incidents/due.ts';
import { parseTime } from '../../src/incidents/time.ts';

const now = Date.parse('2026-11-22T19:30:15Z');
const berlin = { now, timeZone: 'Europe/Berlin' };

const understood: readonly (readonly [string, string, string])[] = [
  ['14:05', '2026-11-22T13:05:00.000Z', 'minute'],
  ['14:05:30', '2026-11-22T13:05:30.000Z', 'second'],
  ['20 min ago', '2026-11-22T19:10:15.000Z', 'minute'],
  ['1h 20m ago', '2026-11-22T18:10:15.000Z', 'minute'],
  ['90 seconds ago', '2026-11-22T19:28:45.000Z', 'second'],
  ['an hour ago', '2026-11-22T18:30:15.000Z', 'minute'],
  ['ten minutes ago', '2026-11-22T19:20:15.000Z', 'minute'],
  ['Half an hour ago', '2026-11-22T19:00:15.000Z', 'minute'],
  ['yesterday 23:10 Europe/Berlin', '2026-11-21T22:10:00.000Z', 'minute'],
  ['yesterday 23:10 UTC', '2026-11-21T23:10:00.000Z', 'minute'],
  ['~18:00', '2026-11-22T17:00:00.000Z', 'approximate'],
  ['about 2 hours ago', '2026-11-22T17:30:15.000Z', 'approximate'],
  ['2017-01-31T21:09:40Z', '2017-01-31T21:09:40.000Z', 'second'],
  ['2017-01-31 21:09 +02:00', '2017-01-31T19:09:00.000Z', 'minute'],
  ['<t:1485903600:F>', '2017-01-31T23:00:00.000Z', 'second'],
  ['2026-10-25 02:30 +01:00', '2026-10-25T01:30:00.000Z', 'minute'],
  ['monday 14:05', '2026-11-16T13:05:00.000Z', 'minute'],
  ['31 Jan 23:10', '2026-01-31T22:10:00.000Z', 'minute'],
  ['Dec 24, 2025 5pm', '2025-12-24T16:00:00.000Z', 'minute'],
  ['now', '2026-11-22T19:30:15.000Z', 'second'],
];
for (const [text, instant, precision] of understood) {
  test(`"${text}" is ${instant}, ${precision}`, () => {
    const parsed = parseTime(text, berlin);
    expect(parsed.ok && parsed.value.precision !== 'order-only' && new Date(parsed.value.at).toISOString()).toBe(
      instant,
    );
    expect(parsed.ok && parsed.value.precision).toBe(precision);
  });
}

const refused: readonly (readonly [string, string])[] = [
  ['', 'time/unclear'],
  ['12', 'time/unclear'],
  ['soon', 'time/unclear'],
  ['after #', 'time/unclear'],
  ['~', 'time/unclear'],
  ['in 2 hours', 'time/future'],
  ['23:50', 'time/future'],
  ['2027-01-01 10:00', 'time/future'],
  ['25:00', 'time/impossible'],
  ['14:75', 'time/impossible'],
  ['2026-02-30 10:00', 'time/impossible'],
  ['0217-01-31 10:00', 'time/impossible'],
  ['1/2/2026 10:00', 'time/ambiguous'],
  ['2026-10-25 02:30', 'time/ambiguous'],
  ['2026-03-29 02:30', 'time/impossible'],
  ['14:05 CST', 'time/zone'],
  ['14:05 +02:75', 'time/zone'],
  ['14:05 Mars/Olympus', 'time/zone'],
];
for (const [text, code] of refused) {
  test(`"${text}" is refused as ${code}, with a remedy`, () => {
    const parsed = parseTime(text, berlin);
    expect(parsed.ok ? 'ok' : parsed.refusal.code).toBe(code);
    expect(parsed.ok ? '' : parsed.refusal.message).toMatch(/.{40,}\.$/);
  });
}

test('"after #12" gives an order and no time', () => {
  expect(parseTime('after #12', berlin)).toEqual({ ok: true, value: { precision: 'order-only', afterSeq: 12 } });
});

test('the remedies that it names are understood themselves', () => {
  const ambiguous = parseTime('2026-10-25 02:30', berlin);
  expect(ambiguous.ok ? [] : ambiguous.refusal.message.match(/\d\d:\d\d [+-]\d\d:\d\d/g)).toEqual([
    '02:30 +02:00',
    '02:30 +01:00',
  ]);
  expect(parseTime('yesterday 23:50', berlin).ok).toBe(true);
});

test('whatever is typed: it never throws, and never gives the future', () => {
  const pieces = fc.constantFrom(
    '~',
    'after #',
    'yesterday',
    '14:05',
    '99:99',
    ' ago',
    '2026-',
    '-',
    '+02:00',
    'Europe/',
    'h',
    '1e9',
    '<t:',
    ':F>',
    'today at',
    '\u202e',
    '٣',
    ' ',
    'T',
    'Z',
    '\n',
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const parsed = parseTime(text, berlin);
      if (parsed.ok && parsed.value.precision !== 'order-only') {
        expect(Number.isSafeInteger(parsed.value.at)).toBe(true);
        expect(parsed.value.at).toBeLessThanOrEqual(now);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the first hour after a change counts, also where the zone has crossed the date line since', () => {
  const apia = { now, timeZone: 'Pacific/Apia' };
  const at = Date.UTC(2011, 8, 24, 14);
  expect(parseTime('2011-09-24 04:00', apia)).toEqual({ ok: true, value: { precision: 'minute', at } });
  for (const never of ['2011-09-24 03:59', '2011-12-30 12:00']) {
    const parsed = parseTime(never, apia);
    expect(parsed.ok ? never : parsed.refusal.code).toBe('time/impossible');
  }
});

test('a local time that exists once comes back as itself, in any zone; the others are refused', () => {
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'UTC',
  );
  const instants = fc.integer({ min: Date.UTC(1995, 0, 1), max: now - 86_400_000 });
  fc.assert(
    fc.property(instants, zones, (at, timeZone) => {
      const local = DateTime.fromMillis(Math.floor(at / 1000) * 1000, { zone: timeZone });
      const parsed = parseTime(local.toFormat('yyyy-MM-dd HH:mm:ss'), { now, timeZone });
      if (local.getPossibleOffsets().length > 1) expect(parsed.ok ? '' : parsed.refusal.code).toBe('time/ambiguous');
      else expect(parsed).toEqual({ ok: true, value: { precision: 'second', at: local.toMillis() } });
    }),
    { numRuns: 500 },
  );
});

test('what is to come is refused with forms of what is to come', () => {
  const context = { now: Date.UTC(2026, 10, 29, 12), timeZone: 'Etc/UTC' };
  expect(parseDue('in 2 hours', context)).toEqual({ ok: true, value: Date.UTC(2026, 10, 29, 14) });
  for (const words of ['whenever', 'in a while', 'half past nonsense', '']) {
    const due = parseDue(words, context);
    expect(due.ok ? '' : due.refusal.message, words).toContain('tomorrow 10:00');
    expect(due.ok ? '' : due.refusal.message, words).not.toMatch(/ago|yesterday/);
  }
});

test.each([
  ['Europe/Berlin', '2026-10-25 02:30', '02:30 +02:00 or 02:30 +01:00'],
  ['America/Chicago', '2026-11-01 01:30', '01:30 -05:00 or 01:30 -06:00'],
  ['Australia/Lord_Howe', '2026-04-05 01:45', '01:45 +11:00 or 01:45 +10:30'],
])('in %s %s came twice: both are offered, and each is taken', (timeZone, text, offered) => {
  const parsed = parseTime(text, { now, timeZone });
  expect(parsed.ok ? '' : parsed.refusal.message).toContain(offered);
  const taken = offered.split(' or ').map((time) => parseTime(`${text.slice(0, 10)} ${time}`, { now, timeZone }));
  expect(taken.map(({ ok }) => ok)).toEqual([true, true]);
});

test('as long as the clocks showed it once only, a time that will come twice is that one', () => {
  const first = Date.parse('2026-10-25T02:30+02:00');
  const context = { timeZone: 'Europe/Berlin', now: first + 600_000 };
  expect(parseTime('02:30', context)).toEqual({ ok: true, value: { at: first, precision: 'minute' } });
  const later = parseTime('02:30', { ...context, now: first + 4_200_000 });
  expect(later.ok ? 'understood' : later.refusal.code).toBe('time/ambiguous');
});

test('what is due at a time of day that is over is due on the next day by the calendar, when its clocks change, too', () => {
  const context = { timeZone: 'Europe/Berlin', now: Date.parse('2026-10-24T19:00+02:00') };
  expect(parseDue('18:00', context)).toEqual({ ok: true, value: Date.parse('2026-10-25T18:00+01:00') });
  expect(parseDue('saturday 18:00', context)).toEqual({ ok: true, value: Date.parse('2026-10-31T18:00+01:00') });
});
