import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { sign } from '../../../src/actions/signature.ts';
import { openRoom } from '../room.ts';
import { openCounterpart } from '../web-counterpart.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bot = join(import.meta.dirname, 'bot.ts');
const callbackBot = join(import.meta.dirname, 'callback-bot.ts');

/** Runs the bot, killed at the step; how it ended. */
async function runBot(args: readonly string[], failpoint?: string): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    ...(failpoint !== undefined && { MUSTER_FAILPOINT: failpoint }),
  };
  try {
    await promisify(execFile)(process.execPath, [bot, ...args], { env });
    return 'ended';
  } catch (error) {
    return error instanceof Error && 'signal' in error ? String(error.signal) : String(error);
  }
}

/**
 * The steps of a run, in order. `times`: how often the program may have run after a restart; `states`: what is known then.
 * At `store.entries-written` the Nth commit is not yet on disk: 1 is the request, 2 the confirmation, 3 the start, 4 or later the end.
 */
const STEPS: readonly (readonly [failpoint: string, times: readonly number[], states: readonly string[]])[] = [
  ['store.entries-written:1', [0], ['nothing']],
  ['commit.acknowledged:1', [0], ['asked']],
  ['store.entries-written:2', [0], ['asked']],
  ['commit.acknowledged:2', [1], ['succeeded']],
  ['run.before-start', [1], ['succeeded']],
  ['store.entries-written:3', [1], ['succeeded']],
  ['run.started', [0], ['unknown']],
  ['run.spawned', [0, 1], ['unknown']],
  ['effect.run.start.done', [0, 1], ['unknown']],
  ['run.ended', [1], ['unknown']],
  ['run.finished', [1], ['succeeded']],
];

test.each(STEPS)(
  'killed at %s, a run is not executed twice, and what is not known is said',
  async (failpoint, times, states) => {
    const folder = join(root, failpoint.replace(':', '-'));
    const counter = join(root, `${failpoint}.count`);
    expect(await runBot([folder, counter], failpoint)).toBe('SIGKILL');
    expect(await runBot([folder, counter, 'recover'])).toBe('ended');

    const ran = existsSync(counter) ? readFileSync(counter, 'utf8').split('\n').length - 1 : 0;
    expect(times).toContain(ran);
    const room = await openRoom({ folder, config: {}, recover: false });
    const rows = await room.rows();
    expect(states).toContain(rows[0]?.state ?? 'nothing');
    if (rows[0]?.state === 'unknown')
      expect(rows[0].reason).toMatch(/No process of it is left|of its processes still run/);
    const started = (await room.entries()).filter(({ kind }) => kind === 'run.started');
    expect(started.length).toBeLessThanOrEqual(1);
    await room.close();
  },
);

test('killed when a callback was received: it is not confirmed, and counts once when it is sent again', async () => {
  const folder = join(root, 'callback');
  const deployServer = await openCounterpart(async () => ({ status: 202 }));
  onTestFinished(() => deployServer.close());
  const secret = 'a-shared-secret-of-both';
  const start = async (mode: readonly string[], failpoint?: string) => {
    const child = spawn(process.execPath, [callbackBot, folder, deployServer.url, secret, ...mode], {
      env: { PATH: process.env['PATH'], HOME: root, ...(failpoint !== undefined && { MUSTER_FAILPOINT: failpoint }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [run = '', door = ''] = line.toString().trim().split(' ');
    return { run, door, ended };
  };
  const report = (run: string, door: string): Promise<Response> => {
    const body = JSON.stringify({ id: 'report-1', state: 'succeeded', line: 'All is well' });
    const headers = { 'muster-signature': sign(secret, run, Buffer.from(body), Date.now()) };
    return fetch(`${door}/callbacks/${run}`, { method: 'POST', body, headers });
  };

  const first = await start([], 'callback.received');
  await expect(report(first.run, first.door)).rejects.toThrow();
  expect(await first.ended).toEqual([null, 'SIGKILL']);
  const second = await start(['recover']);
  expect((await report(second.run, second.door)).status).toBe(200);
  expect(await second.ended).toEqual([0, null]);
  const room = await openRoom({ folder, config: {}, recover: false });
  expect(await room.rows()).toMatchObject([{ run: first.run, state: 'succeeded', reason: 'All is well' }]);
  const succeeded = (await room.entries()).filter(({ data }) => JSON.stringify(data).includes('All is well'));
  expect(succeeded).toHaveLength(1);
  await room.close();
});
