import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../src/base/clock.ts';
import { codeOf, ended, messageOf, openRoom, PEOPLE, type Room, runOf, textOf } from '../room.ts';
import { createShop, type Shop } from '../service/shop.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-planned-'));
const MINUTE_MS = 60_000;
/** A Tuesday, 12:00 UTC. */
const NOON = Date.UTC(2026, 10, 24, 12);
let count = 0;
let shop: Shop;
let room: Room;
let folder: string;
let clock: VirtualClock;

const place = { app: 'shop', env: 'staging' };
const config = (more: object = {}) => ({
  apps: {
    shop: {
      repository: { git: shop.repository },
      environments: [
        { name: 'staging', runs: { program: ['echo', 'deployed {commit}'], folder: root } },
        { name: 'production', risk: 'danger', runs: { program: ['echo', 'deployed {commit}'], folder: root } },
      ],
    },
  },
  deploys: { channel: '300000000000000001' },
  ...more,
});

beforeEach(async () => {
  folder = join(root, String(count++));
  shop = createShop(folder);
  clock = virtualClock(NOON);
  room = await openRoom({ folder, config: config(), clock });
});
afterEach(async () => {
  await room.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function plan(at: string, ref = 'v1'): Promise<string> {
  const run = runOf(await room.type('ann', 'deploy start', { ...place, ref, at }));
  messageOf(await room.press('ann', 'run.confirm', [run]));
  return run;
}
/** What people were told in the channel, with whom it pinged. */
const told = () => room.posted.map(({ message }) => ({ people: message.ping?.people, text: textOf(message) }));

test('confirms now, shows it wherever one looks, and starts at its time', async () => {
  const preview = await room.type('ann', 'deploy start', { ...place, ref: 'v1', at: 'in 2 h' });
  expect(messageOf(preview).buttons?.[0]?.[0]?.label).toBe('Plan it');
  const run = runOf(preview);
  expect(textOf(messageOf(await room.press('ann', 'run.confirm', [run])))).toContain('is planned for');
  for (const [command, options] of [
    ['deploy status', {}],
    ['deploy queue', { ...place, do: 'show' }],
    ['deploy calendar', {}],
  ] as const)
    expect(textOf(messageOf(await room.type('bob', command, options)))).toContain('deploy shop staging to v1');
  expect(await room.actions.calendar()).toContain('DTSTART:20261124T140000Z');
  await expect.poll(() => [...room.cards.values()].map(textOf).join()).toContain('Planned');

  await clock.advance(119 * MINUTE_MS);
  expect((await room.rows())[0]).toMatchObject({ state: 'confirmed', startedAt: null });
  await clock.advance(MINUTE_MS);
  expect(await room.until(run, ended)).toMatchObject({ state: 'succeeded', startedAt: NOON + 120 * MINUTE_MS });
  const kinds = (await room.entries()).filter(({ subject }) => subject?.id === run).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== 'run-card.posted')).toEqual([
    'run.requested',
    'run.confirmed',
    'run.planned',
    'run.started',
    'run.finished',
  ]);
});

test('is taken back by /deploy cancel, and then never starts', async () => {
  const run = await plan('14:00');
  expect(textOf(messageOf(await room.type('bob', 'deploy cancel', place)))).toContain('was taken back');
  await clock.advance(180 * MINUTE_MS);
  expect(await room.until(run, ended)).toMatchObject({ state: 'declined', startedAt: null });
  expect((await room.register()).runs).toEqual({});
});

test('is checked again when it is due, and who asked is told why it did not start', async () => {
  const moved = await plan('14:00', 'main');
  shop.moveBranch('main', shop.commits.v1);
  await clock.advance(120 * MINUTE_MS);
  expect(await room.until(moved, ended)).toMatchObject({ state: 'refused', startedAt: null });

  const locked = await plan('16:00');
  messageOf(await room.type('bob', 'deploy lock', { ...place, reason: 'Load test' }));
  await clock.advance(120 * MINUTE_MS);
  expect((await room.until(locked, ended)).reason).toContain('is locked (Load test)');
  await expect.poll(told).toMatchObject([
    { people: [PEOPLE.ann], text: expect.stringContaining('the ref now points to another commit') as string },
    { people: [PEOPLE.ann], text: expect.stringContaining('did not start') as string },
  ]);
});

test('says what would stand in its way now, and plans it all the same', async () => {
  messageOf(await room.type('bob', 'deploy lock', { ...place, reason: 'Load test', for: '1h' }));
  const preview = await room.type('ann', 'deploy start', { ...place, ref: 'v1', at: '14:00' });
  expect(textOf(messageOf(preview))).toContain('is locked (Load test)');
  messageOf(await room.press('ann', 'run.confirm', [runOf(preview)]));
  await clock.advance(120 * MINUTE_MS);
  expect(await room.until(runOf(preview), ended)).toMatchObject({ state: 'succeeded' });
});

test('is refused when it is planned into a freeze', async () => {
  await room.close();
  const freezes = { evening: { reason: 'Nobody is there', weekly: { from: 'tue 18:00', to: 'wed 08:00' } } };
  room = await openRoom({ folder, config: config({ freezes }), clock });
  expect(codeOf(await room.type('ann', 'deploy start', { ...place, ref: 'v1', at: '18:00' }))).toBe('deploy/frozen');
  expect((await room.type('ann', 'deploy start', { ...place, ref: 'v1', at: '17:59' })).ok).toBe(true);
});

test.each([
  ['shortly after its time, it starts', 5, 'succeeded'],
  ['long after its time, it does not, and says so', 60, 'refused'],
])('survives a restart: %s', async (_what, lateMinutes, state) => {
  const run = await plan('14:00');
  await room.close();
  await clock.advance((120 + lateMinutes) * MINUTE_MS);
  room = await openRoom({ folder, config: config(), clock });
  const row = await room.until(run, ended);
  expect(row.state).toBe(state);
  if (state === 'refused') expect(row.reason).toContain('Muster was not running then');
});

test('may be approved until it is due, and not by who asked', async () => {
  messageOf(
    await room.press('ann', 'run.confirm', [runOf(await room.type('ann', 'deploy start', { ...place, ref: 'v1' }))]),
  );
  await expect.poll(async () => (await room.register()).deployed['shop/staging']?.length).toBe(1);
  const at = { app: 'shop', env: 'production', ref: 'v1', at: 'tomorrow 06:00' };
  const run = runOf(await room.type('ann', 'deploy start', at));
  await clock.advance(600 * MINUTE_MS);
  expect(codeOf(await room.press('ann', 'run.confirm', [run]))).toBe('run/own-request');
  messageOf(await room.press('bob', 'run.confirm', [run]));
  const late = runOf(await room.type('ann', 'deploy start', { ...at, at: '23:00' }));
  await clock.advance(60 * MINUTE_MS);
  expect(await room.until(late, ended)).toMatchObject({ state: 'expired' });
  await clock.advance(420 * MINUTE_MS);
  expect(await room.until(run, ended)).toMatchObject({ state: 'succeeded', confirmedBy: PEOPLE.bob });
});

test.each([
  ['a time that is over', 'yesterday 10:00', 'time/past'],
  ['what is no time', 'when it rains', 'time/unclear'],
  ['a time that nobody can plan for', '2030-01-01 10:00', 'option/too-far'],
])('refuses %s', async (_what, at, code) => {
  expect(codeOf(await room.type('ann', 'deploy start', { ...place, ref: 'v1', at }))).toBe(code);
});
