import { expect, test } from 'vitest';
import { schedulesConfig } from '../../../src/oncall/config/schedules.ts';
import { timeWarnings, writtenTimeWarnings } from '../../../src/oncall/config/time-warnings.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const BASE = { users: ['alice', 'bob'], start: '2026-01-04T09:00', turn: '1 week' };
const warned = (layer: object, timeZone = 'Europe/Berlin'): readonly string[] => {
  const schedules = schedulesConfig.parse({ primary: { timeZone, layers: [{ ...BASE, ...layer }] } });
  return [...timeWarnings(schedules, NOW)].map(({ path, message }) => `${path.slice(4).join('.')}: ${message}`);
};

test.each([
  ['an ordinary week', {}, []],
  [
    'a beginning in the gap',
    { start: '2026-03-29T02:30' },
    ['start: 02:30 does not exist', 'Write another time, or one with an offset'],
  ],
  [
    'an end in the hour that is repeated',
    { end: '2027-10-31T02:30' },
    ['end: 02:30 happens twice', 'the first is taken'],
  ],
  ['the same with an offset', { end: '2027-10-31T02:30+01:00' }, []],
  [
    'turns on Sundays in the gap',
    { start: '2026-01-04T02:30' },
    ['turn: a turn passes when 02:30 does not exist in Europe/Berlin on 2027-03-28', '03:00 is taken'],
  ],
  ['the same on Mondays', { start: '2026-01-05T02:30' }, []],
  [
    'a window every night',
    { restrictions: [{ from: '02:15', to: '06:00' }] },
    ['restrictions.0.from: 02:15 does not exist', '2027-03-28'],
  ],
  ['one on working days', { restrictions: [{ days: ['mon', 'fri'], from: '02:15', to: '06:00' }] }, []],
  [
    'a weekend until then',
    { restrictions: [{ from: 'fri 18:00', to: 'sun 02:15' }] },
    ['restrictions.0.to: 02:15 does not exist', '2027-03-28'],
  ],
])('%s', (_name, layer, parts) => {
  const found = warned(layer).join();
  if (parts.length === 0) expect(found).toBe('');
  for (const part of parts) expect(found).toContain(part);
});

test('half an hour in Lord Howe, and midnights in Cairo', () => {
  expect(warned({ start: '2026-01-04T02:15' }, 'Australia/Lord_Howe').join()).toContain('02:15 does not exist');
  expect(warned({ start: '2026-01-02T00:00' }, 'Africa/Cairo').join()).toContain(
    '00:00 does not exist in Africa/Cairo',
  );
});

test('fixed overrides and temporary schedules are looked at as they are written', () => {
  const written = {
    timeZone: 'Europe/Berlin',
    overrides: [{ from: '2027-03-28T02:30', to: '2027-03-28T09:00', add: 'alice' }],
    temporary: [
      {
        from: '2027-10-31T02:30Z',
        to: '2027-11-01',
        shifts: [{ user: 'bob', from: '2027-10-31T02:30', to: '2027-11-01' }],
      },
    ],
  };
  expect([...writtenTimeWarnings({ schedules: { primary: written } })].map(({ path }) => path.join('.'))).toEqual([
    'schedules.primary.overrides.0.from',
    'schedules.primary.temporary.0.shifts.0.from',
  ]);
});
