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
  database.exec(`CREATE TABLE people (country TEXT, name TEXT); INSERT INTO people VALUES ('DE', 'Ada'), ('TR', 'Bo')`);
  database.close();
  bot = await startBot({
    config: JSON.stringify({
      diagnostics: {
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
