import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../src/base/ids.ts';
import { diagnosticsConfigSchema } from '../../src/diagnostics/config.ts';
import { createDiagnostics, type Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { ORGANISATION } from '../../src/timeline/entry.ts';
import { codeOf, ended, messageOf, openRoom, type Room, runOf, textOf } from './room.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-plugin-actions-'));
const TOKEN = 'tr0ub4dor-and-3';
let count = 0;
let room: Room;
let diagnostics: Diagnostics;
let flushed: string;

const action = (more: object = {}) => ({
  summary: 'Flush a cache',
  risk: 'change',
  parameters: { host: { summary: 'Which host' } },
  runs: { plugin: 'flush-cache' },
  ...more,
});

beforeEach(async () => {
  const folder = join(root, String(count++));
  flushed = join(folder, 'flushed');
  room = await openRoom({
    folder,
    plugins: () => diagnostics.asActions,
    config: {
      actions: {
        flush: action(),
        'flush-web': action({ risk: 'read', runs: { plugin: 'flush-cache', options: { host: 'web-{host}' } } }),
        plain: action({ risk: 'read' }),
        quick: action({ risk: 'read', deadline: '1s' }),
        nothing: action({ runs: { plugin: 'no-such-thing' } }),
      },
    },
  });
  const config = diagnosticsConfigSchema.parse({
    plugins: { cache: { from: './plugins/cache.ts', config: { file: flushed }, secrets: { token: TOKEN } } },
  });
  diagnostics = await createDiagnostics({
    timeline: room.timeline,
    store: room.store,
    clock: room.clock,
    newId,
    config: () => config,
    folder: import.meta.dirname,
    presetsOf: () => [],
    serviceKeys: () => [],
    streamOf: async () => ORGANISATION,
  });
});
afterEach(async () => {
  await room.close();
  await diagnostics.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function ranWith(name: string, host: string) {
  messageOf(await room.type('ann', 'run', { action: name, host }));
  return room.until((await room.rows())[0]?.run ?? '', ended);
}

test('an action that is a plugin shows a preview, is confirmed, and does its work once', async () => {
  expect([...diagnostics.faults()]).toEqual([]);
  const run = runOf(await room.type('ann', 'run', { action: 'flush', host: 'web-1' }));
  expect(existsSync(flushed)).toBe(false);
  messageOf(await room.press('ann', 'run.confirm', [run]));
  const row = await room.until(run, ended);
  expect(row).toMatchObject({ state: 'succeeded', reason: 'Flushed web-1.' });
  expect(readFileSync(flushed, 'utf8')).toBe('web-1\n');
  // Its secret stands neither in what is shown nor in what is kept.
  expect(row.tail).toContain('keys gone with [masked]');
  // Neither does what is named like one, as in every run of a diagnostic.
  expect(row.tail).not.toContain('of-nobody-else');
  expect(readFileSync(join(room.parts.folder, `${run}.log`), 'utf8')).not.toContain(TOKEN);
});

test('says what it would do, and does nothing, when it offers a dry run', async () => {
  messageOf(await room.type('ann', 'run', { action: 'flush', host: 'web-1', dry_run: true }));
  expect(await room.until((await room.rows())[0]?.run ?? '', ended)).toMatchObject({
    state: 'succeeded',
    reason: 'Would flush the cache of web-1.',
  });
  expect(existsSync(flushed)).toBe(false);
});

test.each([
  ['what it refuses', 'unknown', 'failed', 'There is no such host.'],
  ['a verdict that it did not work', 'broken', 'failed', 'The cache did not answer.'],
  ['its own failure', 'crash', 'failed', 'it crashed'],
])('tells %s for what it is', async (_what, host, state, reason) => {
  const row = await ranWith('plain', host);
  expect(row.state).toBe(state);
  expect(row.reason).toContain(reason);
});

test('fills in the options that muster.yaml states', async () => {
  expect(await ranWith('flush-web', '7')).toMatchObject({ state: 'succeeded', reason: 'Flushed web-7.' });
});

test('is stopped at its deadline', async () => {
  expect(await ranWith('quick', 'slow')).toMatchObject({ state: 'timed-out' });
});

test('refuses an action whose plugin is not there, and is no command of /diag', async () => {
  const answer = await room.type('ann', 'run', { action: 'nothing', host: 'web-1' });
  expect(codeOf(answer)).toBe('action/plugin');
  expect(diagnostics.commands.map(({ name }) => name)).not.toContain('diag flush-cache');
  expect(textOf(messageOf(await room.type('ann', 'run', { action: 'flush', host: 'web-1' })))).toContain('web-1');
});
