import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-sql-'));
let bot: Bot;
beforeAll(async () => {
  new Database(join(folder, 'shop.db')).exec('CREATE TABLE people (mail TEXT)').close();
  writeFileSync(
    join(folder, 'risky.ts'),
    `import { defineDiagnostic, definePlugin, ok, text } from '${join(import.meta.dirname, '../../src/diagnostics/plugin.ts')}';
     import { z } from 'zod';
     export const plugin = definePlugin(z.strictObject({}), () => [defineDiagnostic({
       name: 'risky', summary: 'Runs what is written', risk: 'dangerous', targets: [],
       options: { sql: text({ description: 'What', redact: 'literals' }) },
       run: async () => [ok('Ran.')],
     })]);`,
  );
  bot = await startBot({
    config: JSON.stringify({
      diagnostics: {
        databases: { shop: { url: `sqlite:${join(folder, 'shop.db')}` } },
        plugins: { risky: { from: join(folder, 'risky.ts') } },
      },
      permissions: { 'diagnostics.data': 'everybody' },
    }),
  });
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true });
});

/** Everything that Muster has on disk, the write-ahead log too. */
const onDisk = (): string => {
  const kept = dirname(bot.databasePath);
  return readdirSync(kept, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(kept, name), 'latin1'))
    .join('\n');
};

test('a form with SQL that is refused is opened again with its values, which are on no disk', async () => {
  const ben = bot.as('ben');
  const asked = await ben.command('#general', 'diag explain', { database: 'shop', analyze: true });
  await asked.final();
  const sql = `SELECT * FROM people WHERE mail = 'cleo4711@example.com'`;
  const refused = (await (await ben.submit(asked, { sql })).final()).message;
  expect(JSON.stringify(refused)).toContain('You may not do this');
  const opened = await (await ben.press(refused?.id ?? '', 'Try again')).final();
  expect(JSON.stringify(opened)).toContain('cleo4711@example.com');
  await bot.settled();
  expect(onDisk()).toContain('diagnostic');
  expect(onDisk()).not.toContain('cleo4711');
});

test('nor are those of a dangerous diagnostic that waits for its confirmation', async () => {
  const ada = bot.as('ada');
  const asked = await ada.command('#general', 'diag risky', { sql: `DELETE FROM people WHERE mail = 'dora4711'` });
  await asked.final();
  expect(onDisk()).not.toContain('dora4711');
  const ran = await ada.press(asked.message?.id ?? '', 'Run it');
  await ran.final();
  expect(JSON.stringify(ada.see('#general'))).toContain('Ran.');
  await bot.settled();
  expect(onDisk()).not.toContain('dora4711');
});

test('who runs again what is dangerous and somebody else typed does not see its values', async () => {
  const ada = bot.as('ada');
  const asked = await ada.command('#general', 'diag risky', { sql: `DELETE FROM people WHERE mail = 'emil4711'` });
  expect(JSON.stringify((await asked.final()).message)).toContain('emil4711');
  await (await ada.press(asked.message?.id ?? '', 'Run it')).final();
  const result = ada
    .see('#general')
    .findLast(({ content, embeds }) => JSON.stringify([content, embeds]).includes('Ran.'));
  const shownTo = async (name: string): Promise<string> =>
    JSON.stringify((await (await bot.as(name).press(result?.id ?? '', 'Run again and compare')).final()).message);
  expect(await shownTo('ada')).toContain('emil4711');
  const other = await shownTo('ben');
  expect(other).toContain('DELETE FROM people WHERE mail = ?');
  expect(other).not.toContain('emil4711');
});
