import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { openRoom } from '../room.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bot = join(import.meta.dirname, 'bot.ts');

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
