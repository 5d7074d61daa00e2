import { expect, test } from 'vitest';
import type { Override } from '../../../src/oncall/schedule/definition.ts';
import { scheduleJson } from '../../../src/oncall/schedule/schedule-json.ts';
import { gapLines, lines, short, written } from './written.ts';

const weekly = {
  timeZone: 'America/New_York',
  layers: [{ name: 'weekly', users: ['alice', 'bob'], start: '2026-01-05T09:00', turn: '1 week' }],
};

test('turns of weeks hand over at the same local time, across a change of the clock', () => {
  expect(lines(written(weekly), '2026-03-02T14:00Z', '2026-03-23T13:00Z')).toEqual([
    'alice 2026-03-02T14:00Z..2026-03-09T13:00Z', // 167 hours
    'bob 2026-03-09T13:00Z..2026-03-16T13:00Z',
    'alice 2026-03-16T13:00Z..2026-03-23T13:00Z',
  ]);
  expect(lines(written(weekly), '2026-10-26T13:00Z', '2026-11-02T14:00Z')).toEqual([
    'alice 2026-10-26T13:00Z..2026-11-02T14:00Z', // 169 hours
  ]);
});

test('nobody is on call before the layer begins and after it ends', () => {
  const schedule = written({
    timeZone: 'UTC',
    layers: [{ users: ['alice'], start: '2026-01-05T09:00', end: '2026-01-06T09:00' }],
  });
  expect(lines(schedule, '2026-01-05T00:00Z', '2026-01-07T00:00Z')).toEqual([
    'alice 2026-01-05T09:00Z..2026-01-06T09:00Z',
  ]);
  expect(gapLines(schedule, '2026-01-05T00:00Z', '2026-01-07T00:00Z')).toEqual([
    '2026-01-05T00:00Z..2026-01-05T09:00Z',
    '2026-01-06T09:00Z..2026-01-07T00:00Z',
  ]);
});

test('turnsFrom says when turn 0 began, before or after the layer itself', () => {
  const from = (turnsFrom: string) =>
    lines(
      written({
        timeZone: 'UTC',
        layers: [{ users: ['a', 'b', 'c'], start: '2026-01-05T00:00Z', turnsFrom, turn: '1 day' }],
      }),
      '2026-01-05T00:00Z',
      '2026-01-07T00:00Z',
    );
  expect(from('2026-01-04T12:00Z')).toEqual([
    'a 2026-01-05T00:00Z..2026-01-05T12:00Z',
    'b 2026-01-05T12:00Z..2026-01-06T12:00Z',
    'c 2026-01-06T12:00Z..2026-01-07T00:00Z',
  ]);
  expect(from('2026-01-06T00:00Z')).toEqual([
    'c 2026-01-05T00:00Z..2026-01-06T00:00Z',
    'a 2026-01-06T00:00Z..2026-01-07T00:00Z',
  ]);
});

test('months clamp to their last day and come back to the day they began with', () => {
  const schedule = written({
    timeZone: 'Europe/Berlin',
    layers: [{ users: ['a', 'b'], start: '2026-01-31T09:00', turn: '1 month' }],
  });
  expect(lines(schedule, '2026-01-31T08:00Z', '2026-04-30T07:00Z')).toEqual([
    'a 2026-01-31T08:00Z..2026-02-28T08:00Z',
    'b 2026-02-28T08:00Z..2026-03-31T07:00Z',
    'a 2026-03-31T07:00Z..2026-04-30T07:00Z',
  ]);
});

test('hours that divide the day keep the wall clock; others, and seconds, keep their length', () => {
  const on = (turn: string) => ({
    timeZone: 'Europe/Berlin',
    layers: [{ users: ['a', 'b'], start: '2026-03-28T20:00', turn }],
  });
  expect(lines(written(on('12 hours')), '2026-03-28T19:00Z', '2026-03-29T18:00Z')).toEqual([
    'a 2026-03-28T19:00Z..2026-03-29T06:00Z', // 20:00 to 08:00, eleven hours
    'b 2026-03-29T06:00Z..2026-03-29T18:00Z',
  ]);
  expect(lines(written(on('43200 seconds')), '2026-03-28T19:00Z', '2026-03-29T18:00Z')).toEqual([
    'a 2026-03-28T19:00Z..2026-03-29T07:00Z',
    'b 2026-03-29T07:00Z..2026-03-29T18:00Z',
  ]);
  expect(lines(written(on('11 hours')), '2026-03-28T19:00Z', '2026-03-29T10:00Z')).toEqual([
    'a 2026-03-28T19:00Z..2026-03-29T06:00Z',
    'b 2026-03-29T06:00Z..2026-03-29T10:00Z',
  ]);
});

test('an hour that the clock skips leaves its turn no time; one that it repeats lasts twice as long', () => {
  const hourly = (start: string) =>
    written({ timeZone: 'Europe/Berlin', layers: [{ users: ['a', 'b', 'c', 'd'], start, turn: '1 hour' }] });
  expect(lines(hourly('2026-03-29T01:00'), '2026-03-29T00:00Z', '2026-03-29T03:00Z')).toEqual([
    'a 2026-03-29T00:00Z..2026-03-29T01:00Z',
    'c 2026-03-29T01:00Z..2026-03-29T02:00Z', // 03:00: 02:00, b's, did not exist
    'd 2026-03-29T02:00Z..2026-03-29T03:00Z',
  ]);
  expect(lines(hourly('2026-10-25T01:00'), '2026-10-24T23:00Z', '2026-10-25T03:00Z')).toEqual([
    'a 2026-10-24T23:00Z..2026-10-25T00:00Z',
    'b 2026-10-25T00:00Z..2026-10-25T02:00Z',
    'c 2026-10-25T02:00Z..2026-10-25T03:00Z',
  ]);
});

test.each([
  // zone, the local day, 08:00 to 17:00 in UTC
  ['America/Chicago', '2026-03-08', '2026-03-08T13:00Z..2026-03-08T22:00Z'],
  ['Europe/Berlin', '2026-10-25', '2026-10-25T07:00Z..2026-10-25T16:00Z'],
  ['Australia/Sydney', '2026-10-04', '2026-10-03T21:00Z..2026-10-04T06:00Z'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T21:30Z..2026-04-05T06:30Z'],
  ['Africa/Cairo', '2026-04-24', '2026-04-24T05:00Z..2026-04-24T14:00Z'],
  ['Asia/Beirut', '2026-10-25', '2026-10-25T06:00Z..2026-10-25T15:00Z'],
  ['America/Asuncion', '2023-10-01', '2023-10-01T11:00Z..2023-10-01T20:00Z'],
])('in %s a window from 08:00 to 17:00 keeps its local times on the day of change %s', (timeZone, day, expected) => {
  const schedule = written({
    timeZone,
    layers: [{ users: ['a'], start: '2020-01-01T00:00', restrictions: [{ from: '08:00', to: '17:00' }] }],
  });
  const noon = Date.parse(`${day}T12:00Z`);
  const shifts = lines(schedule, new Date(noon - 86_400_000).toISOString(), new Date(noon + 86_400_000).toISOString());
  expect(shifts).toContain(`a ${expected}`);
});

test('a window within the hours of change: its start is the first, its end the last of a repeated time', () => {
  const schedule = written({
    timeZone: 'Europe/Berlin',
    layers: [{ users: ['a'], start: '2020-01-01T00:00', restrictions: [{ from: '02:15', to: '02:45' }] }],
  });
  expect(lines(schedule, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual(['a 2026-10-25T00:15Z..2026-10-25T01:45Z']);
  expect(lines(schedule, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([]); // both inside the gap: no time at all
});

test('windows past midnight belong to the day that they start on; equal ends are a whole day', () => {
  const on = (restrictions: unknown) =>
    written({ timeZone: 'UTC', layers: [{ users: ['a'], start: '2020-01-01T00:00', restrictions }] });
  const span = ['2026-01-08T00:00Z', '2026-01-13T00:00Z'] as const; // Thursday to Tuesday
  expect(lines(on([{ days: ['fri'], from: '22:00', to: '06:00' }]), ...span)).toEqual([
    'a 2026-01-09T22:00Z..2026-01-10T06:00Z',
  ]);
  expect(lines(on([{ days: ['sat', 'sun'], from: '08:00', to: '08:00' }]), ...span)).toEqual([
    'a 2026-01-10T08:00Z..2026-01-12T08:00Z',
  ]);
  expect(lines(on([{ from: 'fri 18:00', to: 'mon 08:00' }]), ...span)).toEqual([
    'a 2026-01-09T18:00Z..2026-01-12T08:00Z',
  ]);
  expect(lines(on([{ from: 'sun 20:00', to: 'fri 06:00' }]), ...span)).toEqual([
    'a 2026-01-08T00:00Z..2026-01-09T06:00Z',
    'a 2026-01-11T20:00Z..2026-01-13T00:00Z',
  ]);
});

test('restricted time uses turns up, or skips them when the layer says so', () => {
  const on = (onRestricted: string) =>
    written({
      timeZone: 'UTC',
      layers: [
        {
          users: ['a', 'b', 'c'],
          start: '2026-01-08T00:00', // a Thursday
          turn: '1 day',
          onRestricted,
          restrictions: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }],
        },
      ],
    });
  const users = (onRestricted: string): string =>
    lines(on(onRestricted), '2026-01-08T00:00Z', '2026-01-15T00:00Z')
      .map((line) => line.charAt(0))
      .join('');
  expect(users('consume')).toBe('abbca'); // Thu a, Fri b, (Sat c, Sun a), Mon b, Tue c, Wed a
  expect(users('skip')).toBe('abcab');
});

test('a later layer hides an earlier one, and lets it through during a turn for nobody', () => {
  const schedule = written({
    timeZone: 'UTC',
    layers: [
      { name: 'base', users: ['alice'], start: '2026-01-01T00:00' },
      { name: 'top', users: ['bob', null], start: '2026-01-01T00:00', turn: '1 day' },
    ],
  });
  expect(lines(schedule, '2026-01-01T00:00Z', '2026-01-04T00:00Z')).toEqual([
    'bob 2026-01-01T00:00Z..2026-01-02T00:00Z',
    'alice 2026-01-02T00:00Z..2026-01-03T00:00Z',
    'bob 2026-01-03T00:00Z..2026-01-04T00:00Z',
  ]);
});

test('concurrent layers put everybody on call, each once', () => {
  const schedule = written({
    timeZone: 'UTC',
    mode: 'concurrent',
    layers: [
      { name: 'one', users: ['alice'], start: '2026-01-01T00:00' },
      { name: 'two', users: ['bob', 'alice'], start: '2026-01-01T00:00', turn: '1 day' },
    ],
  });
  expect(lines(schedule, '2026-01-01T00:00Z', '2026-01-03T00:00Z')).toEqual([
    'alice 2026-01-01T00:00Z..2026-01-03T00:00Z',
    'bob 2026-01-01T00:00Z..2026-01-02T00:00Z',
  ]);
});

const override = (id: string, more: { add?: string; remove?: string }, from = '10:00', to = '12:00'): Override => ({
  id,
  from: Date.parse(`2026-01-05T${from}Z`),
  to: Date.parse(`2026-01-05T${to}Z`),
  ...more,
});

const day = (overrides: Override[], mode = 'layered', users = ['alice']): string[] =>
  lines(
    written({ mode, layers: users.map((user) => ({ users: [user], start: '2026-01-01T00:00' })) }),
    '2026-01-05T09:00Z',
    '2026-01-05T13:00Z',
    overrides,
  ).map((line) => line.replaceAll(/2026-01-05T|Z/g, ''));

test('an override that adds replaces whoever is on call, in a layered schedule', () => {
  expect(day([override('1', { add: 'carol' })])).toEqual([
    'alice 09:00..10:00',
    'carol 10:00..12:00',
    'alice 12:00..13:00',
  ]);
});

test('overrides act on the schedule and never through one another', () => {
  const chain = [override('1', { remove: 'alice', add: 'bob' }), override('2', { remove: 'bob', add: 'carol' })];
  expect(day(chain)).toEqual(['alice 09:00..10:00', 'bob 10:00..12:00', 'alice 12:00..13:00']);
});

test('of two overrides of the same person the one made last wins', () => {
  const two = [
    override('1', { remove: 'alice', add: 'bob' }),
    override('2', { remove: 'alice', add: 'carol' }, '11:00', '13:00'),
  ];
  expect(day(two)).toEqual(['alice 09:00..10:00', 'bob 10:00..11:00', 'carol 11:00..13:00']);
  expect(day([override('1', { remove: 'alice' })])).toEqual(['alice 09:00..10:00', 'alice 12:00..13:00']);
  expect(day([override('1', { remove: 'dave', add: 'bob' })])).toEqual(['alice 09:00..13:00']);
});

test('in a concurrent schedule overrides add, remove and replace persons', () => {
  expect(day([override('1', { add: 'carol' })], 'concurrent', ['alice', 'bob'])).toEqual([
    'alice 09:00..13:00',
    'bob 09:00..13:00',
    'carol 10:00..12:00',
  ]);
  expect(day([override('1', { remove: 'bob', add: 'carol' })], 'concurrent', ['alice', 'bob'])).toEqual([
    'alice 09:00..13:00',
    'bob 09:00..10:00',
    'carol 10:00..12:00',
    'bob 12:00..13:00',
  ]);
});

test('a temporary schedule replaces everything in its window, and overrides act on it', () => {
  const schedule = written({
    layers: [{ users: ['alice'], start: '2026-01-01T00:00' }],
    temporary: [
      {
        from: '2026-01-05T10:00',
        to: '2026-01-05T14:00',
        shifts: [{ user: 'dave', from: '2026-01-05T10:00', to: '2026-01-05T12:00' }],
      },
    ],
  });
  const span = ['2026-01-05T09:00Z', '2026-01-05T15:00Z'] as const;
  expect(lines(schedule, ...span)).toEqual([
    'alice 2026-01-05T09:00Z..2026-01-05T10:00Z',
    'dave 2026-01-05T10:00Z..2026-01-05T12:00Z',
    'alice 2026-01-05T14:00Z..2026-01-05T15:00Z',
  ]);
  expect(gapLines(schedule, ...span)).toEqual(['2026-01-05T12:00Z..2026-01-05T14:00Z']);
  expect(lines(schedule, ...span, [override('1', { remove: 'dave', add: 'erin' }, '10:00', '11:00')])[1]).toBe(
    'erin 2026-01-05T10:00Z..2026-01-05T11:00Z',
  );
});

test('JSON is clipped to the span, or with overflow shows whole shifts', () => {
  const span = { from: Date.parse('2026-01-07T00:00Z'), to: Date.parse('2026-01-08T00:00Z') };
  const [clipped] = scheduleJson(written(weekly), span, { overflow: false }).shifts;
  expect(clipped).toEqual({
    user: 'alice',
    from: '2026-01-07T00:00:00.000Z',
    to: '2026-01-08T00:00:00.000Z',
    layer: 'weekly',
    override: null,
  });
  const [whole] = scheduleJson(written(weekly), span, { overflow: true }).shifts;
  expect(whole).toMatchObject({ from: '2026-01-05T14:00:00.000Z', to: '2026-01-12T14:00:00.000Z' });
});

test('who is on call is asked at an instant, overrides included', () => {
  const schedule = written(weekly);
  const at = Date.parse('2026-01-12T14:00Z');
  expect(schedule.at(at - 1).map((shift) => shift.user)).toEqual(['alice']);
  expect(schedule.at(at).map((shift) => shift.user)).toEqual(['bob']);
  expect(schedule.at(at, [{ id: 'x', from: at, to: at + 1, add: 'carol' }]).map((shift) => shift.user)).toEqual([
    'carol',
  ]);
  expect(short(schedule.at(at)[0]?.from ?? 0)).toBe('2026-01-12T14:00Z');
});
