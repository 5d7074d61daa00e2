import { expect, test } from 'vitest';
import { planNotifications } from '../../../src/oncall/paging/plan.ts';

const HOUR = 3_600_000;

/** Nights on which the clocks change, with quiet hours from 22:00 to 07:00 on the person's own clock. */
test.each([
  ['Europe/Berlin', '2026-10-24T22:30+02:00', '2026-10-25T07:00+01:00', 9.5],
  ['Europe/Berlin', '2027-03-27T22:30+01:00', '2027-03-28T07:00+02:00', 7.5],
  ['America/Chicago', '2026-10-31T22:30-05:00', '2026-11-01T07:00-06:00', 9.5],
  ['America/Chicago', '2027-03-13T22:30-06:00', '2027-03-14T07:00-05:00', 7.5],
])('in %s quiet hours of %s end at %s, as the clock on the wall says', (timeZone, at, end, hours) => {
  const person = {
    discord: '100000000000000001',
    timeZone,
    quietHours: { from: 22 * HOUR, to: 7 * HOUR, urgencies: ['low' as const] },
  };
  const due = (from: number): number | undefined => planNotifications(person, 'low', from, false)[0]?.dueAt;
  const [now, until] = [Date.parse(at), Date.parse(end)];
  expect(until - now).toBe(hours * HOUR);
  expect(due(now)).toBe(until);
  expect(due(until - 1)).toBe(until);
  expect(due(until)).toBe(until);
  expect(due(now - HOUR)).toBe(now - HOUR); // 21:30
});
