import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, ended, messageOf, openRoom, PEOPLE, type Person, type Room, runOf, textOf } from './room.ts';
import { createShop, type Shop } from './service/shop.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-deploys-'));
let count = 0;
let shop: Shop;
let room: Room;

const deployProgram = (environment: string) => ({
  program: [
    process.execPath,
    join(import.meta.dirname, 'service/deploy.ts'),
    shop.repository,
    shop.environment(environment),
    '{commit}',
  ],
  folder: root,
  dryRun: ['--dry-run'],
  leavesRunning: true,
});

const configOf = (more: object = {}) => ({
  apps: {
    shop: {
      repository: { git: shop.repository },
      environments: [
        { name: 'staging', runs: deployProgram('staging') },
        { name: 'production', risk: 'danger', runs: deployProgram('production') },
      ],
    },
  },
  deploys: { channel: '300000000000000001' },
  ...more,
});

beforeEach(async () => {
  const folder = join(root, String(count++));
  shop = createShop(folder);
  room = await openRoom({ folder, config: configOf() });
});
afterEach(async () => {
  await room.close();
  shop.stop();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Asks, confirms (a second person where it takes one), and waits for the end. */
async function deploy(env: string, ref: string, more: Readonly<Record<string, string>> = {}, command = 'deploy start') {
  const run = runOf(await room.type('ann', command, { app: 'shop', env, ...(ref !== '' && { ref }), ...more }));
  messageOf(await room.press(env === 'production' ? 'bob' : 'ann', 'run.confirm', [run]));
  return room.until(run, ended);
}

test('deploys to staging, promotes the same commit, watches a version fail, rolls back, and unlocks with a reason', async () => {
  // Without an environment it is the first one, without a version the default branch; resolved at once and shown.
  const preview = await room.type('ann', 'deploy start', { app: 'shop', ref: 'v1' });
  expect(textOf(messageOf(preview))).toContain(shop.commits.v1.slice(0, 10));
  messageOf(await room.press('ann', 'run.confirm', [runOf(preview)]));
  expect(await room.until(runOf(preview), ended)).toMatchObject({ state: 'succeeded' });
  expect(await shop.versionAt('staging')).toBe('v1');

  // Never to production by default, never past staging, never alone.
  expect(codeOf(await room.type('ann', 'deploy start', { app: 'shop', env: 'production' }))).toBe('deploy/which');
  expect(codeOf(await room.type('ann', 'deploy start', { app: 'shop', env: 'production', ref: 'v2' }))).toBe(
    'deploy/out-of-order',
  );
  const asked = runOf(await room.type('ann', 'deploy start', { app: 'shop', env: 'production', ref: 'v1' }));
  expect(codeOf(await room.press('ann', 'run.confirm', [asked]))).toBe('run/own-request');
  expect(codeOf(await room.press('guest', 'run.confirm', [asked]))).toBe('run/permission');
  messageOf(await room.press('bob', 'run.confirm', [asked]));
  expect(await room.until(asked, ended)).toMatchObject({ state: 'succeeded', confirmedBy: PEOPLE.bob });
  expect(await shop.versionAt('production')).toBe('v1');

  await deploy('staging', 'v2');
  await deploy('production', 'v2');
  expect(await shop.versionAt('production')).toBe('v2');

  // A failing version: the old one stays, and the card offers what comes next.
  const failed = await deploy('staging', 'broken');
  expect(failed).toMatchObject({ state: 'failed', status: 1 });
  expect(failed.tail).toContain('health check failed');
  expect(await shop.versionAt('staging')).toBe('v2');

  // Back to the last good version, and locked until somebody says why.
  expect(await deploy('production', '', {}, 'deploy rollback')).toMatchObject({ state: 'succeeded' });
  expect(await shop.versionAt('production')).toBe('v1');
  expect(codeOf(await room.type('ann', 'deploy start', { app: 'shop', env: 'production', ref: 'v2' }))).toBe(
    'deploy/locked',
  );
  expect(codeOf(await room.type('ann', 'deploy unlock', { app: 'shop', env: 'production' }))).toBe('lock/reason');
  messageOf(
    await room.type('bob', 'deploy unlock', { app: 'shop', env: 'production', reason: 'The index is there now' }),
  );
  await deploy('production', 'v2');
  expect(await shop.versionAt('production')).toBe('v2');

  const where = textOf(messageOf(await room.type('guest', 'deploy where', { app: 'shop' })));
  expect(where).toContain(shop.commits.v2.slice(0, 10));
  const changes = textOf(messageOf(await room.type('guest', 'service changes', { service: 'shop' })));
  expect(changes).toContain('roll back shop production');
  const history = textOf(messageOf(await room.type('guest', 'deploy history', { app: 'shop', env: 'staging' })));
  expect(history).toContain('failed');
}, 60_000);

test('shows the commits and authors that a deploy brings', async () => {
  await deploy('staging', 'v1');
  const preview = textOf(messageOf(await room.type('ann', 'deploy diff', { app: 'shop', ref: 'main' })));
  expect(preview).toContain('Sell hats');
  expect(preview).toContain('Ann Author');
  expect(preview).not.toContain('Open the shop');
});

test('says what would happen, and does nothing, in a dry run', async () => {
  messageOf(await room.type('ann', 'deploy start', { app: 'shop', ref: 'v1', dry_run: true }));
  const [row] = await room.rows();
  expect(await room.until(row?.run ?? '', ended)).toMatchObject({
    state: 'succeeded',
    tail: `would deploy ${shop.commits.v1}`,
  });
  expect(await shop.versionAt('staging')).toBeUndefined();
  expect((await room.register()).deployed).toEqual({});
});

test('refuses a ref that moved between preview and confirmation', async () => {
  const run = runOf(await room.type('ann', 'deploy start', { app: 'shop', ref: 'main' }));
  shop.moveBranch('main', shop.commits.v1);
  const answer = await room.press('ann', 'run.confirm', [run]);
  expect(codeOf(answer)).toBe('run/changed');
  expect(answer.ok ? '' : answer.refusal.message).toContain('the ref now points to another commit');
  expect((await room.rows())[0]).toMatchObject({ state: 'refused', startedAt: null });
  expect(await shop.versionAt('staging')).toBeUndefined();
});

test('refuses what was confirmed after another version was deployed meanwhile', async () => {
  const stale = runOf(await room.type('bob', 'deploy start', { app: 'shop', ref: 'v2' }));
  await deploy('staging', 'v1');
  const answer = await room.press('bob', 'run.confirm', [stale]);
  expect(answer.ok ? '' : answer.refusal.message).toContain('another version was deployed meanwhile');
});

test.each([
  ['an unknown app', { app: 'shoes', ref: 'v1' }, 'app/unknown'],
  ['an app that is a property of every object', { app: 'constructor', ref: 'v1' }, 'app/unknown'],
  ['an unknown environment', { app: 'shop', env: 'prod', ref: 'v1' }, 'environment/unknown'],
  ['a ref that does not exist', { app: 'shop', ref: 'v99' }, 'ref/unknown'],
  ['a ref that looks like an option', { app: 'shop', ref: '--upload-pack=touch pwned' }, 'ref/form'],
  ['a short option', { app: 'shop', ref: '-v' }, 'ref/form'],
  ['a range', { app: 'shop', ref: 'v1..v2' }, 'ref/form'],
  ['a reflog', { app: 'shop', ref: 'main@{1}' }, 'ref/form'],
  ['shell metacharacters', { app: 'shop', ref: '$(reboot)' }, 'ref/form'],
  ['a line end', { app: 'shop', ref: 'v1\nv2' }, 'ref/form'],
])('refuses %s with a sentence, and records it', async (_what, raw, code) => {
  const answer = await room.type('ann', 'deploy start', raw);
  expect(codeOf(answer)).toBe(code);
  const entries = await room.entries();
  expect(entries.at(-1)).toMatchObject({ kind: 'run.refused', data: { run: null, code } });
});

test('holds an environment for one person, with a queue that is told its turn', async () => {
  const at = { app: 'shop', env: 'staging' };
  messageOf(await room.type('ann', 'deploy lock', { ...at, reason: 'Load test' }));
  expect(codeOf(await room.type('bob', 'deploy lock', { ...at, reason: 'Mine' }))).toBe('lock/held');
  expect(codeOf(await room.type('bob', 'deploy start', { app: 'shop', ref: 'v1' }))).toBe('deploy/locked');
  expect(textOf(messageOf(await room.type('bob', 'deploy queue', at)))).toContain('You are next');
  expect(textOf(messageOf(await room.type('cleo', 'deploy queue', at)))).toContain('You are second');
  messageOf(await room.type('ann', 'deploy unlock', at));
  expect((await room.register()).locks['shop/staging']).toMatchObject({ owner: PEOPLE.bob, cause: 'turn' });
  // Cleo does not want to wait: Bob is told.
  messageOf(await room.type('cleo', 'deploy lock', { ...at, reason: 'Outage', take_over: true }));
  await expect.poll(() => room.posted.map(({ message }) => message.ping?.people)).toEqual([[PEOPLE.bob], [PEOPLE.bob]]);
  expect(JSON.stringify(room.posted)).toContain('was taken over: Outage');
});

test('a secret among the reasons of a lock is masked for everybody whom it is told', async () => {
  const at = { app: 'shop', env: 'staging' };
  const reason = 'Migration with password=hunter22';
  messageOf(await room.type('ann', 'deploy lock', { ...at, reason: 'Load test' }));
  const answer = textOf(messageOf(await room.type('cleo', 'deploy lock', { ...at, reason, take_over: true })));
  expect(answer).toContain('Migration with password=[masked]');
  messageOf(await room.type('ann', 'deploy lock', { ...at, reason, take_over: true }));
  await expect.poll(() => room.posted).toHaveLength(2);
  expect(JSON.stringify(room.posted)).toContain('was taken over: Migration with password=[masked]');
  expect(JSON.stringify([answer, room.posted])).not.toContain('hunter22');
});

test('keeps deploys from a service with an open incident, but not rollbacks; an override is recorded', async () => {
  await deploy('staging', 'v1');
  await deploy('staging', 'v2');
  room.incidents.push({
    service: 'shop',
    stream: 'incident-0000000000000000000042',
    number: 42,
    title: 'Down',
    private: false,
  });
  const refused = await room.type('ann', 'deploy start', { app: 'shop', ref: 'main' });
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'deploy/incident' } });
  const run = runOf(await room.type('ann', 'deploy start', { app: 'shop', ref: 'main', override: 'It is the fix' }));
  messageOf(await room.press('ann', 'run.confirm', [run]));
  await room.until(run, ended);
  await deploy('staging', '', {}, 'deploy rollback');
  expect(await shop.versionAt('staging')).toBe('v2');
  // The incident's own timeline has all of it, word for word.
  const kinds = (await room.entries('incident-0000000000000000000042')).map(({ kind }) => kind);
  expect(kinds).toEqual([
    'run.refused',
    'run.requested',
    'restriction.overridden',
    'run.confirmed',
    'run.started',
    'run.finished',
    'run.requested',
    'run.confirmed',
    'run.started',
    'lock.taken',
    'run.finished',
  ]);
});

test('tells a private incident’s timeline, and nobody else of it', async () => {
  room.incidents.push({
    service: 'shop',
    stream: 'incident-0000000000000000000007',
    number: 7,
    title: 'Break-in',
    private: true,
  });
  await deploy('staging', 'v1');
  expect((await room.entries('incident-0000000000000000000007')).map(({ kind }) => kind)).toContain('run.finished');
  expect(JSON.stringify(await room.entries())).not.toMatch(/0000000000000000000007|Break-in/);
});

test('refuses during a freeze, and lets who may pass over it do so with a reason', async () => {
  await room.close();
  const config = configOf({
    freezes: {
      holidays: { reason: 'Everybody is away', from: '2020-01-01', to: '2099-01-01', environments: ['staging'] },
    },
  });
  room = await openRoom({ folder: join(root, `freeze-${count}`), config });
  const refused = await room.type('ann', 'deploy start', { app: 'shop', ref: 'v1' });
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'deploy/frozen' } });
  expect(refused.ok ? '' : refused.refusal.message).toContain('Everybody is away');
  const run = runOf(await room.type('ann', 'deploy start', { app: 'shop', ref: 'v1', override: 'Security fix' }));
  expect((await room.register()).runs[run]?.plan.overrides).toEqual([
    { what: 'freeze', detail: 'holidays', reason: 'Security fix' },
  ]);
});

test('runs once when two people confirm at once, and when one interaction is delivered twice', async () => {
  await deploy('staging', 'v1');
  const run = runOf(await room.type('ann', 'deploy start', { app: 'shop', env: 'production', ref: 'v1' }));
  const people: readonly Person[] = ['bob', 'cleo', 'bob', 'cleo'];
  const answers = await Promise.all(people.map((who) => room.press(who, 'run.confirm', [run])));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  await room.until(run, ended);
  const kinds = (await room.entries()).filter(({ subject }) => subject?.id === run).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'run.started')).toHaveLength(1);
  const twice = await Promise.all(
    [1, 2].map(() => room.type('ann', 'deploy start', { app: 'shop', ref: 'v2' }, 'interaction-1')),
  );
  expect(new Set(twice.map(runOf)).size).toBe(1);
});

test('requires checks to be green', async () => {
  await room.close();
  const base = configOf();
  const config = {
    ...base,
    apps: {
      shop: {
        ...base.apps.shop,
        repository: {
          git: shop.repository,
          checksProgram: [
            'sh',
            '-c',
            'test "$1" = "$2" && test "$3" = ci',
            'checks',
            '{commit}',
            shop.commits.v2,
            '{check}',
          ],
        },
        environments: base.apps.shop.environments.map((environment) => ({ ...environment, checks: ['ci'] })),
      },
    },
  };
  room = await openRoom({ folder: join(root, `checks-${count}`), config });
  expect(await room.type('ann', 'deploy start', { app: 'shop', ref: 'v1' })).toMatchObject({
    refusal: { code: 'deploy/checks' },
  });
  expect(await deploy('staging', 'v2')).toMatchObject({ state: 'succeeded' });
});
