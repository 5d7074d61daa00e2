import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { parseConfig, readSettings } from '../../src/config.ts';
import { startSandbox } from '../../src/sandbox/start.ts';
import { serve } from '../../src/serve.ts';
import { type Bot, startBot } from '../../src/testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-shop-'));
let bot: Bot;

beforeAll(async () => {
  const database = new Database(join(folder, 'shop.db'));
  database.exec(
    `CREATE TABLE people (country TEXT, name TEXT); INSERT INTO people VALUES ('DE', 'Ada'), ('TR', 'Bo ' || char(96, 96, 96) || ' @everyone')`,
  );
  database.close();
  bot = await startBot({
    config: JSON.stringify({
      diagnostics: {
        plugins: { broken: { from: 'no-such-package' } },
        databases: { shop: { url: `sqlite:${join(folder, 'shop.db')}` } },
        queries: {
          people: {
            summary: 'People of a country',
            database: 'shop',
            sql: 'SELECT name FROM people WHERE country = :country',
            parameters: { country: { values: ['DE', 'TR'] } },
          },
          many: {
            summary: 'Many of them',
            database: 'shop',
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT i, 'token=hunter2hunter2' AS said FROM n",
          },
          all: { summary: 'Everybody', database: 'shop', sql: 'SELECT name FROM people' },
        },
      },
      permissions: { 'diagnostics.data': 'everybody' },
    }),
  });
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true });
});

test('what is suggested for an option follows from the options filled in before it', async () => {
  const ada = bot.as('ada');
  const suggested = async (name: string) => {
    const exchange = await ada.autocomplete('#general', 'diag query', { name, with: '' }, 'with');
    return exchange.choices?.map(({ value }) => value);
  };
  expect(await suggested('people')).toEqual(['country=DE', 'country=TR']);
  expect(await suggested('all')).toEqual([]);
});

test('what a diagnostic found stands in the postmortem as its evidence, and cannot leave its fence', async () => {
  const ada = bot.as('ada');
  await (await ada.command('#general', 'incident declare', { title: 'Names', severity: 'SEV-3' })).final();
  const channel = await ada.waitFor(() => ada.channels().find(({ name }) => name?.startsWith('inc-1') === true));
  // Until the channel is on record, a run in it is the organisation's.
  await ada.waitFor(() => ada.see(channel.id).some(({ pinned }) => pinned) || undefined);
  await (await ada.command(channel.id, 'diag query', { name: 'all' })).final();
  const exported = await ada.command(channel.id, 'incident export', { format: 'md' });
  await exported.final();
  const [file] = exported.message?.attachments ?? [];
  const markdown = await (await fetch(file?.url ?? '')).text();
  expect(markdown).toContain('  ````\n');
  expect(markdown).toMatch(/ {2}name\n {2}-+\n {2}Ada\n {2}Bo ``` @\u200beveryone\n/);
});

test('the whole of what was found, and its files, are kept as evidence and can be taken out of the page', async () => {
  const ada = bot.as('ada');
  const channel = ada.channels().find(({ name }) => name?.startsWith('inc-1') === true);
  if (!channel) throw new Error('no channel');
  await (await ada.command(channel.id, 'diag query', { name: 'many' })).final();
  const exported = async (format: string): Promise<string> => {
    const asked = await ada.command(channel.id, 'incident export', { format });
    await asked.final();
    return (await fetch(asked.message?.attachments[0]?.url ?? '')).text();
  };
  const html = await exported('html');
  const fileOf = (name: string): string => {
    const [, base64 = ''] =
      new RegExp(`href="data:text/plain;charset=utf-8;base64,([^"]+)" download="${name}"`).exec(html) ?? [];
    return Buffer.from(base64, 'base64').toString();
  };
  // Of the 200 rows the chat and the timeline show the first; the files have all, without the secrets.
  for (const name of ['many.csv', 'query.txt']) {
    expect(
      fileOf(name)
        .split(/\r?\n/)
        .filter((line) => /^\s*\d+[, ](?!rows)/.test(line)),
    ).toHaveLength(200);
    expect(fileOf(name)).not.toContain('hunter2');
  }
  expect(await exported('md')).toMatch(
    /_File many\.csv, [\d.]+ kB: on the incident’s page and in the HTML and JSON exports_/,
  );
  expect(await exported('json')).toContain('"many.csv"');
});

test('a plugin that could not be loaded is said to be in /muster status', async () => {
  const asked = await bot.as('ada').command('#general', 'muster status');
  await asked.final();
  expect(JSON.stringify([asked.message, asked.followUps])).toContain('The plugin broken could not be loaded');
});

test('the commands of a plugin that was not waited for reach Discord’s list, and are carried out', async () => {
  const sandbox = await startSandbox({ clock: systemClock });
  const configOf = (plugins: object) => {
    const config = parseConfig(JSON.stringify({ diagnostics: { plugins } }), {});
    if (!config.ok) throw new Error('no configuration');
    return config.value;
  };
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: 'sqlite::memory:' }));
  const options = { settings, config: configOf({}), clock: systemClock, log: silentLog, pluginsMayArrive: true };
  const app = expectOk(await openApp(options));
  const serving = serve(app, { token: sandbox.token, apiUrl: sandbox.restBase, guildId: sandbox.guildId });
  await serving.ready;
  // It takes longer than a reload does, which ends without it.
  await serving.reload(configOf({ late: { from: join(import.meta.dirname, 'plugins/slow-to-load.ts') } }));
  const listed = async (): Promise<string> => {
    const path = `/v10/applications/${sandbox.applicationId}/guilds/${sandbox.guildId}/commands`;
    const list = await fetch(sandbox.restBase + path, { headers: { authorization: `Bot ${sandbox.token}` } });
    return list.text();
  };
  await expect.poll(listed).toContain('"slow-to-load"');
  const asked = await sandbox.as('ada').command('#general', 'diag slow-to-load', { word: 'one' });
  await asked.final();
  expect(JSON.stringify(asked.message)).toContain('Here.');
  await serving.stop();
  await app.close();
  await sandbox.close();
});
