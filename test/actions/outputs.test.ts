import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { codeOf, ended, messageOf, openRoom } from './room.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-outputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const DAY_MS = 86_400_000;

test('drops whole outputs after a while, and keeps their size, digest and last lines', async () => {
  const room = await openRoom({
    folder,
    config: {
      deploys: { keepOutput: '30d' },
      actions: {
        hello: { summary: 'Hello', risk: 'read', runs: { program: ['echo', 'hello'], folder } },
        hang: { summary: 'Hang', risk: 'read', runs: { program: ['sh', '-c', 'echo up; sleep 600'], folder } },
      },
    },
  });
  messageOf(await room.type('ann', 'run', { action: 'hello' }));
  const run = (await room.rows())[0]?.run ?? '';
  const row = await room.until(run, ended);
  const path = join(room.parts.folder, `${run}.log`);
  const digest = hash('sha256', readFileSync(path));
  expect(row).toMatchObject({ outputBytes: 6, outputDigest: digest });

  messageOf(await room.type('ann', 'run', { action: 'hang' }));
  const hanging = (await room.rows())[0]?.run ?? '';
  await room.until(hanging, ({ state }) => state === 'running');
  const underWay = join(room.parts.folder, `${hanging}.log`);
  await expect.poll(() => existsSync(underWay)).toBe(true);
  const foreign = join(room.parts.folder, 'notes.txt');
  writeFileSync(foreign, 'not ours');
  const age = (days: number) => {
    for (const file of [path, underWay, foreign])
      utimesSync(file, new Date(), Date.now() / 1000 - (days * DAY_MS) / 1000);
  };

  const timer = room.actions.timers().find(({ name }) => name === 'actions.outputs');
  const nightly = () => timer?.run(Date.now(), new AbortController().signal);
  age(29);
  await nightly();
  expect(existsSync(path)).toBe(true);
  age(31);
  await nightly();
  expect([path, underWay, foreign].map((file) => existsSync(file))).toEqual([false, true, true]);

  const answer = await room.press('ann', 'run.output', [run]);
  expect(codeOf(answer)).toBe('run/output-gone');
  expect(answer.ok ? '' : answer.refusal.message).toContain(
    `no longer kept: whole outputs are kept for 30 d. It was 6 bytes, SHA-256 ${digest}`,
  );
  expect(await room.until(run, ended)).toMatchObject({ tail: 'hello' });
  messageOf(await room.press('ann', 'run.cancel', [hanging]));
  await room.until(hanging, ended);
  await room.close();
});
