import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findToken } from '../../src/sandbox/token-file.ts';
import { bareEnvironment } from '../e2e/muster-process.ts';
import { type MusterAtWork, musterAtWork } from '../sandbox-web/muster-at-work.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-ports-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
const guild = (): string => readFileSync(join(folder, 'sandbox.guild.json'), 'utf8');
let first: MusterAtWork;

/** `npm start` ended as soon as its files are there, while it plays the past. What it said until then. */
async function cutShort(): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/muster.js'), 'start', '--port', '0'], {
    cwd: folder,
    env: { ...bareEnvironment, MUSTER_DIST: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const dead = once(child, 'exit');
  await expect.poll(() => existsSync(join(folder, 'sandbox.guild.json')), { timeout: 60_000 }).toBe(true);
  child.kill('SIGINT');
  await dead;
  return said;
}

/** With the token that a sandbox leaves for `muster sandbox chat`. */
const asControl = (url: string): Promise<Response> =>
  fetch(`${url}/sandbox/session`, { headers: { 'x-sandbox-token': findToken(Number(new URL(url).port)) ?? '' } });

test('a first start that is cut short spoils nothing: the next begins anew, and its alert comes after any restart', async () => {
  expect(await cutShort()).toMatch(/^Setting up a small company[^]*…\n\n$/);
  first = await musterAtWork(folder, '--port', '0');
  // As the line that it prints for a terminal has it.
  expect((await asControl(first.url)).status).toBe(200);
  await first.close();
  expect(guild()).toContain('Six things to try');
  // The incident of the past is over: its channel says so.
  expect(guild()).toContain('Postmortem reviewed; the follow-up is ours');
  expect(guild()).not.toContain('14 % of payments fail');
}, 240_000);

test('the addresses stay from start to start; where one is taken Muster says which it has instead', async () => {
  const second = await musterAtWork(folder);
  expect([second.url, second.pages]).toEqual([first.url, first.pages]);
  const moved = await fetch(`${second.url}/page/clock?ms=${5 * 60_000}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(moved.status).toBe(200);
  await expect.poll(() => existsSync(join(folder, 'sandbox.beginning.json'))).toBe(false);
  await expect.poll(guild, { timeout: 30_000 }).toContain('14 % of payments fail');
  await second.close();

  const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await once(other, 'listening');
  const third = await musterAtWork(folder);
  expect(third.url).not.toBe(first.url);
  expect((await fetch(third.url)).status).toBe(200);
  expect(third.pages).toBe(first.pages);
  await third.close();
  other.close();
}, 240_000);
