import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findingsToText } from '../../../src/diagnostics/findings/findings-to-text.ts';
import { builtIn, type BuiltIn, verdictsIn } from '../run-built-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-sqlite-'));
const file = join(folder, 'shop.db');
let explain: BuiltIn;
beforeAll(async () => {
  const database = new Database(file);
  database.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INT, code TEXT); CREATE INDEX by_code ON orders (code);
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) INSERT INTO orders SELECT x, x % 100, 'C' || x FROM n;
    CREATE TABLE "Order" (id INTEGER PRIMARY KEY, "Group" INT); INSERT INTO "Order" SELECT id, id FROM orders;
    CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS n FROM n;
    CREATE TABLE "order items" (id INTEGER PRIMARY KEY, "unit price" INT, "say ""hi""" TEXT); INSERT INTO "order items" SELECT id, id % 100, code FROM orders;
    CREATE INDEX "by price" ON "order items" ("unit price"); CREATE VIEW recent AS SELECT customer_id AS who FROM orders;
    CREATE TABLE victim (n INT); INSERT INTO victim VALUES (1); ANALYZE;`);
  database.close();
  const notes = new Database(join(folder, 'notes.db'));
  notes.exec(`CREATE VIRTUAL TABLE notes USING fts5(text); CREATE VIRTUAL TABLE places USING rtree(id, west, east);
    CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT, note INT);
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) INSERT INTO authors SELECT x, 'A' || x, x FROM n; ANALYZE`);
  notes.unsafeMode().pragma('writable_schema = ON'); // a table of an extension that is not here
  notes.exec(
    `INSERT INTO sqlite_schema VALUES ('table', 'far', 'far', 0, 'CREATE VIRTUAL TABLE far USING of_an_extension()')`,
  );
  notes.close();
  explain = await builtIn('explain', {
    databases: {
      notes: { url: `sqlite:${folder}/notes.db` },
      shop: { url: `sqlite:${file}` },
      odd: { url: `sqlite:${folder}/odd.db` },
      patient: { url: `sqlite:${file}`, timeoutMs: 30_000 },
      impatient: { url: `sqlite:${file}`, timeoutMs: 300 },
      gone: { url: `sqlite:${folder}/gone.db` },
    },
  });
});
afterAll(async () => {
  await explain.close();
  rmSync(folder, { recursive: true });
});
const on = (sql: string, more: object = {}) => ({ database: 'shop', sql, ...more });

test('a full scan is found, and the index that would help', async () => {
  const findings = await explain.findings(on('SELECT * FROM orders WHERE customer_id = 5'));
  expect(verdictsIn(findings)[0]).toMatch(/^warn: Every one of about 5,000 rows of orders is read/);
  expect(JSON.stringify(findings)).toContain(
    String.raw`CREATE INDEX \"orders_customer_id\" ON \"orders\" (\"customer_id\")`,
  );
  expect(verdictsIn(await explain.findings(on(`SELECT * FROM orders WHERE code = 'C5'`)))).toEqual([
    'ok: Nothing stands out: the plan uses what indexes there are.',
  ]);
});

test.each([
  [`SELECT * FROM "order items" WHERE "say ""hi""" = 'C5'`, 'order items'],
  [`SELECT * FROM "order items" AS "my ""own""" WHERE "my ""own"""."say ""hi""" = 'C5'`, 'order items'],
  [`SELECT * FROM main."order items" o WHERE o."say ""hi""" = 'C5'`, 'main.order items'],
])('%s: names with blanks and quotes are read as they are', async (sql, table) => {
  const findings = await explain.findings(on(sql));
  expect(verdictsIn(findings)).toEqual([
    `warn: Every one of about 5,000 rows of ${table} is read.`,
    expect.stringMatching(/^ok: Proven with the index .*: SEARCH .* USING INDEX order items_say "hi" \(/),
  ]);
  expect(findingsToText(findings)).toContain('ON "order items" ("say ""hi""")');
});

test('an index whose name has blanks is one, and a full scan behind a view is found', async () => {
  const served = await explain.findings(on('SELECT * FROM "order items" WHERE "unit price" = 5'));
  expect(verdictsIn(served)).toEqual(['ok: Nothing stands out: the plan uses what indexes there are.']);
  expect(findingsToText(served)).toContain('Search on order items using by price\n');
  expect(verdictsIn(await explain.findings(on('SELECT * FROM recent WHERE who = 5')))[0]).toBe(
    'warn: Every one of about 5,000 rows of orders is read.',
  );
});

test('a view is explained without being run', async () => {
  // It never ends.
  const said = verdictsIn(await explain.findings(on('SELECT n FROM endless LIMIT 1')));
  expect(said).toEqual(['ok: Nothing stands out: the plan uses what indexes there are.']);
});

test('a file that somebody holds alone is waited for, and meanwhile others are answered', async () => {
  const holder = new Database(file);
  holder.exec('BEGIN EXCLUSIVE');
  const patient = Array.from({ length: 3 }, () =>
    explain.findings({ database: 'patient', sql: 'SELECT * FROM orders WHERE id = 5' }),
  );
  expect(await explain.run({ database: 'impatient', sql: 'SELECT 1 FROM orders' })).toMatchObject({
    code: 'sql/connect',
    message: expect.stringContaining('database is locked') as string,
  });
  expect((await explain.run({ database: 'notes', sql: 'SELECT 1 FROM notes' })).outcome).toBe('done');
  holder.exec('ROLLBACK');
  holder.close();
  for (const findings of await Promise.all(patient)) expect(verdictsIn(findings)).toHaveLength(1);
});

test('names that are reserved words are quoted in the index that would help', async () => {
  for (const sql of ['SELECT * FROM "Order" WHERE "Group" = 5', 'SELECT * FROM main.`order` o WHERE o.`group` = 5']) {
    const said = verdictsIn(await explain.findings(on(sql)));
    expect(said[0]).toMatch(/^warn: Every one of about 5,000 rows of (main\.o|O)rder is read/);
    expect(said[1]).toMatch(/^ok: Proven with the index/);
  }
});

test('the index is proven in an empty copy, and the file is as it was', async () => {
  const before = readFileSync(file);
  const proven = await explain.findings(on('SELECT * FROM orders WHERE customer_id = 5'));
  expect(findingsToText(proven).match(/CREATE INDEX/g)).toHaveLength(1);
  expect(verdictsIn(proven)[1]).toBe(
    'ok: Proven with the index in an empty copy of the tables, with their statistics: SQLite would use it: SEARCH orders USING INDEX orders_customer_id (customer_id=?).',
  );
  expect(verdictsIn(await explain.findings(on('SELECT * FROM orders')))).toEqual([
    'ok: Nothing stands out: the plan uses what indexes there are.',
  ]);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each([
  ['EXPLAIN SELECT 1', /Leave EXPLAIN out/],
  ['SELECT 1; DELETE FROM victim', /statements|parsed/],
  ['ATTACH DATABASE "/tmp/x" AS x', /only SELECT|parsed/],
  ['PRAGMA writable_schema = 1', /only SELECT|parsed/],
  ['SELECT load_extension("x")', /does more than read/],
  [`WITH gone AS (DELETE FROM victim RETURNING n) SELECT * FROM gone`, /WITH|parsed/],
])('%s is refused', async (sql, sentence) => {
  expect(await explain.run(on(sql))).toMatchObject({
    outcome: 'refused',
    message: expect.stringMatching(sentence) as string,
  });
  const database = new Database(file, { readonly: true });
  expect(database.prepare('SELECT count(*) FROM victim').pluck().get()).toBe(1);
  database.close();
});

test.each([
  'SELECT count(*) FILTER (WHERE customer_id > 5) FROM orders',
  'SELECT * FROM orders WHERE code IS NOT DISTINCT FROM 5 OR code IS DISTINCT FROM 6',
  'SELECT * FROM orders INDEXED BY by_code WHERE code = 5',
  'SELECT * FROM orders NOT INDEXED WHERE code = 5',
])('%s is explained, though the parser does not know it', async (sql) => {
  expect((await explain.run(on(sql))).outcome).toBe('done');
});

test('a search for words is explained', async () => {
  const sql = `SELECT * FROM notes WHERE notes MATCH 'a'`;
  expect((await explain.run({ database: 'notes', sql })).outcome).toBe('done');
});

test('an index is proven beside virtual tables, and in a statement that reads one', async () => {
  for (const sql of [
    `SELECT * FROM authors WHERE name = 'A5'`,
    `SELECT * FROM authors WHERE name = 'A5' AND note IN (SELECT rowid FROM notes WHERE notes MATCH 'a')`,
  ]) {
    expect(verdictsIn(await explain.findings({ database: 'notes', sql })).join('\n')).toContain(
      'Proven with the index',
    );
  }
});

test('where no copy can be made it is said that the index is not proven, and why', async () => {
  const odd = new Database(join(folder, 'odd.db'));
  odd.function('heat', { deterministic: true }, (x: unknown) => x);
  odd.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INT); CREATE INDEX by_heat ON orders (heat(id));
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) INSERT INTO orders SELECT x, x FROM n; ANALYZE`);
  odd.close();
  const findings = await explain.findings({ database: 'odd', sql: 'SELECT * FROM orders WHERE customer_id = 5' });
  expect(findingsToText(findings)).toContain(
    "Not proven: the file's tables could not be copied to try it (no such function: heat).",
  );
});

test('what a filter calls is looked at', async () => {
  expect(await explain.run(on(`SELECT count(*) FILTER (WHERE load_extension('x')) FROM orders`))).toMatchObject({
    code: 'sql/function',
  });
});

test('what SQLite cannot do is said', async () => {
  expect(await explain.run(on('SELECT 1', { analyze: true }))).toMatchObject({ code: 'sql/analyze' });
  expect(await explain.run({ database: 'shop', view: 'slow' })).toMatchObject({ code: 'sql/slow' });
  expect(await explain.run({ database: 'gone', sql: 'SELECT 1' })).toMatchObject({ code: 'sql/connect' });
});
