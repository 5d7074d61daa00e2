import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { verifySignature } from '../../src/actions/signature.ts';
import { codeOf, ended, messageOf, openRoom, PEOPLE, type Room, runOf, textOf } from './room.ts';
import { type Answer, openCounterpart, type Received } from './web-counterpart.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-actions-'));
let count = 0;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function roomWith(actions: object, more: Partial<Parameters<typeof openRoom>[0]> = {}): Promise<Room> {
  const room = await openRoom({ folder: join(root, String(count++)), config: { actions }, ...more });
  closing.push(() => room.close());
  return room;
}

async function counterpart(answer: (received: Received) => Answer | Promise<Answer>) {
  const opened = await openCounterpart(answer);
  closing.push(() => opened.close());
  return opened;
}

const program = (...argv: readonly string[]) => ({ program: [...argv], folder: root });
const latest = async (room: Room) => (await room.rows())[0]?.run ?? '';

test('runs what only reads at once, and shows its output', async () => {
  const room = await roomWith({
    uptime: { summary: 'How long up', risk: 'read', runs: program('echo', 'up <@everyone> 3 days') },
  });
  messageOf(await room.type('ann', 'run', { action: 'uptime' }));
  const row = await room.until(await latest(room), ended);
  expect(row).toMatchObject({ state: 'succeeded', status: 0, tail: 'up <@everyone> 3 days' });
  await expect.poll(() => [...room.cards.values()].map(textOf).join()).toContain('Succeeded');
});

test('asks for confirmation of a change, runs exactly that, and gives the whole output as a file', async () => {
  const room = await roomWith({
    restart: {
      summary: 'Restart a host',
      risk: 'change',
      parameters: { host: { summary: 'Which', pattern: 'web-[0-9]+' } },
      runs: program('echo', 'restarting', '{host}'),
    },
  });
  const preview = await room.type('ann', 'run', { action: 'restart', host: 'web-1' });
  expect(textOf(messageOf(preview))).toContain('web-1');
  expect((await room.rows())[0]).toMatchObject({ state: 'asked', startedAt: null });
  messageOf(await room.press('ann', 'run.confirm', [runOf(preview)]));
  await room.until(runOf(preview), ended);
  const output = messageOf(await room.press('ann', 'run.output', [runOf(preview)]));
  expect(Buffer.from(output.files?.[0]?.content as Uint8Array).toString()).toBe('restarting web-1\n');
  // Whoever may not run it reads the card's last lines only, and does not learn what it takes.
  expect(codeOf(await room.press('guest', 'run.output', [runOf(preview)]))).toBe('permission/missing');
  expect(codeOf(await room.press('guest', 'run.ask', ['restart']))).toBe('permission/missing');
  // Pressed once more after its end: nothing happens.
  expect(codeOf(await room.press('bob', 'run.confirm', [runOf(preview)]))).toBe('run/ended');
});

test('keeps the output of a secret-printing program masked, on disk and in chat', async () => {
  const room = await roomWith(
    {
      leak: {
        summary: 'Leak',
        risk: 'read',
        runs: { ...program('sh', '-c', 'echo "$API_TOKEN"'), secrets: ['API_TOKEN'] },
      },
    },
    { environment: { API_TOKEN: 'tr0ub4dor-and-3' } },
  );
  messageOf(await room.type('ann', 'run', { action: 'leak' }));
  const run = await latest(room);
  expect(await room.until(run, ended)).toMatchObject({ tail: '[masked]' });
  expect(readFileSync(join(room.parts.folder, `${run}.log`), 'utf8')).toBe('[masked]\n');
});

test('says which secret is not set, and runs nothing', async () => {
  const room = await roomWith({
    call: { summary: 'Call', risk: 'read', runs: { ...program('true'), secrets: ['MISSING_TOKEN'] } },
  });
  messageOf(await room.type('ann', 'run', { action: 'call' }));
  const row = await room.until(await latest(room), ended);
  expect(row).toMatchObject({ state: 'refused', startedAt: null });
  expect(row.reason).toContain('MISSING_TOKEN is not set');
});

test('refuses a confirmation after the target’s state has changed', async () => {
  const state = join(root, 'state');
  writeFileSync(state, 'version 1');
  const room = await roomWith({
    failover: {
      summary: 'Fail over',
      risk: 'danger',
      runs: program('true'),
      state: { program: ['cat', state], folder: root },
    },
  });
  const run = runOf(await room.type('ann', 'run', { action: 'failover' }));
  writeFileSync(state, 'version 2');
  const answer = await room.press('bob', 'run.confirm', [run]);
  expect(answer.ok ? '' : answer.refusal.message).toContain('the target’s state is not what it was');
});

test('lets a confirmation expire, also across a restart', async () => {
  const folder = join(root, 'expiring');
  const config = { actions: { wait: { summary: 'Wait', risk: 'change', confirmWithin: '1s', runs: program('true') } } };
  const first = await openRoom({ folder, config });
  const run = runOf(await first.type('ann', 'run', { action: 'wait' }));
  await first.close();
  const second = await openRoom({ folder, config });
  closing.push(() => second.close());
  expect(await second.until(run, ended)).toMatchObject({ state: 'expired' });
  expect(codeOf(await second.press('ann', 'run.confirm', [run]))).toBe('run/ended');
});

test('survives a restart between preview and confirmation', async () => {
  const folder = join(root, 'restarted');
  const config = { actions: { wait: { summary: 'Wait', risk: 'change', runs: program('true') } } };
  const first = await openRoom({ folder, config });
  const run = runOf(await first.type('ann', 'run', { action: 'wait' }));
  await first.close();
  const second = await openRoom({ folder, config });
  closing.push(() => second.close());
  messageOf(await second.press('ann', 'run.confirm', [run]));
  expect(await second.until(run, ended)).toMatchObject({ state: 'succeeded' });
});

test('ends a run on request, and one at its deadline', async () => {
  const room = await roomWith({
    hang: { summary: 'Hang', risk: 'read', runs: program('sh', '-c', 'echo up; sleep 600') },
    late: { summary: 'Late', risk: 'read', deadline: '1s', runs: program('sleep', '600') },
  });
  messageOf(await room.type('ann', 'run', { action: 'hang' }));
  const run = await latest(room);
  await room.until(run, ({ state }) => state === 'running');
  expect(codeOf(await room.press('guest', 'run.cancel', [run]))).toBe('permission/missing');
  messageOf(await room.press('bob', 'run.cancel', [run]));
  expect(await room.until(run, ended)).toMatchObject({ state: 'cancelled' });
  messageOf(await room.type('ann', 'run', { action: 'late' }));
  expect(await room.until(await latest(room), ended)).toMatchObject({ state: 'timed-out' });
});

test('runs one at a time on one target, in order, and fifty at once on fifty', async () => {
  const room = await roomWith({
    restart: {
      summary: 'Restart',
      risk: 'read',
      target: '{host}',
      parameters: { host: { summary: 'Which' } },
      runs: program('sh', '-c', 'sleep 0.05; date +%s%N', 'restart', '{host}'),
    },
  });
  for (let index = 0; index < 4; index++) messageOf(await room.type('ann', 'run', { action: 'restart', host: 'a' }));
  await expect
    .poll(async () => (await room.rows()).filter(({ state }) => state === 'succeeded').length, { timeout: 20_000 })
    .toBe(4);
  const spans = (await room.rows())
    .map(({ startedAt, endedAt }) => [startedAt ?? 0, endedAt ?? 0] as const)
    .sort(([a], [b]) => a - b);
  for (const [index, [start]] of spans.entries())
    if (index > 0) expect(start).toBeGreaterThanOrEqual(spans[index - 1]?.[1] ?? 0);
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => room.type('ann', 'run', { action: 'restart', host: `h${index}` })),
  );
  await expect
    .poll(async () => (await room.rows()).filter(({ state }) => state === 'succeeded').length, { timeout: 20_000 })
    .toBe(54);
  expect(Object.keys((await room.register()).runs)).toEqual([]);
});

test('asks for the same again with the card’s button', async () => {
  const flag = join(root, 'second-time');
  const room = await roomWith({
    flaky: { summary: 'Flaky', risk: 'change', runs: program('sh', '-c', 'test -e "$1"', 'flaky', flag) },
  });
  const first = runOf(await room.type('ann', 'run', { action: 'flaky' }));
  messageOf(await room.press('ann', 'run.confirm', [first]));
  expect(await room.until(first, ended)).toMatchObject({ state: 'failed', status: 1 });
  writeFileSync(flag, '');
  const second = runOf(await room.press('bob', 'run.retry', [first]));
  messageOf(await room.press('bob', 'run.confirm', [second]));
  const row = await room.until(second, ended);
  expect(row).toMatchObject({ state: 'succeeded' });
  expect(row.plan.retryOf).toBe(first);
});

test('offers a form for an action that was called without its parameters', async () => {
  const room = await roomWith({
    restart: {
      summary: 'Restart',
      risk: 'change',
      parameters: { host: { summary: 'Which' } },
      runs: program('echo', '{host}'),
    },
  });
  const offer = messageOf(await room.type('ann', 'run', { action: 'restart' })).buttons?.[0]?.[0];
  expect(offer).toMatchObject({ action: 'run.ask', args: ['restart'] });
  const form = await room.press('ann', 'run.ask', ['restart']);
  expect(form).toMatchObject({
    value: { form: { action: 'run.form', args: ['restart'], fields: [{ name: 'host' }] } },
  });
  const run = runOf(await room.press('ann', 'run.form', ['restart'], { host: ['web-1'] }));
  expect((await room.register()).runs[run]?.plan.arguments).toEqual({ host: 'web-1' });
  expect(codeOf(await room.press('ann', 'run.form', ['restart'], { host: ['--all'] }))).toBe('argument/option');
});

test('keeps an action from who lacks its permission, and records that', async () => {
  const room = await roomWith({
    wipe: { summary: 'Wipe', risk: 'danger', permission: 'actions.wipe', runs: program('touch', join(root, 'wiped')) },
  });
  expect(codeOf(await room.type('ann', 'run', { action: 'wipe' }))).toBe('permission/missing');
  expect((await room.entries()).at(-1)).toMatchObject({ kind: 'run.refused', actor: { id: PEOPLE.ann } });
  expect(existsSync(join(root, 'wiped'))).toBe(false);
});

test('suggests actions, choices, and what a program or an address lists', async () => {
  const server = await counterpart(() => ({ status: 200, body: ['eu-1', 'us-1'] }));
  const room = await roomWith({
    scale: {
      summary: 'Scale',
      risk: 'read',
      parameters: {
        size: { summary: 'Size', type: 'choice', choices: ['small', 'large'] },
        host: { summary: 'Host', suggest: { program: ['printf', 'web-1\\nweb-2\\n'] } },
        region: { summary: 'Region', suggest: { url: `${server.url}/regions` } },
      },
      runs: program('true'),
    },
  });
  await import('node:fs/promises').then(({ mkdir }) => mkdir(room.parts.folder, { recursive: true }));
  const values = async (option: string, typed: string) =>
    (await room.suggest('ann', 'run', option, typed)).map(({ value }) => value);
  expect(await values('action', 'sca')).toEqual(['scale']);
  expect(await values('size', 'la')).toEqual(['large']);
  expect(await values('host', '')).toEqual(['web-1', 'web-2']);
  expect(await values('region', 'eu')).toEqual(['eu-1']);
  expect(await room.suggest('guest', 'run', 'host', '')).toEqual([]);
});

const httpAction = (url: string, more: object = {}) => ({
  block: {
    summary: 'Block an address',
    risk: 'read',
    parameters: { address: { summary: 'Which' }, minutes: { summary: 'How long', type: 'integer' } },
    deadline: '2s',
    runs: {
      http: {
        url: `${url}/block/{address}?for={minutes}`,
        headers: { 'x-why': 'for {address}' },
        secretHeaders: { authorization: { secret: 'API_TOKEN', prefix: 'Bearer ' } },
        json: { address: '{address}', minutes: '{minutes}', note: 'n={address}' },
        sign: { secret: 'API_TOKEN' },
        ...more,
      },
    },
  },
});
const secretEnvironment = { environment: { API_TOKEN: 'tr0ub4dor-and-3' } };

test('sends an HTTP request with every value escaped for its place, signed over the body that is sent', async () => {
  const server = await counterpart(() => ({ status: 201, body: { id: 7 } }));
  const room = await roomWith(httpAction(server.url), secretEnvironment);
  messageOf(await room.type('ann', 'run', { action: 'block', address: '10.0.0.1/../"&x=1#', minutes: '5' }));
  expect(await room.until(await latest(room), ended)).toMatchObject({
    state: 'succeeded',
    status: 201,
    tail: '{"id":7}',
  });
  const [request] = server.received;
  expect(request?.path).toBe('/block/10.0.0.1%2F..%2F%22%26x%3D1%23?for=5');
  expect(JSON.parse(request?.body.toString() ?? '')).toEqual({
    address: '10.0.0.1/../"&x=1#',
    minutes: 5,
    note: 'n=10.0.0.1/../"&x=1#',
  });
  expect(request?.headers['authorization']).toBe('Bearer tr0ub4dor-and-3');
  expect(request?.headers['idempotency-key']).toBe(await latest(room));
  const signature = request?.headers['muster-signature'];
  const body = request?.body ?? Buffer.alloc(0);
  expect(verifySignature(signature, 'tr0ub4dor-and-3', '', body, Date.now()).ok).toBe(true);
  expect(verifySignature(signature, 'tr0ub4dor-and-4', '', body, Date.now()).ok).toBe(false);
  expect(
    verifySignature(signature, 'tr0ub4dor-and-3', '', Buffer.concat([body, Buffer.from(' ')]), Date.now()).ok,
  ).toBe(false);
  expect(verifySignature(signature, 'tr0ub4dor-and-3', '', body, Date.now() + 400_000).ok).toBe(false);
});

test('sends user and password of an address in a header, and shows them nowhere', async () => {
  const server = await counterpart(() => ({ status: 201 }));
  const url = server.url.replace('//', '//ann:s%40cret@');
  const room = await roomWith(httpAction(url, { secretHeaders: {} }), secretEnvironment);
  await room.type('ann', 'run', { action: 'block', address: '192.0.2.7', minutes: '5' });
  const run = await room.until(await latest(room), ended);
  expect(run).toMatchObject({ state: 'succeeded' });
  expect(JSON.stringify(run)).not.toContain('cret');
  expect(server.received[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('ann:s@cret').toString('base64')}`);
});

test.each([
  ['an answer that says no', { status: 422, body: { error: 'no' } }, 'failed', 'Answered 422.'],
  ['a redirect, which is not followed', { status: 302 }, 'failed', 'Answered 302.'],
  ['a connection that breaks off', { status: 0, cut: true }, 'unknown', 'Whether it was done there is not known'],
  ['no answer until the deadline', { status: 0, hang: true }, 'unknown', 'no answer came until the deadline'],
] as const)('tells %s for what it is', async (_what, answer, state, reason) => {
  const server = await counterpart(() => answer);
  const room = await roomWith(httpAction(server.url), secretEnvironment);
  messageOf(await room.type('ann', 'run', { action: 'block', address: '10.0.0.1', minutes: '5' }));
  const row = await room.until(await latest(room), ended);
  expect(row.state).toBe(state);
  expect(row.reason).toContain(reason);
  expect(server.received).toHaveLength(1);
});

test('says that nothing was run when nobody listens', async () => {
  const server = await openCounterpart(() => ({ status: 200 }));
  await server.close();
  const room = await roomWith(httpAction(server.url), secretEnvironment);
  messageOf(await room.type('ann', 'run', { action: 'block', address: '10.0.0.1', minutes: '5' }));
  const row = await room.until(await latest(room), ended);
  expect(row.state).toBe('failed');
  expect(row.reason).toContain('Nothing was run');
});

test('waits for a person to say how a run of unknown outcome ended', async () => {
  const server = await counterpart(() => ({ status: 0, cut: true }));
  const room = await roomWith(httpAction(server.url), secretEnvironment);
  messageOf(await room.type('ann', 'run', { action: 'block', address: '10.0.0.1', minutes: '5' }));
  const run = await latest(room);
  await room.until(run, ended);
  expect((await room.press('bob', 'run.account', [run, 'succeeded'])).ok).toBe(true);
  expect(codeOf(await room.press('bob', 'run.account.submit', [run, 'succeeded'], { note: [' '] }))).toBe('run/note');
  messageOf(
    await room.press('bob', 'run.account.submit', [run, 'succeeded'], { note: ['The rule is in the firewall'] }),
  );
  expect(await room.until(run, ({ state }) => state === 'succeeded')).toMatchObject({
    reason: 'The rule is in the firewall',
  });
  expect(codeOf(await room.press('cleo', 'run.account.submit', [run, 'failed'], { note: ['no'] }))).toBe('run/unknown');
});
