import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../counterparts/installed.ts';
import { POSTGRES_PROGRAMS, type PostgresServer, startPostgres } from '../../counterparts/postgres.ts';
import { type Bot, buttonIn, formIn, messageIn, startBot, textOf } from '../bot.ts';
import { findingsToText } from '../../../src/diagnostics/findings/findings-to-text.ts';
import { builtIn, type BuiltIn, factsOf, verdictsIn } from '../run-built-in.ts';

const SCHEMA = `
  CREATE SCHEMA extensions; CREATE EXTENSION hypopg SCHEMA extensions; CREATE EXTENSION pg_stat_statements;
  CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL, created timestamptz NOT NULL);
  CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, code varchar(20) NOT NULL, total numeric NOT NULL, note text);
  INSERT INTO customers SELECT n, 'person' || n || '@example.com', now() - n * interval '1 minute' FROM generate_series(1, 20000) n;
  INSERT INTO orders SELECT n, n % 20000, 'C' || n, n % 100, repeat('x', 100) FROM generate_series(1, 60000) n;
  CREATE INDEX ON customers (email); CREATE INDEX ON orders (total);
  CREATE SCHEMA app;
  CREATE TABLE app.orders (id int PRIMARY KEY, shelf int NOT NULL);
  INSERT INTO app.orders SELECT n, n FROM generate_series(1, 30000) n;
  CREATE TABLE "Users" (id int PRIMARY KEY, "Name" text NOT NULL);
  INSERT INTO "Users" SELECT n, 'U' || n FROM generate_series(1, 40000) n;
  CREATE TABLE "user" (id int PRIMARY KEY, "order" int NOT NULL);
  INSERT INTO "user" SELECT n, n FROM generate_series(1, 50000) n;
  CREATE TABLE "Sums" (id int PRIMARY KEY, "Total" int NOT NULL); INSERT INTO "Sums" SELECT n, n FROM generate_series(1, 50000) n; CREATE INDEX ON "Sums" ("Total");
  CREATE TABLE events (id int, at date NOT NULL, kind text, "Total" int) PARTITION BY RANGE (at);
  CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
  CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
  INSERT INTO events SELECT n, '2026-01-01'::date + n % 50, 'k' || n % 1000, n FROM generate_series(1, 50000) n;
  CREATE VIEW lately AS SELECT kind AS what FROM events_2;
  CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA app TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA public, app TO reader;
  CREATE TABLE victim (n int); INSERT INTO victim VALUES (1);
  CREATE FUNCTION writes() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO victim VALUES (2) RETURNING n';
  CREATE FUNCTION lies() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN INSERT INTO victim VALUES (3); RETURN 1; END';
  CREATE FUNCTION hides() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN PERFORM writes(); RETURN 1; END';
  CREATE VIEW locks AS SELECT pg_advisory_lock(42)::text AS l;
  CREATE SCHEMA evil;
  CREATE FUNCTION evil.random() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO victim VALUES (4) RETURNING n';
  CREATE FUNCTION random(x int) RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO victim VALUES (x) RETURNING n';
  CREATE FUNCTION reads(x int) RETURNS int LANGUAGE sql STABLE AS 'SELECT x';
  ANALYZE;`;

describeWith(POSTGRES_PROGRAMS, '/diag explain on PostgreSQL', () => {
  let server: PostgresServer;
  let explain: BuiltIn;
  const on = (sql: string, more: object = {}) => ({ database: 'shop', sql, ...more });
  beforeAll(async () => {
    server = await startPostgres(['shared_preload_libraries=pg_stat_statements']);
    for (const statement of SCHEMA.split(';\n')) await server.query(statement);
    explain = await builtIn('explain', {
      databases: {
        shop: { url: server.url, timeoutMs: 2000 },
        small: { url: server.url, proof: 'rollback' },
        reader: { url: server.url, proof: 'rollback', role: 'reader' },
        'no hypopg': { url: server.url, role: 'reader' },
      },
    });
  });
  afterAll(async () => {
    await explain.close();
    await server.stop();
  });

  test('a missing index is found, advised, and proven without being built', async () => {
    const findings = await explain.findings(on(`SELECT * FROM orders WHERE customer_id = 4711`));
    const said = verdictsIn(findings);
    expect(said[0]).toMatch(
      /^warn: Every one of about 60,000 rows of orders is read with the filter \(customer_id = \?\)/,
    );
    expect(JSON.stringify(findings)).toContain(String.raw`CREATE INDEX ON \"orders\" (\"customer_id\")`);
    expect(said[1]).toMatch(
      /^ok: Proven with the index hypothetical \(hypopg\): the server would use it, cost [\d,]+ → \d+\.$/,
    );
    expect(findingsToText(findings).match(/CREATE INDEX .*ON "orders"/g)).toHaveLength(1);
    const rolledBack = verdictsIn(
      await explain.findings({ ...on(`SELECT * FROM orders WHERE customer_id = 4711`), database: 'small' }),
    );
    expect(rolledBack[1]).toContain('built, and rolled back');
    const indexes = await server.query(`SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%customer_id%'`);
    expect(indexes).toEqual([]);
  });

  test.each([
    ['SELECT * FROM app.orders WHERE shelf = 5', '30,000 rows of app.orders', '"app"."orders" ("shelf")'],
    [`SELECT * FROM "Users" WHERE "Name" = 'U5'`, '40,000 rows of Users', '"Users" ("Name")'],
    ['SELECT * FROM "user" u WHERE u."order" = 5', '50,000 rows of user', '"user" ("order")'],
    [
      'SELECT * FROM app.orders a JOIN orders b ON b.id = a.id WHERE b.customer_id > 5 AND a.shelf = 7',
      '30,000 rows of app.orders',
      '"app"."orders" ("shelf")',
    ],
  ])('%s: in its schema and spelling', async (sql, table, index) => {
    const findings = await explain.findings(on(sql));
    const said = verdictsIn(findings);
    expect(said[0]).toContain(`Every one of about ${table} is read`);
    expect(said[1]).toMatch(/^ok: Proven with the index hypothetical/);
    expect(said).toHaveLength(2);
    expect(findingsToText(findings)).toContain(`CREATE INDEX ON ${index}`);
  });

  test.each([
    [`SELECT * FROM events WHERE kind = 'k5'`, '50,000 rows of events (2 partitions)'],
    [`SELECT * FROM events e WHERE e.kind = 'k5' AND e.at = '2026-01-05'`, '31,000 rows of events'],
    // Of some twenty rows it makes a bitmap: the step that looks into the index names no table.
    [`SELECT * FROM events_1 WHERE kind = 'k5'`, '31,000 rows of events_1'],
  ])('%s: what is read of partitions counts, and the index is the table’s', async (sql, read) => {
    for (const database of ['shop', 'small']) {
      const said = verdictsIn(await explain.findings({ ...on(sql), database }));
      expect(said[0]).toContain(`Every one of about ${read} is read with the filter`);
      expect(said[1]).toMatch(/^ok: Proven with the index/);
      expect(said).toHaveLength(2);
    }
    const [, proof] = (await explain.findings(on(sql))).filter(({ type }) => type === 'verdict');
    expect(JSON.stringify(proof)).toMatch(sql.includes('events_1') ? /Build it with/ : /one partition at a time/);
  });

  test('what stands behind a view counts, too, and of its columns nothing is claimed', async () => {
    const said = verdictsIn(await explain.findings(on(`SELECT * FROM lately WHERE what = 'k5'`)));
    expect(said[0]).toContain('Every one of about 19,000 rows of events_2 is read');
    expect(said.join()).not.toContain('implicit cast');
  });

  test.each(['SELECT * FROM "Sums" WHERE "Total" = 5.5', 'SELECT * FROM events e WHERE e."Total" = 5::numeric'])(
    '%s: an implicit cast of a column in quotes is told',
    async (sql) => {
      expect(verdictsIn(await explain.findings(on(sql)))[0]).toMatch(
        /^bad: The server converts (Sums|events)\.Total \(integer\) to numeric .*implicit cast/,
      );
    },
  );

  test.each([
    ['reader', 'must be owner of table orders'],
    ['no hypopg', 'permission denied for schema extensions'],
  ])('where %s may not try the index, the plan comes all the same, with the reason', async (database, reason) => {
    const findings = await explain.findings({ ...on('SELECT * FROM orders WHERE customer_id = 4711'), database });
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['plan', 'about', 'statement']));
    expect(findingsToText(findings)).toContain(
      `This index would help: CREATE INDEX ON "orders" ("customer_id")\nNot proven, as it could not be tried: The server says: ${reason}.`,
    );
  });

  test('literals are kept nowhere in what it finds', async () => {
    const findings = await explain.findings(
      on(`SELECT /* secret note */ id FROM orders WHERE code = 'Private-4711' AND total > 98`),
    );
    expect(JSON.stringify(findings)).not.toMatch(/Private|secret note|4711/);
  });

  test.each([
    [`SELECT * FROM orders WHERE id = 'Private-4711'`, 'invalid input syntax for type integer: "?"'],
    [`SELECT 'Private-4711`, 'unterminated quoted string'],
    ['SELECT $$Private-4711', 'unterminated dollar-quoted string'],
    [`SELECT 1 /* Private-4711`, 'unterminated'],
  ])('an error that quotes %s does not tell its values', async (sql, said) => {
    const outcome = await explain.run(on(sql));
    expect(outcome).toMatchObject({ outcome: 'refused', message: expect.stringContaining(said) as string });
    expect(JSON.stringify(outcome)).not.toContain('4711');
  });

  test.each([
    [`SELECT * FROM customers WHERE lower(email) = 'a'`, /stands inside of lower\(\).*not sargable/],
    [`SELECT * FROM customers WHERE created::date = '2026-01-01'`, /stands inside of a cast to date/],
    [`SELECT * FROM customers WHERE email LIKE '%son7@%'`, /begins with %/],
    [`SELECT * FROM orders WHERE customer_id = 5.0`, /converts orders\.customer_id \(integer\) to numeric/],
    [`SELECT * FROM customers WHERE id = 5`, /^ok: Nothing stands out/],
  ])('%s: said in plain words', async (sql, sentence) => {
    expect(verdictsIn(await explain.findings(on(sql))).join('\n')).toMatch(sentence);
  });

  test('measured, it tells wrong estimates and sorts that spilled to disk', async () => {
    const spilled = await explain.findings(on(`SELECT * FROM orders ORDER BY note, code`, { analyze: true }));
    expect(verdictsIn(spilled).join('\n')).toMatch(/Sort did not fit into memory and used the disk/);
    // What it read, beside each step, and what it wrote for the moment.
    expect(findingsToText(spilled)).toMatch(/Sort\n(?:.*\n)*?.*buffers: [\d,]+ hit, [\d,]+ read, [\d,]+ temporary/);
    const estimate = await explain.findings(
      on(`SELECT * FROM orders WHERE customer_id % 2 = 0 AND customer_id % 2 + 0 = 0 AND id % 2 = 0`, {
        analyze: true,
      }),
    );
    expect(verdictsIn(estimate).join('\n')).toMatch(/expects 1 row from Seq Scan on orders, and it is 30,000: off by/);
    expect(factsOf(estimate)['execution']).toMatch(/ms$/);
    // The steps above inherit the error and are not told again; a column that is named alone belongs to the table that has it.
    const inherited = verdictsIn(
      await explain.findings(
        on(
          `SELECT code FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE id % 2 = 1 AND id % 2 + 0 = 1 AND email LIKE '%9@%') ORDER BY code`,
          { analyze: true },
        ),
      ),
    );
    expect(inherited.filter((one) => one.includes('off by'))).toEqual([
      expect.stringMatching(/^warn: The server expects 1 row from Seq Scan on customers, and it is [\d,]+: off by/),
    ]);
    expect(inherited.join('\n')).toContain('customers.email is searched with a pattern that begins with %');
  });

  test('rows that a LIMIT did not ask for are no wrong estimate', async () => {
    const sql = `SELECT code, count(*) FROM orders WHERE id > 100 GROUP BY code ORDER BY 2 DESC LIMIT 3`;
    const sorted = await explain.findings(on(sql, { analyze: true }));
    expect(verdictsIn(sorted)).toEqual(['ok: Nothing stands out: the plan uses what indexes there are.']);
    expect(factsOf(sorted)['takes most']).toMatch(/^[\w ]+(Aggregate|Sort|Scan on orders), [\d.]+ of [\d.]+ ms$/);
    const first = await explain.findings(on('SELECT id FROM orders LIMIT 3', { analyze: true }));
    expect(verdictsIn(first).join('\n')).not.toContain('off by');
  });

  describe('nothing that writes gets through', () => {
    test.each<[string, string, RegExp]>([
      ['EXPLAIN ANALYZE smuggled into the text', `EXPLAIN ANALYZE DELETE FROM victim`, /Leave EXPLAIN out/],
      ['ANALYZE smuggled in front', `ANALYZE victim`, /Only|only/],
      ['options smuggled in front', `(ANALYZE) DELETE FROM victim`, /cannot parse/],
      ['a data-modifying CTE', `WITH gone AS (DELETE FROM victim RETURNING *) SELECT * FROM gone`, /inside of a WITH/],
      ['a second statement', `SELECT 1; DELETE FROM victim`, /2 statements/],
      ['a second statement behind a comment', `SELECT 1 -- ;\n; DELETE FROM victim --`, /2 statements/],
      ['a comment trick', `SELECT 1 /* ; */; DELETE FROM victim -- */`, /2 statements/],
      ['MySQL’s comment trick', `SELECT 1 /*! ; DELETE FROM victim */`, /comment/],
      ['a function that writes', `SELECT writes()`, /writes\(\), a function that may write/],
      ['a function that lies about writing', `SELECT lies()`, /not allowed|read-only transaction/],
      ['one that is called like a harmless one', `SELECT evil.random()`, /random\(\), a function that may write/],
      ['… with the database in front', `SELECT postgres.evil.random()`, /random\(\), a function that may write/],
      ['… beside the harmless one', `SELECT random(5)`, /random\(\), a function that may write/],
      [
        'one that calls a function that writes',
        `SELECT hides() FROM victim WHERE n = hides()`,
        /read-only transaction|not allowed/,
      ],
      ['SELECT INTO', `SELECT * INTO stolen FROM victim`, /new table/],
      ['row locks', `SELECT * FROM victim FOR UPDATE`, /locks/],
      ['signals', `SELECT pg_terminate_backend(1)`, /does more than read/],
      ['a transaction number', `SELECT txid_current()`, /does more than read/],
      ['the whole schema', `SELECT schema_to_xml('public', true, true, '')`, /does more than read/],
      ['settings', `SELECT set_config('statement_timeout', '0', false)`, /does more than read/],
      ['sequences', `SELECT setval('x', 1)`, /does more than read/],
      ['files', `SELECT pg_read_file('/etc/passwd')`, /does more than read/],
      ['DO', `DO $$ BEGIN DELETE FROM victim; END $$`, /only SELECT/],
      ['COPY to a program', `COPY victim TO PROGRAM 'true'`, /only SELECT/],
      ['SET', `SET statement_timeout = 0`, /only SELECT/],
      ['COMMIT', `COMMIT`, /only SELECT/],
      ['an empty text', `-- nothing`, /0 statements/],
    ])('%s', async (_, sql, sentence) => {
      for (const analyze of [false, true]) {
        const outcome = await explain.run(on(sql, { analyze }));
        expect(outcome).toMatchObject({ outcome: 'refused', message: expect.stringMatching(sentence) as string });
      }
      expect(await server.query('SELECT n FROM victim')).toEqual([{ n: 1 }]);
      expect(await server.query(`SELECT to_regclass('stolen') AS t`)).toEqual([{ t: null }]);
    });

    test('a server that reads backslashes otherwise is made to read them as they were checked', async () => {
      await server.query('ALTER ROLE postgres SET standard_conforming_strings = off');
      const old = await builtIn('explain', { databases: { shop: { url: server.url, timeoutMs: 2000 } } });
      try {
        // To such a server the string ends at its third quote, and it would sleep until it is stopped.
        const tricked = await old.run(on(String.raw`SELECT '\'', pg_sleep(9) AS x --'`, { analyze: true }));
        expect(tricked).toMatchObject({ outcome: 'done' });
        const asked = await old.run(on(String.raw`SELECT 'a\' FROM victim WHERE 'O\' = '\Private'`));
        expect(asked).toMatchObject({ outcome: 'done' });
        expect(JSON.stringify(asked)).not.toContain('Private');
      } finally {
        await old.close();
        await server.query('ALTER ROLE postgres RESET standard_conforming_strings');
      }
    });

    test('a lock that a view takes does not outlive the run', async () => {
      await explain.findings(on('SELECT * FROM locks', { analyze: true }));
      expect(await server.query(`SELECT * FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([]);
    });

    test('an UPDATE is explained and not run, and never analyzed', async () => {
      expect(verdictsIn(await explain.findings(on('UPDATE victim SET n = 9')))).toHaveLength(1);
      expect(await explain.run(on('UPDATE victim SET n = 9', { analyze: true }))).toMatchObject({
        outcome: 'refused',
        code: 'sql/writes',
      });
      expect(await server.query('SELECT n FROM victim')).toEqual([{ n: 1 }]);
    });
  });

  test('what takes too long is stopped by the server', async () => {
    const outcome = await explain.run(on('SELECT count(*) FROM orders a, orders b, orders c', { analyze: true }));
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'sql/timeout' });
  });

  test('a function that only reads is let through', async () => {
    expect((await explain.run(on('SELECT pg_catalog.random(), now()'))).outcome).toBe('done');
    expect((await explain.run(on('SELECT reads(id) FROM victim CROSS JOIN orders LIMIT 1'))).outcome).toBe('done');
  });

  test('the slowest queries are listed, suggested, and explained without their values', async () => {
    for (let n = 0; n < 3; n++)
      await server.query(`SELECT sum(total) FROM orders WHERE customer_id > ${n} AND note <> 'private'`);
    const listed = await explain.findings({ database: 'shop', view: 'slow' });
    expect(JSON.stringify(listed)).toContain('sum(total)');
    expect(JSON.stringify(listed)).not.toContain('private');
    expect(JSON.stringify(listed)).not.toContain('hypopg');
    const [offered] = await explain.runner.suggest(explain.source, 'explain', 'slow', 'sum(total)', {
      database: 'shop',
    });
    expect(offered?.name).toMatch(/^[\d.e+]+ ms × \d+: SELECT sum/);
    const picked = offered?.value ?? '';
    const explained = await explain.findings({ database: 'shop', slow: picked });
    expect(explained.find(({ id }) => id === 'plan')).toBeDefined();
  });

  test('a statement with placeholders is explained for any value, and not measured', async () => {
    const asked = on('SELECT * FROM customers WHERE id = $1 AND email <> $2 -- $3');
    expect(JSON.stringify(await explain.findings(asked))).toContain('Index Scan');
    expect(await explain.run({ ...asked, analyze: true })).toMatchObject({ code: 'sql/parameters' });
  });

  test('an index that would not be used is not advised', async () => {
    const joined = await explain.findings(
      on(`SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.note LIKE '%y%' ORDER BY c.email`),
    );
    expect(verdictsIn(joined).join('\n')).toContain('begins with %');
    expect(JSON.stringify(joined)).toContain('No plain index can help as the condition is written');
    // Of what the condition keeps nearly all is read anyway: the server scans with the index as without it.
    const useless = await explain.findings(
      on(`SELECT * FROM orders WHERE customer_id >= 0 AND id % 3 = 0 AND total % 7 = 1`),
    );
    expect(JSON.stringify(useless)).toContain('would not be used (tried hypothetical (hypopg)');
    expect(JSON.stringify(useless)).not.toContain('This index would help');
  });

  test('a server that takes the connection and says nothing is told for what it is', async () => {
    const silent = createServer();
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    const hung = await builtIn('explain', {
      databases: {
        postgres: { url: `postgres://ann:hunter2@127.0.0.1:${port}/x`, timeoutMs: 300 },
        maria: { url: `mysql://ann:hunter2@127.0.0.1:${port}/x`, timeoutMs: 300 },
      },
    });
    for (const database of ['postgres', 'maria'])
      expect(await hung.run({ database, sql: 'SELECT 1' })).toMatchObject({
        code: 'sql/connect',
        message: `The database ${database} could not be opened: the server did not answer within 0.3 s.`,
      });
    await hung.close();
    silent.close();
  });

  test('a wrong address, an unknown database and a wrong password are told without the password', async () => {
    const broken = await builtIn('explain', {
      databases: { gone: { url: 'postgres://ann:hunter2hunter2@127.0.0.1:1/x' } },
    });
    const outcome = await broken.run({ database: 'gone', sql: 'SELECT 1' });
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'sql/connect' });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
    expect(await broken.run({ database: 'other', sql: 'SELECT 1' })).toMatchObject({ code: 'sql/unknown' });
    await broken.close();
  });

  describe('in the chat', () => {
    let bot: Bot;
    beforeAll(async () => {
      bot = await startBot({ databases: { shop: { url: server.url } } });
    });
    afterAll(() => bot.close());

    test('values are kept nowhere, and the second run is compared with the first by itself', async () => {
      const form = await bot.command('diag explain', { database: 'shop' });
      if (!form.ok || form.value.reply !== 'form') throw new Error('no form');
      const first = messageIn(
        await bot.action('diagnostic.form', form.value.form.args ?? [], {
          sql: [`SELECT * FROM orders WHERE code = 'Private-1'`],
        }),
      );
      expect(textOf(first)).toContain('Every one of about');
      expect(JSON.stringify(await bot.entries())).not.toContain('Private-1');
      await server.query('CREATE INDEX orders_code ON orders (code)');
      const second = messageIn(
        await bot.command('diag explain', { database: 'shop', sql: `SELECT * FROM orders WHERE code = 'Private-2'` }),
      );
      expect(textOf(second)).toContain('compared with the run before');
      expect(textOf(second)).toMatch(/plan fingerprint","value":\["≠/);
      const third = messageIn(await bot.press(buttonIn(second, 'Run again')));
      expect(textOf(third)).toContain('Nothing differs');
      await server.query('DROP INDEX orders_code');
    });

    test('a statement that was refused comes back to be mended, its values to nobody but who typed it', async () => {
      const form = formIn(await bot.command('diag explain', { database: 'shop' }));
      const sql = `SELECT * FROM no_such_orders WHERE code = 'Private-3'`;
      const refused = messageIn(await bot.action('diagnostic.form', form.args ?? [], { sql: [sql] }));
      const button = buttonIn(refused, 'Try again');
      expect(formIn(await bot.press(button)).fields).toMatchObject([{ name: 'sql', value: sql }]);
      const others = formIn(await bot.press(button, {}, { id: '100000000000000002' }));
      expect(others.fields).toMatchObject([{ value: 'SELECT * FROM no_such_orders WHERE code = ?' }]);
    });

    test('analyze takes a permission of its own', async () => {
      const may = { permissions: new Set(['diagnostics.run', 'diagnostics.data']) };
      const asked = { database: 'shop', sql: 'SELECT 1' };
      expect((await bot.command('diag explain', asked, may)).ok).toBe(true);
      expect(await bot.command('diag explain', { ...asked, analyze: true }, may)).toMatchObject({
        refusal: { code: 'permission/missing', message: expect.stringContaining('diagnostics.analyze') as string },
      });
    });
  });
});
