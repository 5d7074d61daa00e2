import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../src/base/clock.ts';
import { codeOf, messageOf, openRoom, PEOPLE, type Room, textOf } from '../room.ts';
import { createShop } from '../service/shop.ts';

const HOUR_MS = 3_600_000;
const place = { app: 'shop', env: 'staging' };
let folder: string;
let room: Room;
let clock: VirtualClock;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-lock-timers-'));
  clock = virtualClock(Date.UTC(2026, 10, 24, 12));
  const { repository } = createShop(folder);
  room = await openRoom({
    folder,
    clock,
    config: {
      apps: {
        shop: {
          repository: { git: repository },
          environments: [{ name: 'staging', runs: { program: ['echo', '{commit}'], folder } }],
        },
      },
      deploys: { channel: '300000000000000001', locks: { remindAfter: '4h', turn: '15m' } },
    },
  });
});
afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What was said in the deploys' channel, to whom. */
const told = () => room.posted.map(({ message }) => ({ people: message.ping?.people, text: textOf(message) }));

test('whoever forgot a lock is reminded every four hours, until it is given back', async () => {
  messageOf(await room.type('ann', 'deploy lock', { ...place, reason: 'Migration' }));
  await clock.advance(4 * HOUR_MS - 1);
  expect(told()).toEqual([]);
  await clock.advance(1);
  await expect.poll(told).toHaveLength(1);
  expect(told()[0]).toMatchObject({ people: [PEOPLE.ann] });
  expect(told()[0]?.text).toContain('for 4 hours (Migration)');
  await clock.advance(4 * HOUR_MS);
  await expect.poll(told).toHaveLength(2);
  expect(told()[1]?.text).toContain('for 8 hours');

  messageOf(await room.type('ann', 'deploy unlock', place));
  await clock.advance(24 * HOUR_MS);
  expect(told()).toHaveLength(2);
});

test('a turn that nobody takes goes on to the next who waits', async () => {
  messageOf(await room.type('ann', 'deploy lock', { ...place, reason: 'Migration' }));
  messageOf(await room.type('bob', 'deploy queue', place));
  messageOf(await room.type('cleo', 'deploy queue', place));
  messageOf(await room.type('ann', 'deploy unlock', place));
  await expect.poll(told).toHaveLength(1);
  expect(told()[0]).toMatchObject({ people: [PEOPLE.bob] });
  expect(codeOf(await room.type('cleo', 'deploy start', { ...place, ref: 'v1' }))).toBe('deploy/locked');

  await clock.advance(15 * 60_000);
  await expect.poll(told).toHaveLength(2);
  expect(told()[1]).toMatchObject({ people: [PEOPLE.cleo] });
  expect((await room.register()).locks['shop/staging']).toMatchObject({ owner: PEOPLE.cleo });
});
