import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseYaml } from '../../../src/base/yaml.ts';
import { onCallPersonFields, onCallServiceFields } from '../../../src/oncall/config/person.ts';
import { personFields } from '../../../src/catalog/people.ts';
import { policiesConfig } from '../../../src/oncall/config/policies.ts';
import { checkReferences } from '../../../src/oncall/config/references.ts';
import { schedulesConfig } from '../../../src/oncall/config/schedules.ts';

const schema = z.strictObject({
  people: z.record(z.string(), z.strictObject({ ...personFields, ...onCallPersonFields })).default({}),
  schedules: schedulesConfig.default({}),
  policies: policiesConfig.default({}),
  services: z.record(z.string(), z.strictObject({ ...onCallServiceFields })).default({}),
});

/** Faults as `LINE: sentence`, schema first, then names. */
function faults(text: string): string[] {
  const parsed = parseYaml(text, schema, {});
  if (!parsed.ok) return parsed.faults.map((fault) => `${fault.line}: ${fault.message}`);
  return checkReferences(parsed.value).map((fault) => `${parsed.locate(fault.path).line}: ${fault.message}`);
}

test('the whole format of the manual is understood', () => {
  expect(
    faults(`
people:
  alice: { discord: "123456789012345678", email: alice@example.com, timeZone: Europe/Berlin, pagerduty: PABCDEF,
           contacts: [{ ntfy: https://ntfy.example/alice }, { email: alice@example.com }, { sms: "+4930123456" }],
           rules: { high: [now discord, 2m ntfy, 5m sms], low: [now discord] } }
  bob: {}
  erin: { quietHours: { from: "22:00", to: "07:00" } }
schedules:
  primary:
    timeZone: America/New_York
    mode: layered
    layers:
      - name: weekly
        users: [alice, bob, ~]
        start: 2026-01-05T09:00
        turnsFrom: 2026-01-05T09:00
        end: 2026-12-31T00:00
        turn: 1 week
        timeZone: Europe/Berlin
        hours: wall-clock
        onRestricted: consume
        restrictions:
          - { days: [mon, tue, wed, thu, fri], from: "08:00", to: "20:00" }
          - { from: fri 18:00, to: mon 08:00 }
    overrides:
      - { from: 2026-03-01T10:00Z, to: 2026-03-02T10:00Z, add: bob, remove: alice }
    temporary:
      - { from: 2026-04-01T00:00, to: 2026-04-02T00:00, shifts: [{ user: bob, from: 2026-04-01T00:00, to: 2026-04-02T00:00 }] }
policies:
  checkout: { repeat: 2, follow: current, steps: [ { page: [schedule:primary], wait: 5m }, { page: [{ roundRobin: [person:erin, person:bob] }], wait: 10m }, { page: [channel:incidents], wait: 15m } ] }
services:
  checkout: { policy: checkout }
`),
  ).toEqual([]);
});

test.each([
  ['schedules: { a: { timeZone: Mars/Olympus } }', /1: .*no time zone/],
  ['schedules:\n  a:\n    layers:\n      - users: [zoe]\n        start: 2026-01-01', /4: .*zoe is not under/],
  ['schedules: { a: { layers: [{ users: [~], start: 2026-02-30T00:00 }] } }', /is no time/],
  ['schedules: { a: { layers: [{ users: [], start: 2026-01-01 }] } }', /must name somebody/],
  ['schedules: { a: { layers: [{ users: [~], start: 2026-01-01, turn: 1 fortnight }] } }', /no length of a turn/],
  [
    'people: { b: {} }\nschedules:\n  a:\n    overrides:\n      - { from: 2026-01-02, to: 2026-01-01, add: b }',
    /5: .*not after its `from`/,
  ],
  ['schedules: { a: { overrides: [{ from: 2026-01-01, to: 2026-01-02 }] } }', /who comes/],
  [
    'schedules: { a: { layers: [{ users: [~], start: 2026-01-01, restrictions: [{ from: "25:00", to: x }] }] } }',
    /no restriction/,
  ],
  ['policies: { a: { steps: [] } }', /without steps/],
  ['policies: { a: { steps: [{ page: [schedule:none] }] } }', /no schedule called none/],
  ['policies: { a: { steps: [{ page: [policy:b] }] }, b: { steps: [{ page: [policy:a] }] } }', /circle \(a → b → a\)/],
  ['policies: { a: { steps: [{ page: [policy:a] }] } }', /circle \(a → a\)/],
  [
    'policies: { a: { steps: [{ page: [{ roundRobin: [policy:b] }] }] }, b: { steps: [{ page: [policy:c] }] }, c: { steps: [{ page: [policy:a] }] } }',
    /circle \(a → b → c → a\): take one of these targets out/,
  ],
  [
    'policies: { a: { steps: [{ page: [telepathy:bob] }] } }',
    /1: .*is no target: write schedule:NAME, person:NAME, policy:NAME, channel:NAME or webhook/,
  ],
  ['services: { a: { policy: gone } }', /no policy called gone/],
  ['people: { a: { rules: { high: [5m sms] } } }', /no sms address.*add a contact/],
  ['people: { a: { contacts: [{ sms: "030 12" }] } }', /people\.a\.contacts/],
  [
    'people: { a: { timeZone: Europe/Berlim } }',
    /1: people\.a\.timeZone: .*no time zone: write it like Europe\/Berlin/,
  ],
  ['policies: { a: { steps: [{ page: [person:zoe] }] } }', /no person called zoe: add it, or correct the name/],
  [
    'schedules:\n  a:\n    temporary:\n      - { from: 2026-01-01, to: 2026-01-02, shifts: [{ user: zoe, from: 2026-01-01, to: 2026-01-02 }] }',
    /4: .*zoe is not under `people`: add them there/,
  ],
  [
    'schedules:\n  a:\n    calendars:\n      - { url: "ftp://files/rota.ics" }',
    /4: schedules\.a\.calendars\.0\.url: .*no address of a calendar: write https/,
  ],
  [
    'schedules:\n  a:\n    calendars:\n      - { url: "https://c.example/x.ics", user: zoe }',
    /4: .*zoe is not under `people`/,
  ],
  [
    'people: { b: {} }\nschedules:\n  a:\n    calendars:\n      - { url: "https://c.example/x.ics", names: { Zoe: zoe } }',
    /5: .*zoe is not under `people`/,
  ],
  [
    'schedules:\n  a:\n    calendars:\n      - { name: x, url: "https://c.example/x.ics" }\n      - { name: x, url: "https://c.example/y.ics" }',
    /5: .*the name of two calendars: give each its own/,
  ],
  [
    'schedules: { a: { calendars: [{ url: "https://c.example/x.ics", refresh: 5s }] } }',
    /no duration from 60 seconds to 30 days/,
  ],
  [
    'schedules:\n  a:\n    layers:\n      - { users: [~], start: 2026-01-01, turn: 99999999 weeks }',
    /4: .*turn: is longer than ten years: write 521 weeks at most, or leave the turn out/,
  ],
  ['schedules: { a: { layers: [{ users: [~], start: 2026-01-01, turn: 121 months }] } }', /write 120 months at most/],
  ['schedules: { a: { layers: [{ users: [~], start: 0026-01-01 }] } }', /start: is no time/],
  ['schedules: { a: { layers: [{ users: [~], start: "2026-01-01T00:00+99:99" }] } }', /start: is no time/],
  [
    'schedules: { a: { layers: [{ users: [~], start: 2026-01-01, restrictions: [{ from: monkey 08:00, to: fri 20:00 }] }] } }',
    /restrictions\.0: is no restriction/,
  ],
  [
    'people: { b: {}, c: {} }\nschedules:\n  a:\n    temporary:\n      - from: 2026-01-01\n        to: 2026-01-05\n        shifts:\n          - { user: b, from: 2026-01-01, to: 2026-01-03 }\n          - { user: c, from: 2026-01-02, to: 2026-01-04 }',
    /9: .*overlaps the shift of b, and a layered schedule has one person at a time/,
  ],
  [
    'people: { b: {} }\nschedules:\n  a:\n    temporary:\n      - from: 2026-01-01\n        to: 2026-01-02\n        shifts:\n          - { user: b, from: 2026-01-01, to: 2026-01-03 }',
    /8: .*reaches out of its temporary schedule, where it never counts/,
  ],
])('%s is refused with a sentence', (text, expected) => {
  const found = faults(text);
  expect(found.join('\n')).toMatch(expected);
});

test('a local time that does not exist is the first instant after the gap, one that happens twice the first', () => {
  const text = `
people: { b: {} }
schedules:
  a:
    timeZone: Europe/Berlin
    overrides:
      - { from: 2026-03-29T02:30, to: 2026-03-29T12:00, add: b }
      - { from: 2026-10-25T02:30, to: 2026-10-25T12:00, add: b }
`;
  const parsed = parseYaml(text, schema, {});
  const overrides = parsed.ok ? (parsed.value.schedules['a']?.overrides ?? []) : [];
  expect(overrides.map(({ from }) => new Date(from).toISOString())).toEqual([
    '2026-03-29T01:00:00.000Z',
    '2026-10-25T00:30:00.000Z',
  ]);
});

test('the longest turns, whole weekdays and two people at a time in a concurrent schedule are understood', () => {
  const shift = (user: string) => `{ user: ${user}, from: 2026-01-01, to: 2026-01-03 }`;
  expect(
    faults(`
people: { b: {}, c: {} }
schedules:
  a:
    mode: concurrent
    layers:
      - { users: [b, c], start: 2026-01-01T00:00+14:00, turn: 521 weeks, restrictions: [{ from: Monday 08:00, to: thurs 20:00 }] }
    temporary: [{ from: 2026-01-01, to: 2026-01-05, shifts: [${shift('b')}, ${shift('c')}] }]
`),
  ).toEqual([]);
});

test('an empty list of rules for what is urgent is refused: nothing would ever reach them', () => {
  expect(faults('people: { alice: { rules: { low: [], high: [] } } }')).toEqual([
    expect.stringContaining('is empty: nothing urgent would ever reach them. Add a rule, or leave it out'),
  ]);
});
