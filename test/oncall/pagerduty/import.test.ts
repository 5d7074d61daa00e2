import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ImportQuery, importFromPagerDuty } from '../../../src/cli/pagerduty.ts';
import { virtualClock } from '../../../src/base/clock.ts';
import { parseConfig } from '../../../src/config.ts';
import { createAccountClient } from '../../../src/oncall/pagerduty/account-client.ts';
import { readAccount } from '../../../src/oncall/pagerduty/import/account.ts';
import { addToYaml } from '../../../src/oncall/pagerduty/import/add-to-yaml.ts';
import { draftImport } from '../../../src/oncall/pagerduty/import/draft-import.ts';
import { createWaitOut } from '../../../src/oncall/pagerduty/import/wait-out.ts';
import { proveImport } from '../../../src/oncall/pagerduty/import/prove.ts';
import { type PagerDutyServer, startPagerDuty } from '../../counterparts/pagerduty/pagerduty-server.ts';
import { renderShifts } from '../../counterparts/pagerduty/shift-rendering.ts';
import type { PdEvent, PdLayer, PdMember, PdRestriction } from '../../counterparts/pagerduty/state.ts';
import { bareEnvironment } from '../../e2e/muster-process.ts';
import { acme } from './acme.ts';

const DAY = 86_400;
/** Two weeks before America changes its clocks, and five before Europe does. */
const NOW = Date.parse('2026-02-22T12:34:00Z');
const SPAN = { from: NOW, to: NOW + 90 * DAY * 1000 };

let server: PagerDutyServer;
let folder: string;
beforeEach(async () => {
  server = await startPagerDuty({ now: () => NOW, state: acme() });
  folder = mkdtempSync(join(tmpdir(), 'muster-import-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(server.undocumented).toEqual([]);
});

async function imported(text = '', more: { linkByEmail?: boolean; fallback?: string; only?: string[] } = {}) {
  const client = createAccountClient({ apiUrl: server.url, token: server.state.token, now: () => NOW });
  const account = await readAccount(client, SPAN, more.only);
  if (!account.ok) throw new Error(account.refusal.message);
  const before = parseConfig(text, {});
  if (!before.ok) throw new Error(before.faults[0]?.message);
  const { linkByEmail = false, only: _only, ...rest } = more;
  const draft = draftImport(account.value, before.value.people, { linkByEmail, now: NOW, ...rest });
  const yaml = addToYaml(text, draft.sections);
  const parsed = parseConfig(yaml.text, {});
  if (!parsed.ok) throw new Error(parsed.faults.map((fault) => fault.message).join('; '));
  const proofs = proveImport(account.value, draft, parsed.value.schedules, SPAN);
  return { draft, yaml, config: parsed.value, proofs };
}
const outcomes = (proofs: readonly { name: string; outcome: string }[]): readonly string[] =>
  proofs.map(({ name, outcome }) => `${name}: ${outcome}`);

test('a rate limit is waited out as PagerDuty says, so often as there is patience for it', async () => {
  const clock = virtualClock(NOW);
  const told: number[] = [];
  const read = (mostMs: number) => {
    const waitOut = createWaitOut(clock, mostMs, (until) => {
      told.push((until - NOW) / 1000);
      queueMicrotask(() => void clock.advanceTo(until));
    });
    return readAccount(
      createAccountClient({ apiUrl: server.url, token: server.state.token, now: () => clock.now(), waitOut }),
      SPAN,
    );
  };
  // pdjs repeats a 429 three times by itself.
  server.fault({ kind: '429', resetSeconds: 20, times: 4, only: /escalation_policies/ });
  server.fault({ kind: '429', resetSeconds: 20, times: 4, only: /overrides/ });
  expect(await read(60_000)).toMatchObject({ ok: true });
  expect(told).toEqual([20, 40]);
  server.fault({ kind: '429', resetSeconds: 20 });
  expect(await read(60_000)).toMatchObject({ ok: false, refusal: { code: 'pagerduty/rate-limit' } });
  expect(told).toHaveLength(5);
});

test('people, schedules, policies and services come over, and both render the next 90 days alike', async () => {
  const { config, proofs, yaml, draft } = await imported();
  expect(yaml.text).toMatchInlineSnapshot(`
    "people:
      alice-ash: { name: Alice Ash, email: alice@example.com, timeZone: America/New_York, pagerduty: PALICE }
      bob-birch: { name: Bob Birch, email: bob@example.com, timeZone: Europe/Berlin, pagerduty: PBOBBY }
      carol-cedar: { name: Carol Cedar, email: carol@example.com, timeZone: Australia/Sydney, pagerduty: PCAROL }
    schedules:
      payments-primary:
        timeZone: America/New_York
        layers:
          - name: Around the clock
            users: [ bob-birch, carol-cedar, alice-ash ]
            start: 2026-01-05T09:00
            turn: 1 day
          - name: Working hours
            users: [ alice-ash, bob-birch ]
            start: 2026-01-05T09:00
            turn: 1 week
            restrictions:
              - days: [ mon, tue, wed, thu, fri ]
                from: 09:00
                to: 18:00
      follow-the-sun:
        timeZone: Europe/Berlin
        mode: concurrent
        layers:
          - name: Weeks
            users: [ bob-birch, carol-cedar ]
            start: 2026-01-05T09:00
            turn: 1 week
    policies:
      payments:
        repeat: 2
        follow: as-it-was
        steps:
          - page: [ schedule:payments-primary ]
            wait: 5m
          - page: [ person:carol-cedar ]
            wait: 15m
      follow-the-sun:
        repeat: 0
        follow: as-it-was
        steps:
          - page: [ schedule:follow-the-sun ]
            wait: 10m
    services:
      checkout-api: { name: Checkout API, summary: Takes the money, policy: payments }
      search: { name: Search, policy: follow-the-sun }
    "
  `);
  expect(config.policies['payments']?.steps.map(({ page, waitMs }) => [page, waitMs])).toEqual([
    [[{ type: 'schedule', key: 'payments-primary' }], 300_000],
    [[{ type: 'person', key: 'carol-cedar' }], 900_000],
  ]);
  expect(draft.notes).toEqual([]);
  expect(outcomes(proofs)).toContain('Payments Primary: equal');
  expect(proofs[0]?.shifts).toBeGreaterThan(100);
});

const layer = (more: Partial<PdLayer> & Pick<PdLayer, 'start'>): PdLayer => ({
  id: 'PL',
  name: 'Layer',
  rotation_virtual_start: more.start,
  rotation_turn_length_seconds: 7 * DAY,
  users: ['PALICE', 'PBOBBY', 'PCAROL'],
  ...more,
});
const daily = (start: string, hours: number): PdRestriction => ({
  type: 'daily_restriction',
  start_time_of_day: start,
  duration_seconds: hours * 3600,
});
const weekly = (day: number, start: string, hours: number): PdRestriction => ({
  ...daily(start, hours),
  type: 'weekly_restriction',
  start_day_of_week: day,
});

test.each([
  ['America/Chicago', [layer({ start: '2026-01-05T08:00:00-06:00', restrictions: [daily('08:00:00', 9)] })]],
  ['Europe/Berlin', [layer({ start: '2026-01-05T18:00:00+01:00', restrictions: [weekly(5, '18:00:00', 62)] })]],
  ['Australia/Sydney', [layer({ start: '2025-12-29T09:00:00+11:00', rotation_turn_length_seconds: DAY })]],
  ['Australia/Lord_Howe', [layer({ start: '2025-12-29T09:00:00+11:00', rotation_turn_length_seconds: 2 * DAY })]],
  ['Africa/Cairo', [layer({ start: '2026-01-05T00:00:00+02:00', rotation_turn_length_seconds: 43_200 })]],
  ['America/Asuncion', [layer({ start: '2026-01-05T12:00:00-03:00', restrictions: [daily('20:00:00', 12)] })]],
  [
    'America/New_York',
    [
      layer({ start: '2026-01-10T09:00:00-05:00', restrictions: [1, 3, 5].map((day) => weekly(day, '22:00:00', 10)) }),
      layer({ start: '2026-01-01T09:00:00-05:00', end: '2026-04-01T12:00:00-04:00', users: ['PBOBBY'] }),
      layer({
        start: '2026-01-20T00:00:00-05:00',
        rotation_virtual_start: '2026-01-13T00:00:00-05:00',
        rotation_turn_length_seconds: 5400,
      }),
      layer({ start: '2025-01-01T00:00:00-05:00', end: '2026-01-01T00:00:00-05:00' }),
    ],
  ],
] as const)(
  'layers of %s render as PagerDuty renders them, over its change of the clock',
  async (time_zone, layers) => {
    const overrides = [{ id: 'OV', start: '2026-03-08T01:00:00Z', end: '2026-03-08T20:00:00Z', user: 'PCAROL' }];
    server.state.schedules.splice(0, 1, { id: 'PLAYER', name: 'Zone', time_zone, layers: [...layers], overrides });
    const { proofs } = await imported('', { only: ['PLAYER'] });
    expect(proofs.map(({ differences }) => differences)).toEqual([[]]);
    expect(outcomes(proofs)).toEqual(['Zone: equal']);
  },
);

test('a rendering that is different is named: when, who by PagerDuty, who by Muster', async () => {
  const [schedule] = server.state.schedules;
  if (!schedule) throw new Error('no schedule');
  schedule.layers = [layer({ start: '2026-01-05T09:00:00-05:00' })];
  schedule.rendered = [
    { user: 'PBOBBY', start: '2026-02-16T14:00:00Z', end: '2026-02-23T14:00:00Z' },
    { user: 'PBOBBY', start: '2026-02-23T14:00:00Z', end: '2026-02-25T00:00:00Z' },
    { user: 'PCAROL', start: '2026-02-25T01:00:00Z', end: '2026-12-01T00:00:00Z' },
  ];
  const { proofs } = await imported('', { only: ['PLAYER'] });
  expect(proofs[0]?.outcome).toBe('different');
  expect(
    proofs[0]?.differences
      .slice(0, 3)
      .map(({ from, to, pagerduty, muster }) => [
        new Date(from).toISOString(),
        new Date(to).toISOString(),
        pagerduty,
        muster,
      ]),
  ).toEqual([
    ['2026-02-22T12:34:00.000Z', '2026-02-23T14:00:00.000Z', ['bob-birch'], ['alice-ash']],
    ['2026-02-25T00:00:00.000Z', '2026-02-25T01:00:00.000Z', [], ['bob-birch']],
    ['2026-02-25T01:00:00.000Z', '2026-03-02T14:00:00.000Z', ['carol-cedar'], ['bob-birch']],
  ]);
});

const event = (more: Partial<PdEvent>, from: string, to: string, rule: string, perMember = 1): PdEvent => ({
  id: 'EV',
  name: 'Event',
  start_time: { date_time: from, time_zone: 'Europe/Berlin' },
  end_time: { date_time: to, time_zone: 'Europe/Berlin' },
  effective_since: from,
  effective_until: null,
  recurrence: [`RRULE:${rule}`],
  assignment_strategy: {
    type: 'rotating_member_assignment_strategy',
    shifts_per_member: perMember,
    members: [
      { type: 'user_member', user_id: 'PALICE' },
      { type: 'user_member', user_id: 'PBOBBY' },
      { type: 'empty_member' },
    ],
  },
  ...more,
});
const MONDAY = '2026-01-05T09:00:00+01:00';

test.each([
  ['weeks', [event({}, MONDAY, '2026-01-12T09:00:00+01:00', 'FREQ=WEEKLY')]],
  ['two weeks each', [event({}, MONDAY, '2026-01-12T09:00:00+01:00', 'FREQ=WEEKLY;BYDAY=MO', 2)]],
  ['days', [event({}, MONDAY, '2026-01-06T09:00:00+01:00', 'FREQ=DAILY')]],
  ['nights', [event({}, '2026-01-05T20:00:00+01:00', '2026-01-06T08:00:00+01:00', 'FREQ=DAILY', 3)]],
  ['working days', [event({}, MONDAY, '2026-01-05T17:00:00+01:00', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 2)]],
  ['weekends', [event({}, '2026-01-09T18:00:00+01:00', '2026-01-12T08:00:00+01:00', 'FREQ=WEEKLY;BYDAY=FR')]],
  [
    'everybody, beside another rotation that ends',
    [
      event(
        {
          assignment_strategy: {
            type: 'every_member_assignment_strategy',
            members: [
              { type: 'user_member', user_id: 'PBOBBY' },
              { type: 'user_member', user_id: 'PCAROL' },
            ],
          },
        },
        MONDAY,
        '2026-01-05T17:00:00+01:00',
        'FREQ=DAILY',
      ),
      event({ effective_until: '2026-04-02T07:00:00Z' }, MONDAY, '2026-01-12T09:00:00+01:00', 'FREQ=WEEKLY'),
    ],
  ],
] as const)('shift-based schedules come over as layers: %s', async (_name, events) => {
  const [schedule] = server.state.shiftSchedules;
  if (!schedule) throw new Error('no schedule');
  schedule.rotations = events.map((each, n) => ({ id: `ROT${n}`, events: [each] }));
  schedule.final.splice(0, 9, ...renderShifts(events, SPAN.from, SPAN.to));
  const { proofs, draft } = await imported('', { only: ['PSHIFT'] });
  expect(draft.notes.filter((note) => note.includes('stays in PagerDuty'))).toEqual([]);
  expect(proofs.map(({ differences }) => differences)).toEqual([[]]);
  expect(proofs[0]?.shifts).toBeGreaterThan(5);
});

test('one-time changes of a shift-based schedule come over: custom shifts, who stands in for whom, and both at once', async () => {
  const [schedule] = server.state.shiftSchedules;
  if (!schedule) throw new Error('no schedule');
  const weeks = event({}, MONDAY, '2026-01-12T09:00:00+01:00', 'FREQ=WEEKLY');
  const user = (user_id: string) => ({ type: 'user_member' as const, user_id });
  const nobody = { type: 'empty_member' as const };
  const day = (number: number, hour = 8): string => `2026-03-${String(number).padStart(2, '0')}T0${hour}:00:00Z`;
  schedule.rotations = [{ id: 'ROT', events: [weeks] }];
  // Nobody has the week from the 2nd, Alice the one from the 9th, Bob the one from the 16th, nobody the one after.
  schedule.customShifts = [{ id: 'CS', start_time: day(3), end_time: day(6), member: user('PALICE') }];
  const made = (id: string, from: string, to: string, overridden: PdMember, overriding: PdMember, on: object) => ({
    id,
    start_time: from,
    end_time: to,
    overridden_member: overridden,
    overriding_member: overriding,
    ...on,
  });
  schedule.overrides = [
    made('O1', day(4), day(5), user('PALICE'), user('PCAROL'), { custom_shift_id: 'CS' }),
    made('O2', day(24), day(25), nobody, user('PCAROL'), { rotation_id: 'ROT' }),
    made('O3', day(17), day(18), user('PBOBBY'), user('PALICE'), { rotation_id: 'ROT' }),
    made('O4', day(19), day(20), user('PBOBBY'), nobody, { rotation_id: 'ROT' }),
  ];
  const plain = renderShifts([weeks], SPAN.from, SPAN.to);
  const without = (from: string, to: string) =>
    plain.splice(
      0,
      plain.length,
      ...plain.flatMap((shift) =>
        Date.parse(shift.start) < Date.parse(from) && Date.parse(shift.end) > Date.parse(to)
          ? [
              { ...shift, end: from },
              { ...shift, start: to },
            ]
          : [shift],
      ),
    );
  without(day(17), day(18));
  without(day(19), day(20));
  schedule.final = [
    ...plain,
    { start: day(3), end: day(4), member: user('PALICE') },
    { start: day(4), end: day(5), member: user('PCAROL') },
    { start: day(5), end: day(6), member: user('PALICE') },
    { start: day(24), end: day(25), member: user('PCAROL') },
    { start: day(17), end: day(18), member: user('PALICE') },
  ];
  const { proofs, yaml } = await imported('', { only: ['PSHIFT'] });
  expect(proofs.map(({ differences }) => differences)).toEqual([[]]);
  expect(yaml.text).toContain('{ from: 2026-03-17T09:00, to: 2026-03-18T09:00, add: alice-ash, remove: bob-birch }');
});

test('a rhythm that layers cannot say stays in PagerDuty, with the reason', async () => {
  const [schedule] = server.state.shiftSchedules;
  if (!schedule) throw new Error('no schedule');
  schedule.rotations = [
    { id: 'R', events: [event({}, MONDAY, '2026-01-05T17:00:00+01:00', 'FREQ=MONTHLY;BYMONTHDAY=5')] },
  ];
  const { draft, config, proofs } = await imported('', { only: ['PSHIFT'] });
  expect(draft.notes.join()).toContain('Follow the sun stays in PagerDuty');
  expect(draft.notes.join()).toContain('repeats by BYMONTHDAY');
  expect(config.schedules['follow-the-sun']).toMatchObject({ layers: [], pagerduty: { schedule: 'PSHIFT' } });
  expect(outcomes(proofs)).toEqual(['Follow the sun: looked-up']);
});

const PRESENT = `# Ours, by hand
organisation: { name: Acme } # keep
people:
  # the boss
  alice: { discord: "100000000000000001", email: alice@example.com }

services:
  search: { owner: infra }   # older than PagerDuty
`;

test('what is there stays with its comments, a taken name and an equal address are refused, and nothing is guessed', async () => {
  const first = await imported(PRESENT);
  expect([...first.draft.conflicts, ...first.yaml.conflicts]).toEqual([
    'people.alice has the e-mail address of PagerDuty’s Alice Ash: add "pagerduty: PALICE" to them if they are the same, or import with --link-by-email.',
    'services.search is there already and says something else: rename or remove one of the two.',
  ]);
  const mended = PRESENT.replace('  search: { owner: infra }', '  finder: { owner: infra }');
  const { yaml, config, proofs } = await imported(mended, { linkByEmail: true });
  expect(yaml.conflicts).toEqual([]);
  expect(config.people['alice']).toMatchObject({ discord: '100000000000000001', pagerduty: 'PALICE' });
  expect(config.people['alice-ash']).toBeUndefined();
  for (const kept of ['# Ours, by hand', '{ name: Acme } # keep', '# the boss', '# older than PagerDuty', 'finder:'])
    expect(yaml.text).toContain(kept);
  expect(outcomes(proofs)).toContain('Payments Primary: equal');
  const again = await imported(yaml.text);
  expect(again.yaml.added).toEqual([]);
  expect(again.yaml.conflicts).toEqual([]);
  expect(again.yaml.text).toBe(yaml.text);
});

test('names from PagerDuty cannot read the environment', async () => {
  const [service] = server.state.services;
  if (service) service.description = 'Costs ${PAGERDUTY_API_TOKEN} a day';
  const { config } = await imported();
  expect(config.services['checkout-api']?.summary).toBe('Costs ${PAGERDUTY_API_TOKEN} a day');
});

test('with --follow PagerDuty stays the source, and the layers wait beside it', async () => {
  const { config, proofs } = await imported('', { fallback: '2h' });
  expect(config.schedules['payments-primary']?.pagerduty).toEqual({
    schedule: 'PLAYER',
    refreshMs: 300_000,
    fallbackMs: 7_200_000,
  });
  expect(outcomes(proofs)).toContain('Payments Primary: equal');
});

/** What the command prints, without its process. */
async function command(query: Partial<ImportQuery> = {}): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((to) =>
    vi.spyOn(to === 'out' ? process.stdout : process.stderr, 'write').mockImplementation((text) => {
      said[to] += text.toString();
      return true;
    }),
  );
  const code = await importFromPagerDuty({ days: 90, ...query }, NOW, {
    PAGERDUTY_API_TOKEN: server.state.token,
    PAGERDUTY_API_URL: server.url,
    MUSTER_CONFIG: join(folder, 'muster.yaml'),
  });
  for (const spy of spies) spy.mockRestore();
  return { code, ...said };
}

test('muster pagerduty import writes the file, prints the proof, and its exit code tells', async () => {
  const file = join(folder, 'muster.yaml');
  writeFileSync(file, '# Empty so far\n');
  const dry = await command({ schedule: ['PLAYER'], dryRun: true });
  expect([dry.code, dry.err]).toEqual([0, '']);
  expect(dry.out).toContain('would write');
  expect(readFileSync(file, 'utf8')).toBe('# Empty so far\n');
  const first = await command({ schedule: ['PLAYER'] });
  expect(first.out).toMatch(/payments-primary +Payments Primary +\d+ +equal/);
  expect(first.code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('payments-primary:');
  const [schedule] = server.state.schedules;
  if (schedule) schedule.rendered = [{ user: 'PCAROL', start: '2020-01-01T00:00:00Z', end: '2040-01-01T00:00:00Z' }];
  const second = await command({ schedule: ['PLAYER'] });
  expect(second.code).toBe(1);
  expect(second.out).toContain('DIFFERENT');
  expect(second.out).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d -0[45]:00 .* carol-cedar +(alice-ash|bob-birch)/);
  server.fault({ kind: 'html' });
  const third = await command();
  expect([third.code, third.out]).toEqual([3, '']);
  expect(third.err).toContain('Is a proxy in between?');
  for (const { out, err } of [dry, first, second, third]) expect(out + err).not.toContain(server.state.token);
});

test('muster pagerduty import writes nothing when a name is taken', async () => {
  const file = join(folder, 'muster.yaml');
  writeFileSync(file, PRESENT);
  const bin = join(import.meta.dirname, '../../../bin/muster.js');
  const env = { ...bareEnvironment, PAGERDUTY_API_TOKEN: server.state.token, PAGERDUTY_API_URL: server.url };
  const { code, err } = await new Promise<{ code: unknown; err: string }>((resolve) => {
    execFile(process.execPath, [bin, 'pagerduty', 'import'], { cwd: folder, env }, (error, _out, err) => {
      resolve({ code: error?.code, err });
    });
  });
  expect(code).toBe(1);
  expect(err).toContain('services.search is there already');
  expect(err).toContain('Nothing was written.');
  expect(readFileSync(file, 'utf8')).toBe(PRESENT);
});
