import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findingsToMessage } from '../../src/diagnostics/findings/findings-to-message.ts';
import { MARIADB_PROGRAMS, startMariaDb } from '../counterparts/mariadb.ts';
import { POSTGRES_PROGRAMS, startPostgres } from '../counterparts/postgres.ts';
import { describeWith } from '../counterparts/installed.ts';
import { builtIn, rowsOf, verdictIn, verdictsIn } from './run-built-in.ts';

const TABLE = `CREATE TABLE people (id int, name varchar(50), country varchar(2), mail varchar(50), since date)`;
const ROWS = `INSERT INTO people VALUES (1, 'Ann', 'DE', 'ann@example.com', '2026-01-01'), (2, 'Bob; DROP TABLE people', 'DE', '=HYPERLINK("x")', '2026-02-01'), (3, 'Cem', 'TR', NULL, '2026-03-01')`;
const queries = {
  people: {
    summary: 'People of a country',
    database: 'shop',
    sql: 'SELECT id, name, mail, since FROM people WHERE country = :country AND since >= :since ORDER BY id',
    parameters: {
      country: { values: ['DE', 'TR'], description: 'two letters' },
      since: { type: 'date', default: '2026-01-01' },
    },
    mask: ['mail'],
  },
  named: {
    summary: 'By name',
    database: 'shop',
    sql: `SELECT id FROM people WHERE name = :name AND ':name' <> ''`,
    parameters: { name: {} },
  },
  few: { summary: 'Two at most', database: 'shop', sql: 'SELECT id FROM people ORDER BY id', rows: 2 },
  long: {
    summary: 'Long values',
    database: 'shop',
    sql: `SELECT a.id, REPLACE(REPLACE(REPLACE('xxxxxxxxxx', 'x', 'yyyyyyyyyy'), 'y', 'zzzzzzzzzz'), 'z', 'vvvvvvvvvvvvvvvvvvvv') AS t FROM people a, people b, people c, people d, people e`,
  },
  signs: {
    summary: 'Signs',
    database: 'shop',
    sql: `SELECT '-12.50' AS a, '-1-1' AS b, '+49 30 1234' AS c, '=A1' AS d`,
  },
  last: { summary: 'The last first', database: 'shop', sql: 'SELECT name, id FROM people ORDER BY id DESC', rows: 2 },
  limited: {
    summary: 'A LIMIT of its own',
    database: 'shop',
    sql: 'SELECT id FROM people ORDER BY id DESC LIMIT 3',
    rows: 2,
  },
  united: {
    summary: 'Two at once',
    database: 'shop',
    sql: 'SELECT id FROM people UNION ALL SELECT id + 10 FROM people ORDER BY id DESC;',
    rows: 2,
  },
  pairs: {
    summary: 'Two columns of one name',
    database: 'shop',
    sql: 'SELECT a.id, b.id FROM people a JOIN people b ON b.id = a.id + 1 ORDER BY a.id DESC',
  },
  secrets: { summary: 'Named like secrets', database: 'shop', sql: `SELECT id, name AS db_password FROM people` },
  wicked: { summary: 'Writes', database: 'shop', sql: 'DELETE FROM people' },
};

/** The same on every engine. */
async function behaves(url: string): Promise<void> {
  const query = await builtIn('query', { databases: { shop: { url } }, queries });
  const findings = await query.findings({ name: 'people', with: 'country=DE' });
  expect(rowsOf(findings, 'rows').map((row) => row.slice(0, 3))).toEqual([
    ['1', 'Ann', '[masked]'],
    ['2', 'Bob; DROP TABLE people', '[masked]'],
  ]);
  const csv = findings.find((finding) => finding.type === 'file');
  expect(csv).toMatchObject({
    name: 'people.csv',
    text: expect.stringContaining('1,Ann,[masked],2026-01-01') as string,
  });
  // What a spreadsheet would calculate is no formula there, and a number stays one.
  expect((await query.findings({ name: 'signs' })).find(({ type }) => type === 'file')).toMatchObject({
    text: `a,b,c,d\r\n-12.50,'-1-1,'+49 30 1234,'=A1\r\n`,
  });
  expect(rowsOf(await query.findings({ name: 'named', with: 'name="Bob; DROP TABLE people"' }), 'rows')).toEqual([
    ['2'],
  ]);
  expect(rowsOf(await query.findings({ name: 'named', with: `name="' OR '1'='1"` }), 'rows')).toEqual([]);
  const few = await query.findings({ name: 'few' });
  const named = await query.findings({ name: 'named', with: 'name=Ann' });
  expect(named.find(({ id }) => id === 'count')).toMatchObject({ type: 'text', text: '1 row.' });
  expect((await findingsToMessage(named, { name: 'query' })).tone).toBe('neutral');
  expect(rowsOf(few, 'rows')).toEqual([['1'], ['2']]);
  expect(verdictIn(few).reason).toContain('2 rows, and there are more');

  // In the order that the statement says, which is not that of the table, however many are fetched.
  for (const [name, rows] of [
    [
      'last',
      [
        ['Cem', '3'],
        ['Bob; DROP TABLE people', '2'],
      ],
    ],
    ['limited', [['3'], ['2']]],
    ['united', [['13'], ['12']]],
  ] as const) {
    const found = await query.findings({ name });
    expect(rowsOf(found, 'rows')).toEqual(rows);
    expect(verdictIn(found).reason).toContain('2 rows, and there are more');
  }
  expect(rowsOf(await query.findings({ name: 'pairs' }), 'rows')).toEqual([
    ['2', '3'],
    ['1', '2'],
  ]);
  // The connection is used again, without the bound of the query before.
  expect(rowsOf(await query.findings({ name: 'long' }), 'rows')).toHaveLength(200);

  const secrets = JSON.stringify(await query.findings({ name: 'secrets' }));
  expect(secrets).toContain('1,[masked]');
  expect(secrets).not.toContain('Ann');

  const long = await query.findings({ name: 'long' });
  expect(rowsOf(long, 'rows')).toHaveLength(200);
  expect(rowsOf(long, 'rows')[0]?.[1]).toMatch(/^v{300}… \(20,000 characters\)$/);
  expect(verdictsIn(long).join()).toMatch(/The attached file ends 1\d\d rows early/);
  const wide = long.find((finding) => finding.type === 'file');
  expect(wide?.text.split('\r\n').at(-2)).toHaveLength(20_002);

  for (const [given, sentence] of [
    [{ name: 'people' }, 'country is missing'],
    [{ name: 'people', with: 'country=FR' }, 'not one of DE, TR'],
    [{ name: 'people', with: 'country=DE since=yesterday' }, 'not a date'],
    [{ name: 'people', with: 'country=DE stranger=1' }, 'no parameter stranger'],
    [{ name: 'people', with: 'DE' }, 'is no parameter'],
    [{ name: 'wicked' }, 'changes data'],
    [{ name: 'unknown' }, 'no query "unknown"'],
  ] as const)
    expect(await query.run(given)).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining(sentence) as string,
    });
  expect(await query.suggest('name', 'peo')).toEqual(['people']);
  expect(await query.suggest('with', '', { name: 'people' })).toEqual(['country=DE', 'country=TR', 'since=2026-01-01']);
  expect(await query.suggest('with', 'country=TR ', { name: 'people' })).toEqual(['country=TR since=2026-01-01']);
  expect(rowsOf(await query.findings({ name: 'few' }), 'rows')).toHaveLength(2);
  await query.close();
}

test('/diag query on SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-query-'));
  const database = new Database(join(folder, 'shop.db'));
  database.exec(`${TABLE}; ${ROWS};`);
  database.close();
  await behaves(`sqlite:${join(folder, 'shop.db')}`);
  rmSync(folder, { recursive: true });
});

test('SQLite has no statement timeout, and a query without end is stopped all the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-query-'));
  new Database(join(folder, 'shop.db')).exec(TABLE).close();
  const endless = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) AS n FROM c';
  const query = await builtIn('query', {
    databases: { shop: { url: `sqlite:${join(folder, 'shop.db')}`, timeoutMs: 1000 } },
    queries: {
      endless: { summary: 'Endless', database: 'shop', sql: endless },
      huge: { summary: 'Huge', database: 'shop', sql: 'SELECT zeroblob(100000000) AS z' },
    },
  });
  expect(await query.run({ name: 'endless' })).toMatchObject({ outcome: 'refused', code: 'sql/timeout' });
  expect(await query.run({ name: 'huge' })).toMatchObject({ outcome: 'refused' });
  await query.close();
  rmSync(folder, { recursive: true });
});

describeWith(POSTGRES_PROGRAMS, '/diag query on PostgreSQL', () => {
  beforeAll(() => {
    vi.stubEnv('TZ', 'Europe/Berlin'); // where a date's midnight is the evening before in UTC
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
  test('behaves', async () => {
    const server = await startPostgres();
    await server.query(TABLE);
    await server.query(ROWS);
    await behaves(server.url);
    const query = await builtIn('query', {
      databases: { shop: { url: server.url } },
      queries: {
        odd: { summary: 'Odd', database: 'shop', sql: `SELECT 'NaN'::float8 AS a, 'infinity'::float8 AS b` },
        times: {
          summary: 'Times',
          database: 'shop',
          sql: `SELECT date '2026-01-01' AS a, timestamp '2026-01-01 00:30' AS b, timestamptz '2026-01-01 00:30+00' AT TIME ZONE 'UTC' AS c, interval '1 hour 5 seconds' AS d, ARRAY[date '2026-01-01'] AS e`,
        },
        sliced: {
          summary: 'Colons that are none of ours',
          database: 'shop',
          sql: `SELECT (ARRAY[1,2,3])[1:n] AS a, $$:n$$ AS b, E'\\':n' AS c, :n AS d FROM (SELECT 2 AS n) t`,
          parameters: { n: { type: 'integer' } },
        },
      },
    });
    expect(rowsOf(await query.findings({ name: 'times' }), 'rows')).toEqual([
      ['2026-01-01', '2026-01-01 00:30:00', '2026-01-01 00:30:00', '01:00:05', '{2026-01-01}'],
    ]);
    expect(rowsOf(await query.findings({ name: 'sliced', with: 'n=7' }), 'rows')).toEqual([
      ['[1,2]', ':n', "':n", '7'],
    ]);
    expect(rowsOf(await query.findings({ name: 'odd' }), 'rows')).toEqual([['NaN', 'Infinity']]);
    await query.close();
    await server.stop();
  });
});

describeWith(MARIADB_PROGRAMS, '/diag query on MariaDB', () => {
  test('behaves', async () => {
    const server = await startMariaDb();
    await server.query(`USE test; ${TABLE}; ${ROWS}`);
    await behaves(server.url);
    await server.stop();
  }, 90_000); // its first start takes long on a busy machine
});

test('a mask that fits no column shows nothing, and one fits whatever its case', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-query-'));
  new Database(join(folder, 'shop.db')).exec(`${TABLE}; ${ROWS};`).close();
  const masked = (mask: string) => ({
    summary: mask,
    database: 'shop',
    sql: `SELECT id, mail AS "E-Mail" FROM people ORDER BY id`,
    mask: [mask],
  });
  const query = await builtIn('query', {
    databases: { shop: { url: `sqlite:${join(folder, 'shop.db')}` } },
    queries: { fits: masked('e-mail'), misses: masked('mail') },
  });
  expect(rowsOf(await query.findings({ name: 'fits' }), 'rows')[0]).toEqual(['1', '[masked]']);
  const missed = await query.run({ name: 'misses' });
  expect(missed).toMatchObject({ outcome: 'refused', code: 'query/mask' });
  expect(JSON.stringify(missed)).not.toContain('ann@example.com');
  await query.close();
  rmSync(folder, { recursive: true });
});

test('a choice with blanks is offered as it can be given', async () => {
  const query = await builtIn('query', {
    databases: { shop: { url: 'sqlite:none.db' } },
    queries: {
      towns: {
        summary: 'Towns',
        database: 'shop',
        sql: 'SELECT :city, :day',
        parameters: { city: { values: ['New York', 'a "b"', 'Rome'] }, day: { values: [1] } },
      },
    },
  });
  const offered = ['city="New York"', String.raw`city="a \"b\""`, 'city=Rome', 'day=1'];
  for (const city of offered.slice(0, 3))
    expect(await query.run({ name: 'towns', with: `${city} day=1` })).toMatchObject({ code: 'sql/connect' });
  expect(await query.suggest('with', '', { name: 'towns' })).toEqual(offered);
  expect(await query.suggest('with', 'city="New Y', { name: 'towns' })).toEqual(offered.slice(0, 1));
  expect(await query.suggest('with', 'city="New York" ', { name: 'towns' })).toEqual(['city="New York" day=1']);
  await query.close();
});

test('a query that uses a parameter it does not declare is a fault of the configuration', async () => {
  await expect(
    builtIn('query', { databases: {}, queries: { x: { summary: 'x', database: 'none', sql: 'SELECT :y' } } }),
  ).rejects.toThrow(/is no database of muster.yaml.*uses :y/);
});
