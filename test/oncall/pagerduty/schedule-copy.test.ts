import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccountClient } from '../../../src/oncall/pagerduty/account-client.ts';
import { renderSchedule } from '../../../src/oncall/pagerduty/rendering.ts';
import { ORGANISATION } from '../../../src/timeline/entry.ts';
import type { PagerDutyFault } from '../../counterparts/pagerduty/pagerduty-server.ts';
import { type PagerDutyServer, startPagerDuty } from '../../counterparts/pagerduty/pagerduty-server.ts';
import { ALICE, BOB, CAROL, START, openDesk, replyText } from '../desk.ts';
import { acme } from './acme.ts';

const MINUTE = 60_000;
const PEOPLE = {
  alice: { discord: ALICE, pagerduty: 'PALICE' },
  bob: { discord: BOB, pagerduty: 'PBOBBY' },
  carol: { discord: CAROL, pagerduty: 'PCAROL' },
};

type Desk = ReturnType<typeof openDesk>;
let server: PagerDutyServer;
let desk: Desk | undefined;
let at = START;

beforeEach(async () => {
  at = START;
  server = await startPagerDuty({ now: () => at, state: acme() });
});
afterEach(async () => {
  await desk?.close();
  desk = undefined;
  await server.stop();
  expect(server.undocumented).toEqual([]);
});

const pagerduty = (token: string | undefined = server.state.token) => ({
  apiUrl: server.url,
  webhookSecrets: [],
  ...(token !== undefined && { token }),
});
const layers = [{ name: 'ours', users: ['bob'], start: '2026-01-01T00:00' }];

async function open(schedule: object = {}, more: object = {}, settings = pagerduty()): Promise<Desk> {
  desk = openDesk(
    { people: PEOPLE, schedules: { primary: { pagerduty: { schedule: 'PLAYER' }, ...schedule } }, ...more },
    { pagerduty: settings },
  );
  await desk.oncall.configured();
  await desk.settle();
  desk.told();
  return desk;
}

async function later(desk: Desk, durationMs: number): Promise<void> {
  for (let left = durationMs; left > 0; left -= MINUTE) {
    at += MINUTE;
    await desk.advance(MINUTE);
    await desk.settle();
  }
}
const who = async (desk: Desk): Promise<string> => replyText(await desk.as(ALICE).type('oncall who'));
const users = async (desk: Desk, time: string): Promise<readonly string[]> =>
  (await desk.oncall.roster()).at('primary', Date.parse(time)).map(({ user, layer }) => `${user} (${layer ?? ''})`);
const recorded = async (desk: Desk): Promise<number> =>
  (await desk.store.read(ORGANISATION)).filter(({ kind }) => kind === 'pagerduty-schedule.copied').length;

test('a layer schedule answers as PagerDuty says, and where from and how old is said', async () => {
  const desk = await open();
  const text = await who(desk);
  // The hand-off is at nine in New York; on Monday the working hours hide the days.
  expect(text).toContain('primary: alice, until 2026-11-22T14:00, then bob');
  expect(text).toContain(
    'primary comes from PagerDuty (Payments Primary), read 2026-11-22T12:00, less than a minute ago',
  );
  expect(await users(desk, '2026-11-23T15:00:00Z')).toEqual(['alice (PagerDuty)']);
  expect(await users(desk, '2026-11-23T23:00:00Z')).toEqual(['carol (PagerDuty)']);
});

test('a running schedule that gets its word from PagerDuty keeps who is on call, and asks', async () => {
  desk = openDesk({ people: PEOPLE, schedules: { primary: { layers } } }, { pagerduty: pagerduty() });
  await desk.oncall.configured();
  await desk.settle();
  desk.said.splice(0);
  await desk.edit({ people: PEOPLE, schedules: { primary: { layers, pagerduty: { schedule: 'PLAYER' } } } });
  await desk.settle();
  expect(await users(desk, '2026-11-22T12:00:00Z')).toEqual(['bob ()']);
  const asking = desk.said.find(({ message }) => message.buttons)?.message;
  expect(asking && replyText({ ok: true, value: { reply: 'message', message: asking } })).toContain(
    'PagerDuty would change who is on call now\nIn primary it has alice on call this minute instead of bob. bob stays on call until 2026-11-29T12:00',
  );
  expect(await users(desk, '2026-11-30T15:00:00Z')).toEqual(['bob (PagerDuty)']); // his turn there
});

test('a shift-based schedule answers with several people at once, and with nobody for an empty turn', async () => {
  const shifts = server.state.shiftSchedules[0];
  shifts?.final.splice(
    0,
    9,
    { start: '2026-11-22T08:00:00Z', end: '2026-11-23T08:00:00Z', member: { type: 'user_member', user_id: 'PBOBBY' } },
    { start: '2026-11-22T08:00:00Z', end: '2026-11-23T08:00:00Z', member: { type: 'user_member', user_id: 'PCAROL' } },
    { start: '2026-11-23T08:00:00Z', end: '2026-11-24T08:00:00Z', member: { type: 'empty_member' } },
  );
  const desk = await open({ pagerduty: { schedule: 'PSHIFT' }, timeZone: 'Europe/Berlin' });
  expect(await users(desk, '2026-11-22T12:00:00Z')).toEqual(['bob (PagerDuty)', 'carol (PagerDuty)']);
  expect(await users(desk, '2026-11-23T12:00:00Z')).toEqual([]);
  expect(await who(desk)).toContain('primary: bob, carol, until 2026-11-23T08:00, then nobody');
  expect(await who(desk)).toContain('PagerDuty (Follow the sun)');
});

const faults: readonly [PagerDutyFault, string][] = [
  [{ kind: '500' }, 'PagerDuty has trouble (500)'],
  [{ kind: '503' }, 'PagerDuty has trouble (503)'],
  [{ kind: '429', resetSeconds: 42 }, 'PagerDuty takes no more requests until 12:05:42 UTC'],
  [{ kind: '429' }, 'PagerDuty takes no more requests until 12:05:30 UTC'],
  [{ kind: 'html' }, 'Is a proxy in between?'],
  [{ kind: 'closed' }, 'PagerDuty cannot be reached'],
  [{ kind: 'forbidden' }, 'PagerDuty denies this to the token'],
];
test.each(faults)(
  'while PagerDuty fails (%o) the copy answers, says why and how old it is, until it is back',
  async (fault, reason) => {
    const desk = await open();
    server.fault(fault);
    await later(desk, 7 * MINUTE);
    const down = await who(desk);
    expect(down).toContain('primary: alice, until 2026-11-22T14:00, then bob');
    expect(down).toContain('which cannot be read since 2026-11-22T12:05');
    expect(down).toContain('This is what it said 2026-11-22T12:00, 7 minutes ago.');
    if (fault.kind !== '429') expect(down).toContain(reason);
    else expect(down).toMatch(/PagerDuty takes no more requests until \d\d:\d\d:\d\d UTC/);
    server.heal();
    await later(desk, 2 * MINUTE);
    expect(await who(desk)).toMatch(/read 2026-11-22T12:0\d, (less than a|1) minute/);
    expect(await recorded(desk)).toBe(1);
  },
);

test('a server that takes the request and never answers is given up in time', async () => {
  const connection = { apiUrl: server.url, token: server.state.token, now: () => at, timeoutMs: 300 };
  server.fault({ kind: 'silence' });
  const found = await renderSchedule(createAccountClient(connection), 'PLAYER', { from: at, to: at + MINUTE });
  expect(found.ok ? '' : found.refusal.message).toBe('PagerDuty cannot be reached: no answer within 0.3 seconds.');
});

test('a schedule that PagerDuty does not have is said at once, and once: that does not pass like an outage', async () => {
  desk = openDesk(
    { people: PEOPLE, schedules: { primary: { pagerduty: { schedule: 'PNOTHING' } } } },
    { pagerduty: pagerduty() },
  );
  await desk.oncall.configured();
  await desk.settle();
  const sentence = 'PagerDuty has no schedule PNOTHING, or this token may not read it.';
  expect(desk.told()).toEqual([expect.stringContaining(sentence)]);
  expect(await who(desk)).toContain(sentence);
  await later(desk, 10 * MINUTE);
  expect(desk.told()).toEqual([]);
});

test('after an hour the channel hears of it once, and of its end', async () => {
  const desk = await open();
  server.fault({ kind: '500' });
  await later(desk, 75 * MINUTE);
  server.heal();
  await later(desk, 2 * MINUTE);
  expect(desk.told().map((line) => line.slice(9, 75))).toEqual([
    '#incidents: primary comes from PagerDuty (Payments Primary), which',
    '#incidents: primary comes from PagerDuty (Payments Primary), read ',
  ]);
});

test('what is changed there is seen at the next look and recorded once; what is past stays', async () => {
  const desk = await open();
  const [schedule] = server.state.schedules;
  schedule?.overrides.push({
    id: 'OV1',
    start: '2026-11-22T00:00:00Z',
    end: '2026-11-22T20:00:00Z',
    user: 'PCAROL',
  });
  await later(desk, 5 * MINUTE);
  expect(await users(desk, '2026-11-22T12:00:00Z')).toEqual(['alice (PagerDuty)']);
  expect(await users(desk, '2026-11-22T12:05:00Z')).toEqual(['carol (PagerDuty)']);
  await later(desk, 20 * MINUTE);
  expect(await recorded(desk)).toBe(2);
});

test('muster.yaml’s own layers take over after the time that it says, and PagerDuty when it is back', async () => {
  const desk = await open({ pagerduty: { schedule: 'PLAYER', fallback: '1h' }, layers });
  server.fault({ kind: 'html' });
  await later(desk, 59 * MINUTE);
  expect(await users(desk, new Date(at).toISOString())).toEqual(['alice (PagerDuty)']);
  await later(desk, 3 * MINUTE);
  expect(await users(desk, new Date(at).toISOString())).toEqual(['bob (ours)']);
  expect(await users(desk, '2026-11-22T12:30:00Z')).toEqual(['alice (PagerDuty)']);
  expect(await who(desk)).toContain('primary follows muster.yaml: PagerDuty (Payments Primary) cannot be read');
  server.heal();
  await later(desk, 2 * MINUTE);
  expect(await users(desk, new Date(at).toISOString())).toEqual(['alice (PagerDuty)']);
  expect(await users(desk, new Date(at - 2 * MINUTE).toISOString())).toEqual(['bob (ours)']);
});

test('without a token muster.yaml’s own layers answer, and the reply says why', async () => {
  const desk = await open({ layers }, {}, { apiUrl: server.url, webhookSecrets: [] });
  expect(await who(desk)).toContain('primary: bob');
  expect(await who(desk)).toContain('PAGERDUTY_API_TOKEN is not set');
});

test('somebody whom nothing links to muster.yaml is named, never guessed, until a line links them', async () => {
  const strangers = { ...PEOPLE, alice: { discord: ALICE } };
  const config = { people: strangers, schedules: { primary: { pagerduty: { schedule: 'PLAYER' } } } };
  desk = openDesk(config, { pagerduty: pagerduty() });
  await desk.oncall.configured();
  await desk.settle();
  const text = await who(desk);
  expect(text).toContain('primary: Alice Ash (PALICE in PagerDuty), until');
  expect(text).toContain('Add pagerduty: to them under people');
  expect(desk.told().join()).toContain('Alice Ash (PALICE in PagerDuty)');
  expect((await desk.oncall.roster()).routing.onCall('primary', START)).toEqual([]);
  desk.reload({ ...config, people: PEOPLE });
  await desk.oncall.configured();
  await desk.settle();
  expect(await users(desk, new Date(START).toISOString())).toEqual(['alice (PagerDuty)']);
  expect((await desk.oncall.roster()).routing.onCall('primary', START)).toEqual([ALICE]);
});

test('a policy pages who is on call in PagerDuty', async () => {
  const policies = { pay: { steps: [{ page: ['schedule:primary'], wait: '5m' }] } };
  const desk = await open({}, { policies });
  await desk.as(BOB).type('page send', { who: 'policy:pay', message: 'Checkout is down' });
  await desk.settle();
  expect(desk.told().some((line) => line.includes('alice: '))).toBe(true);
});

test('the token is in no reply, no message and no entry', async () => {
  server.fault({ kind: 'forbidden' });
  const desk = await open();
  await later(desk, 3 * MINUTE);
  const all = JSON.stringify([await who(desk), desk.said, await desk.store.read(ORGANISATION)]);
  expect(all).not.toContain(server.state.token);
});

test('people are told when PagerDuty changes their shifts, once, and not at the first reading', async () => {
  const desk = await open();
  const words = (): string[] =>
    desk.said
      .filter(({ to }) => to === ALICE || to === CAROL)
      .map(({ to, message }) => `${to}: ${replyText({ ok: true, value: { reply: 'message', message } })}`);
  expect(words()).toEqual([]);
  server.state.schedules[0]?.overrides.push({
    id: 'OV1',
    start: '2026-11-22T13:00:00Z',
    end: '2026-11-22T13:30:00Z',
    user: 'PCAROL',
  });
  await later(desk, 20 * MINUTE);
  expect(words().sort()).toEqual([
    `${ALICE}: Your shifts change\nPagerDuty changed them.\n➖ primary: no longer 2026-11-22T13:00 to 2026-11-22T13:30\n/oncall me lists all of them.`,
    `${CAROL}: Your shifts change\nPagerDuty changed them.\n➕ primary: you are on call 2026-11-22T13:00 to 2026-11-22T13:30\n/oncall me lists all of them.`,
  ]);
});
