import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SANDBOX_FILES } from '../../src/cli/sandbox-files.ts';
import { threadWorkers } from '../../src/diagnostics/runner/thread-workers.ts';
import { messageIn, startBot, textOf } from './bot.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-remembered-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const plugin = (summary: string) => `
  import { words } from './words.ts';
  import { defineDiagnostic, definePlugin, ok } from 'muster/plugin';
  export const plugin = definePlugin({ '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } }, () => [
    defineDiagnostic({ name: 'one', summary: '${summary}', risk: 'read', targets: [], options: {}, run: async () => [ok(words)] }),
  ]);`;

test('a plugin is asked what it offers once, and again only when its code or config changes', async () => {
  writeFileSync(join(folder, 'words.ts'), `export const words = 'said';`);
  writeFileSync(join(folder, 'plugin.ts'), plugin('First'));
  const started: string[] = [];
  const start = threadWorkers();
  const bot = (config: object) =>
    startBot(
      { plugins: { one: { from: './plugin.ts', secrets: { token: 'hunter2hunter2' }, config } } },
      {
        folder,
        databasePath: join(folder, 'muster.db'),
        secrets: ['hunter2hunter2', 'passw0rd-of-config'],
        startWorker: (name, ...more) => {
          started.push(name);
          return start(name, ...more);
        },
      },
    );
  const startedBy = async (config: object): Promise<readonly string[]> => {
    started.length = 0;
    const own = await bot(config);
    expect(own.diagnostics.commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['diag one', 'diag dns']));
    await own.close();
    return [...started];
  };
  expect(await startedBy({})).toEqual(['scout']);
  expect(await startedBy({})).toEqual([]);
  expect(await startedBy({ password: 'passw0rd-of-config' })).toEqual(['scout']);
  writeFileSync(join(folder, 'words.ts'), `export const words = 'said differently';`); // another file than the plugin's own
  expect(await startedBy({})).toEqual(['scout']);

  // What Muster itself writes beside muster.yaml is no plugin's.
  mkdirSync(join(folder, 'muster.db.runs'));
  mkdirSync(join(folder, SANDBOX_FILES.shop));
  for (const name of [
    ...Object.values(SANDBOX_FILES).filter((name) => name !== SANDBOX_FILES.shop),
    'muster.db.runs/output.json',
    `${SANDBOX_FILES.shop}/restart-host.js`,
  ])
    writeFileSync(join(folder, name), '{}');
  expect(await startedBy({})).toEqual([]);
  writeFileSync(join(folder, 'choices.json'), '["one"]'); // but this may be
  expect(await startedBy({})).toEqual(['scout']);

  // What is remembered is enough to run it: its worker is started then.
  started.length = 0;
  const own = await bot({});
  expect(textOf(messageIn(await own.command('diag one')))).toContain('said differently');
  expect(started).toEqual(['one']);
  await own.close();
});
