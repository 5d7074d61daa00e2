import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../counterparts/installed.ts';
import { MARIADB_PROGRAMS, type MariaDbServer, startMariaDb } from '../../counterparts/mariadb.ts';
import { findingsToText } from '../../../src/diagnostics/findings/findings-to-text.ts';
import { startBot } from '../bot.ts';
import { builtIn, type BuiltIn, rowsOf, verdictsIn } from '../run-built-in.ts';

const SCHEMA = `USE test;
  CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, code varchar(20) NOT NULL, created datetime NOT NULL, note text, KEY by_code (code));
  INSERT INTO orders SELECT seq, seq % 5000, CONCAT('C', seq), NOW() - INTERVAL seq MINUTE, REPEAT('x', 50) FROM seq_1_to_30000;
  CREATE TABLE \`order\` (id int PRIMARY KEY, \`Key\` int NOT NULL);
  INSERT INTO \`order\` SELECT seq, seq FROM seq_1_to_5000;
  CREATE DATABASE other; CREATE TABLE other.orders (id int PRIMARY KEY, shelf int NOT NULL);
  INSERT INTO other.orders SELECT seq, seq FROM seq_1_to_9000;
  CREATE TABLE events (id int NOT NULL, at date NOT NULL, \`Code\` VARCHAR(20), KEY (\`Code\`)) PARTITION BY RANGE (TO_DAYS(at))
    (PARTITION early VALUES LESS THAN (TO_DAYS('2026-02-01')), PARTITION late VALUES LESS THAN MAXVALUE);
  INSERT INTO events SELECT seq, '2026-01-01' + INTERVAL seq % 80 DAY, CONCAT('C', seq) FROM seq_1_to_30000;
  CREATE TABLE victim (n int); INSERT INTO victim VALUES (1);
  CREATE TABLE old_victim (n int) ENGINE=MyISAM; INSERT INTO old_victim VALUES (1);
  CREATE FUNCTION writes() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO victim VALUES (2); RETURN 1; END;
  CREATE FUNCTION lies() RETURNS int DETERMINISTIC READS SQL DATA BEGIN INSERT INTO victim VALUES (3); RETURN 1; END;
  CREATE VIEW locks AS SELECT GET_LOCK('muster', 0) AS l;
  CREATE DATABASE evil;
  CREATE FUNCTION evil.random() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO test.victim VALUES (4); RETURN 1; END;
  CREATE FUNCTION lies_old() RETURNS int DETERMINISTIC READS SQL DATA BEGIN INSERT INTO old_victim VALUES (3); RETURN 1; END;
  ANALYZE TABLE orders, \`order\`, other.orders, events;`;

describeWith(MARIADB_PROGRAMS, '/diag explain on MariaDB', () => {
  let server: MariaDbServer;
  let explain: BuiltIn;
  const on = (sql: string, more: object = {}) => ({ database: 'shop', sql, ...more });
  beforeAll(async () => {
    server = await startMariaDb([
      '--slow-query-log=1',
      '--log-output=TABLE',
      '--long-query-time=0',
      '--secure-file-priv=',
    ]);
    await server.query(SCHEMA);
    explain = await builtIn('explain', { databases: { shop: { url: server.url, timeoutMs: 2000 } } });
  });
  afterAll(async () => {
    await explain.close();
    await server.stop();
  });

  test('a full scan is found, and the index that would help', async () => {
    const findings = await explain.findings(on('SELECT * FROM orders WHERE customer_id = 4711'));
    expect(verdictsIn(findings)[0]).toMatch(/^warn: Every one of about [\d,]+ rows of orders is read with the filter/);
    expect(JSON.stringify(findings)).toContain(
      'CREATE INDEX `orders_customer_id` ON `orders` (`customer_id`)\\nNot proven: this server',
    );
    expect(JSON.stringify(findings)).not.toContain('4711');
  });

  test.each([
    ['SELECT * FROM orders WHERE code = 5', /compared with a number.*implicit cast/],
    [`SELECT * FROM orders WHERE DATE(created) = '2026-01-01'`, /stands inside of date\(\)/],
    [`SELECT * FROM orders WHERE code LIKE '%7'`, /begins with %/],
    ['SELECT * FROM orders WHERE id = 5', /^ok: Nothing stands out/],
    ['SELECT * FROM orders FORCE INDEX (by_code) WHERE code = "C5"', /^ok: Nothing stands out/],
    ['SELECT * FROM orders USE INDEX FOR ORDER BY (by_code) WHERE id = 5 ORDER BY code', /^ok: Nothing stands out/],
    ['SELECT * FROM orders o JOIN victim v ON v.n = o.id ORDER BY o.note', /^ok: Nothing stands out/],
  ])('%s: said in plain words', async (sql, sentence) => {
    expect(verdictsIn(await explain.findings(on(sql))).join('\n')).toMatch(sentence);
  });

  test.each([
    ['SELECT * FROM `order` WHERE `Key` = 5', 'order'],
    ['SELECT * FROM other.orders o WHERE o.shelf = 5', 'other.orders'],
  ])('the index that %s is advised can be built as it is printed', async (sql, table) => {
    const findings = await explain.findings(on(sql));
    expect(verdictsIn(findings)[0]).toMatch(new RegExp(`rows of ${table} is read with the filter`));
    const printed = /CREATE INDEX [^\n]*/.exec(findingsToText(findings))?.[0] ?? '';
    await server.query(`USE test; ${printed}`);
    expect(verdictsIn(await explain.findings(on(sql)))).toEqual([expect.stringMatching(/^ok: Nothing stands out/)]);
  });

  test('of a table in partitions those count that are read, and are named', async () => {
    const findings = await explain.findings(on(`SELECT * FROM events WHERE id = 5 AND at < '2026-01-20'`));
    // Some 11,700 of 30,000, as the server estimates it.
    expect(verdictsIn(findings)[0]).toMatch(/^warn: Every one of about 1\d,\d{3} rows of events is read/);
    expect(findingsToText(findings)).toContain('partitions: early\n');
  });

  test('where every value is converted first, whatever the case of the column, no index is advised', async () => {
    const findings = await explain.findings(on('SELECT * FROM events WHERE CODE = 5'));
    expect(verdictsIn(findings)[0]).toMatch(/^bad: events\.code is text .*implicit cast/);
    expect(findingsToText(findings)).not.toContain('CREATE INDEX');
  });

  test('measured, it shows estimated and actual rows', async () => {
    const findings = await explain.findings(on('SELECT * FROM orders WHERE customer_id = 4711', { analyze: true }));
    expect(JSON.stringify(findings.find(({ id }) => id === 'plan'))).toMatch(/rows [\d,]+ estimated, [\d,]+ actual/);
    // What it reads and what it keeps are two things: of 30,000 rows it keeps six.
    expect(verdictsIn(findings)[0]).toMatch(/rows of orders is read with the filter .*, to keep about 6\.$/);
    const first = await explain.findings(on('SELECT * FROM orders LIMIT 3', { analyze: true }));
    expect(verdictsIn(first).join('\n')).not.toContain('off by');
  });

  test('of a sort that did not fit into memory it says the merge passes, which are no kilobytes', async () => {
    await server.query('SET GLOBAL sort_buffer_size = 32768');
    const small = await builtIn('explain', { databases: { shop: { url: server.url } } });
    const findings = await small.findings(on('SELECT * FROM orders ORDER BY note, code', { analyze: true }));
    expect(verdictsIn(findings).join('\n')).toMatch(
      /did not fit into memory and used the disk \([\d,]+ merge pass(es)?\)\./,
    );
    await small.close();
    await server.query('SET GLOBAL sort_buffer_size = DEFAULT');
  });

  test('a lock that a view takes does not outlive the run', async () => {
    await explain.findings(on('SELECT * FROM locks', { analyze: true }));
    expect(await server.query(`SELECT IS_USED_LOCK('muster') AS used`)).toEqual([{ used: null }]);
  });

  describe('nothing that writes gets through', () => {
    test.each<[string, string, RegExp]>([
      ['EXPLAIN ANALYZE smuggled into the text', 'EXPLAIN ANALYZE SELECT 1', /Leave EXPLAIN out/],
      ['ANALYZE smuggled in front', 'ANALYZE DELETE FROM victim', /Leave EXPLAIN out/],
      ['… behind a comment', '/* x */ ANALYZE DELETE FROM victim', /Leave EXPLAIN out/],
      ['a second statement', 'SELECT 1; DELETE FROM victim', /2 statements/],
      ['code in a comment', 'SELECT 1 /*! INTO OUTFILE "/tmp/x" */', /comment/],
      ['MariaDB’s code in a comment', 'SELECT 1 /*M! FOR UPDATE */', /comment/],
      ['sleep behind what only a parser takes for a comment', 'SELECT 1 --1 + sleep(1)', /two minus signs/],
      ['… and a file', `SELECT 1 --1 INTO OUTFILE '/tmp/muster-stolen'`, /two minus signs/],
      ['a name in backticks that hides it', 'SELECT `n--\n` --1 + sleep(1) FROM victim', /two minus signs/],
      ['a string that ends elsewhere', `SELECT 'a\\'' --1 + sleep(1) -- '`, /two minus signs/],
      [
        'a blank that is none to the server',
        'SELECT 1 --\u00a0 + sleep(1)\nFROM (SELECT 1 AS `\u00a0`) t',
        /two minus signs/,
      ],
      ['a comment in a comment', 'SELECT 1 /* /* */ + sleep(1) -- */', /does more than read/],
      ['a function that writes', 'SELECT writes()', /writes\(\), a function that may write/],
      ['one of another database', 'SELECT evil.random()', /random\(\), a function that may write/],
      ['a function that lies about writing', 'SELECT lies() FROM orders WHERE id = lies()', /read-only transaction/],
      ['a file', `SELECT 1 INTO OUTFILE '/tmp/muster-stolen'`, /INTO/],
      ['a variable', 'SELECT n INTO @x FROM victim', /INTO|parsed/],
      ['an assignment', 'SELECT @x := n FROM victim', /variable|parsed/],
      ['row locks', 'SELECT * FROM victim FOR UPDATE', /locks/],
      [
        'sleep behind a string that only a parser takes for ended',
        `SELECT 1 AS 'a\\', ' , sleep(1) , ' -- '\n`,
        /does more than read/,
      ],
      ['… in double quotes', `SELECT 1 AS "a\\", " , sleep(1) , " -- "\n`, /does more than read/],
      ['… with a character set', `SELECT _utf8'a\\', ' , sleep(1) , ' -- '\n`, /does more than read/],
      ['… in two pieces', `SELECT 'a' 'b\\', ' , sleep(1) , ' -- '\n`, /does more than read/],
      ['a hint that lifts the time limit', 'SELECT /*+ MAX_EXECUTION_TIME(0) */ 1', /hint/],
      ['sleeping', 'SELECT sleep(1)', /does more than read/],
      ['waiting for another server', `SELECT master_gtid_wait('0-1-100', 1)`, /does more than read/],
      ['what the connection remembers', 'SELECT last_insert_id(7)', /does more than read/],
      ['locks by name', `SELECT get_lock('x', 1)`, /does more than read/],
      ['reading a file', `SELECT load_file('/etc/passwd')`, /does more than read/],
      ['CALL', 'CALL something()', /only SELECT|parsed/],
      ['SET', 'SET max_statement_time = 0', /only SELECT|parsed/],
      ['DROP', 'DROP TABLE victim', /only SELECT|parsed/],
      ['TRUNCATE', 'TRUNCATE victim', /only SELECT|parsed/],
    ])('%s', async (_, sql, sentence) => {
      for (const analyze of [false, true]) {
        // MariaDB evaluates a constant function while it makes a plan, so even EXPLAIN alone meets the transaction.
        const outcome = await explain.run(on(sql, { analyze }));
        if (outcome.outcome === 'done' && !analyze && /lies/.test(sql)) continue;
        expect(outcome).toMatchObject({ outcome: 'refused', message: expect.stringMatching(sentence) as string });
      }
      expect(await server.query('SELECT n FROM test.victim')).toEqual([{ n: 1 }]);
    });

    test.each([`'a\\', '`, `"a\\", "`])('a file behind %s, which only a parser takes for ended', async (alias) => {
      const file = join(tmpdir(), `muster-stolen-${process.pid}-${randomUUID()}`);
      const inner = alias.startsWith('"') ? "'" : '"';
      const outer = alias.slice(0, 1);
      const sql = `SELECT 1 AS ${alias} INTO OUTFILE ${inner}${file}${inner} LINES TERMINATED BY ${outer} -- ${outer}\n`;
      expect(await explain.run(on(sql, { analyze: true }))).toMatchObject({ outcome: 'refused' });
      expect(existsSync(file)).toBe(false);
      await server.query(sql);
      expect(existsSync(file)).toBe(true); // where it is not refused it writes
      rmSync(file);
    });

    test.each([
      'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES',
      'ORACLE,NO_BACKSLASH_ESCAPES', // brings others along, ANSI_QUOTES among them
      'MSSQL,DB2,MAXDB,POSTGRESQL,NO_BACKSLASH_ESCAPES',
    ])('a server that reads quotes otherwise (%s) is made to read them as they were checked', async (other) => {
      const [mode] = await server.query('SELECT @@sql_mode AS usual');
      await server.query(`SET GLOBAL sql_mode = '${other}'`);
      const strict = await builtIn('explain', { databases: { shop: { url: server.url, timeoutMs: 2000 } } });
      try {
        // To such a server each string ends at its second quote, and the table behind it is looked for.
        for (const sql of [`SELECT "a\\", n FROM stolen -- "`, `SELECT 'a\\', n FROM stolen -- '`])
          expect(await strict.run(on(sql, { analyze: true }))).toMatchObject({ outcome: 'done' });
      } finally {
        await strict.close();
        await server.query(`SET GLOBAL sql_mode = '${String(mode?.['usual'])}'`);
      }
    });

    test('not even into a table without transactions', async () => {
      const outcome = await explain.run(on('SELECT lies_old() FROM orders WHERE id < 3', { analyze: true }));
      expect(outcome.outcome).toBe('refused');
      expect(await server.query('SELECT n FROM test.old_victim')).toEqual([{ n: 1 }]);
    });

    test('a DELETE is not even explained: MariaDB refuses that in a read-only transaction', async () => {
      expect(await explain.run(on('DELETE FROM victim'))).toMatchObject({ code: 'sql/writes' });
      expect(await explain.run(on('DELETE FROM victim', { analyze: true }))).toMatchObject({ code: 'sql/writes' });
      expect(await server.query('SELECT n FROM test.victim')).toEqual([{ n: 1 }]);
    });
  });

  test('what stands in double quotes is a value in MariaDB and kept nowhere either', async () => {
    const findings = await explain.findings(on('SELECT "Private A", code FROM orders WHERE "Private B" = code'));
    expect(JSON.stringify(findings)).not.toContain('Private');
    await server.query(`USE test; SELECT count(*) FROM orders WHERE note LIKE "Private C%"`);
    const listed = await explain.findings({ database: 'shop', view: 'slow' });
    expect(JSON.stringify(listed)).not.toContain('Private');
    const refusal = await explain.run(on(`SELECT * FROM orders WHERE created > TIMESTAMP 'Private D'`));
    expect(refusal).toMatchObject({ outcome: 'refused' });
    expect(JSON.stringify(refusal)).not.toContain('Private');
  });

  test('… nor on the timeline, wherever in the statement it stands', async () => {
    const bot = await startBot({
      databases: { shop: { url: server.url }, other: { url: 'postgres://127.0.0.1:9/x' } },
    });
    const sql = String.raw`SELECT "Private A" FROM orders WHERE "John Private" = code OR code = 'a\' Private'`;
    await bot.command('diag explain', { database: 'shop', sql });
    await bot.command('diag explain', { database: 'other', sql: 'SELECT * FROM "Orders" WHERE "Code" = \'Private\'' });
    const kept = JSON.stringify(await bot.entries());
    expect(kept).toContain('SELECT ? FROM orders WHERE ? = code OR code = ?');
    // Where double quotes hold names they tell two questions apart.
    expect(kept).toContain(String.raw`SELECT * FROM \"Orders\" WHERE \"Code\" = ?`);
    expect(kept).not.toContain('Private');
    await bot.close();
  });

  test('a statement with placeholders is told to need values', async () => {
    expect(await explain.run(on('SELECT * FROM orders WHERE id = ?'))).toMatchObject({ code: 'sql/parameters' });
    expect((await explain.run(on(`SELECT * FROM orders WHERE code = 'what?'`))).outcome).toBe('done');
  });

  test('what takes too long is stopped by the server', async () => {
    const outcome = await explain.run(
      on('SELECT count(*) FROM orders a, orders b, orders c WHERE a.note <> b.note', { analyze: true }),
    );
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'sql/timeout' });
  });

  test('the slowest queries of the slow log are listed, suggested and explained', async () => {
    await server.query(`USE test; SELECT count(*) FROM orders WHERE note LIKE 'private%' AND customer_id = 7`);
    const listed = await explain.findings({ database: 'shop', view: 'slow' });
    expect(JSON.stringify(listed)).toContain('count(*)');
    expect(JSON.stringify(listed)).not.toContain('private');
    expect(JSON.stringify(listed)).not.toMatch(/information_schema|VERSION\(\)/);
    const [picked = ''] = await explain.suggest('slow', 'note like', { database: 'shop' });
    expect(picked).toMatch(/^[0-9a-f]{7}$/);
    expect(JSON.stringify(listed)).toContain(picked);
    expect((await explain.run({ database: 'shop', slow: picked })).outcome).toBe('done');
  });

  test('slow statements that differ in their values alone are one', async () => {
    const like = (note: string) => `SELECT max(id) FROM orders WHERE note LIKE '${note}' AND customer_id IN (1, 2)`;
    await server.query(`USE test; ${like('a%')}; ${like('b%')}; ${like('c%').replace('(1, 2)', '(1,  2, 3)')}`);
    // A statement stands in the log a little after it was answered.
    await expect
      .poll(async () => rowsOf(await explain.findings({ database: 'shop', view: 'slow' })))
      .toContainEqual([
        'SELECT max(id) FROM orders WHERE note LIKE ? AND customer_id IN (?, …)',
        expect.any(String),
        expect.any(String),
        '3',
        expect.any(String),
      ]);
  });
});
