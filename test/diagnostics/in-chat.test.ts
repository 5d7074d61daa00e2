import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('a plugin that could not be loaded is said to be in /muster status', async () => {
  const asked = await bot.as('ada').command('#general', 'muster status');
  await asked.final();
  expect(JSON.stringify([asked.message, asked.followUps])).toContain('The plugin broken could not be loaded');
});
