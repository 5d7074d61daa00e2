import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';

const zones = (organisation: string) => {
  const parsed = parseConfig(
    `organisation: ${organisation}
people: { ada: {} }
schedules:
  silent:
    layers: [{ name: all, users: [ada], start: 2026-01-05T09:00 }]
    overrides: [{ from: 2026-03-02T10:00, to: 2026-03-02T12:00, add: ada }]
    calendars: [{ url: https://calendar.example/a.ics }]
  own: { timeZone: America/New_York }
freezes:
  silent: { reason: closed, weekly: { from: fri 16:00, to: mon 08:00 } }
  own: { reason: closed, timeZone: Asia/Tokyo, from: 2026-12-20T18:00, to: 2026-12-27T08:00 }
`,
    {},
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value;
};

test('a schedule or freeze that states no zone is in the organisation’s, with all of its times', () => {
  const { schedules, freezes } = zones('{ timeZone: Europe/Berlin }');
  expect(schedules['silent']).toMatchObject({
    timeZone: 'Europe/Berlin',
    overrides: [{ from: Date.parse('2026-03-02T09:00Z') }],
    calendars: [{ timeZone: 'Europe/Berlin' }],
  });
  expect(schedules['own']?.timeZone).toBe('America/New_York');
  expect([freezes['silent']?.timeZone, freezes['own']?.timeZone]).toEqual(['Europe/Berlin', 'Asia/Tokyo']);
});

test('where the organisation states none it is UTC', () => {
  const { schedules, freezes } = zones('{ name: Lighthouse }');
  expect([schedules['silent']?.timeZone, freezes['silent']?.timeZone]).toEqual(['UTC', 'UTC']);
});

test('a zone of the organisation that there is not is one fault', () => {
  const parsed = parseConfig('organisation: { timeZone: Europe/Berln }\nschedules: { a: {}, b: {} }\n', {});
  expect(parsed).toMatchObject({ ok: false, faults: [{ line: 1 }] });
});
