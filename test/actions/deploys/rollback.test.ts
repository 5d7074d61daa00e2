import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, ended, messageOf, openRoom, PEOPLE, type Room, runOf, textOf } from '../room.ts';
import { createShop } from '../service/shop.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-rollback-'));
const place = { app: 'shop', env: 'staging' };
let count = 0;
let room: Room;

beforeEach(async () => {
  const folder = join(root, String(count++));
  const { repository } = createShop(folder);
  room = await openRoom({
    folder,
    config: {
      apps: {
        shop: {
          repository: { git: repository },
          environments: [
            { name: 'staging', runs: { program: ['echo', '{commit}'], folder: root } },
            // Takes v1 and nothing newer.
            {
              name: 'fussy',
              runs: {
                program: ['git', '-C', repository, 'merge-base', '--is-ancestor', '{commit}', 'v1'],
                folder: root,
              },
            },
          ],
        },
      },
      deploys: { channel: '300000000000000001' },
    },
  });
  await finish(await room.type('ann', 'deploy start', { ...place, ref: 'v1' }));
  await finish(await room.type('ann', 'deploy start', { ...place, ref: 'v2' }));
});
afterEach(() => room.close());
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function finish(preview: Awaited<ReturnType<Room['type']>>) {
  const run = runOf(preview);
  messageOf(await room.press('ann', 'run.confirm', [run]));
  const row = await room.until(run, ended);
  expect(row.state).toBe('succeeded');
  return row;
}
const lock = async () => (await room.register()).locks['shop/staging'];

test('locks the environment until somebody says why, and nothing else opens it', async () => {
  const preview = await room.type('ann', 'deploy rollback', place);
  expect(textOf(messageOf(preview))).toContain('Nobody has said yet what is wrong');
  const { run } = await finish(preview);
  expect(await lock()).toMatchObject({ cause: 'rollback', owner: PEOPLE.ann, expiresAt: null });
  // Neither its owner nor somebody else makes an ordinary lock of it.
  for (const who of ['ann', 'bob'] as const)
    expect(codeOf(await room.type(who, 'deploy lock', { ...place, reason: 'Mine', take_over: true }))).toBe(
      'lock/rollback',
    );
  expect(codeOf(await room.type('ann', 'deploy start', { ...place, ref: 'v2' }))).toBe('deploy/locked');
  expect(codeOf(await room.type('ann', 'deploy unlock', place))).toBe('lock/reason');
  // It is not forgotten: its owner is reminded.
  expect(await room.store.effects({ kind: 'lock.remind', state: 'pending', limit: 5 })).toHaveLength(1);

  await expect.poll(() => JSON.stringify([...room.cards.values()])).toContain('Say why, and unlock');
  const form = await room.press('cleo', 'deploy.unlock', [run]);
  expect(form).toMatchObject({ value: { form: { action: 'deploy.unlock.submit', args: [run] } } });
  expect(codeOf(await room.press('cleo', 'deploy.unlock.submit', [run], { reason: [' '] }))).toBe('lock/reason');
  messageOf(await room.press('cleo', 'deploy.unlock.submit', [run], { reason: ['The index is there now'] }));
  expect(await lock()).toBeUndefined();
  expect((await room.entries()).at(-1)).toMatchObject({
    kind: 'lock.released',
    data: { reason: 'The index is there now' },
  });
  await expect.poll(() => JSON.stringify([...room.cards.values()])).not.toContain('Say why, and unlock');
});

test('takes the reason from the command, or asks for it in a form behind a card’s button', async () => {
  const { run } = await finish(await room.type('ann', 'deploy rollback', { ...place, reason: 'Checkout answers 500' }));
  expect((await lock())?.reason).toContain('Checkout answers 500');
  messageOf(await room.type('ann', 'deploy unlock', { ...place, reason: 'Fixed' }));
  const again = await finish(await room.type('ann', 'deploy start', { ...place, ref: 'v2' }));

  expect(await room.press('ann', 'run.roll-back', [again.run])).toMatchObject({
    value: { form: { action: 'run.roll-back.submit', fields: [{ name: 'reason', required: true }] } },
  });
  expect(codeOf(await room.press('ann', 'run.roll-back.submit', [again.run], { reason: ['  '] }))).toBe('run/reason');
  const asked = await room.press('ann', 'run.roll-back.submit', [again.run], { reason: ['It is slow'] });
  expect(textOf(messageOf(asked))).toContain('It is slow');

  // What an incident's picture marks.
  const marks = await room.actions.marks(['shop', 'other'], 0, Date.now());
  expect(marks.map(({ kind }) => kind)).toEqual(['deploy', 'deploy', 'rollback', 'deploy']);
  expect(marks.map(({ label }) => label)[2]).toMatch(/^shop staging back to [0-9a-f]{10}$/);
  expect(await room.actions.marks(['shop'], Date.now() + 1, Date.now() + 2)).toEqual([]);
  expect(run).not.toBe(again.run);
});

test('is stopped by somebody’s lock like any deploy: they are asked, or it is taken over openly', async () => {
  messageOf(await room.type('bob', 'deploy lock', { ...place, reason: 'Load test' }));
  expect(codeOf(await room.type('ann', 'deploy rollback', place))).toBe('deploy/locked');
});

const toFussy = async (ref: string) => {
  const run = runOf(await room.type('ann', 'deploy start', { app: 'shop', env: 'fussy', ref }));
  const said = textOf(messageOf(await room.press('ann', 'run.confirm', [run])));
  const card = (): string =>
    [...room.cards.values()].map((message) => JSON.stringify(message)).find((text) => text.includes(run)) ?? '';
  // Whoever asks in another channel is told where to look.
  expect(said).toContain('Deploy shop fussy');
  expect(said).toContain('300000000000000001');
  return { run, state: (await room.until(run, ended)).state, card };
};

test('going back is offered where there is something to go back to', async () => {
  const lost = await toFussy('v2');
  expect(lost.state).toBe('failed');
  await expect.poll(lost.card).toContain('Again');
  expect(lost.card()).not.toContain('Roll back');
  // A card from before that says it all the same: before anybody writes down what is wrong.
  const pressed = await room.press('ann', 'run.roll-back', [lost.run]);
  expect(codeOf(pressed)).toBe('deploy/no-earlier');

  expect((await toFussy('v1')).state).toBe('succeeded');
  const failed = await toFussy('v2');
  expect(failed.state).toBe('failed');
  await expect.poll(failed.card).toContain('Roll back');
  expect(await room.press('ann', 'run.roll-back', [failed.run])).toMatchObject({
    value: { form: { action: 'run.roll-back.submit' } },
  });
});
