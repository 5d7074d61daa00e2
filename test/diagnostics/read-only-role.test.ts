import { expect, test } from 'vitest';
import { databaseSchema } from '../../src/diagnostics/builtin/sql/database-config.ts';
import { describeWith } from '../counterparts/installed.ts';
import { MARIADB_PROGRAMS, startMariaDb } from '../counterparts/mariadb.ts';
import { POSTGRES_PROGRAMS, startPostgres } from '../counterparts/postgres.ts';
import { builtIn, rowsOf } from './run-built-in.ts';

const named = (sql: string) => ({ summary: sql, database: 'shop', sql });
const queries = {
  orders: named('SELECT id FROM orders'),
  cards: named('SELECT number FROM cards'),
  who: named('SELECT current_user AS who'),
};

test.each(['mysql://db.test/shop', 'mariadb://db.test/shop', 'sqlite:shop.db'])(
  'a role at %s is refused: there it would be passed over',
  (url) => {
    expect(databaseSchema.safeParse({ url, role: 'reader' }).error?.issues[0]?.message).toContain('is for PostgreSQL');
  },
);

describeWith(POSTGRES_PROGRAMS, 'the role of a PostgreSQL database', () => {
  test('is taken on before anything else, cannot be put off, and sees what it was granted alone', async () => {
    const server = await startPostgres();
    await server.query(
      `CREATE TABLE orders (id int); INSERT INTO orders VALUES (7); CREATE TABLE cards (number text); CREATE ROLE reader; GRANT SELECT ON orders TO reader`,
    );
    const databases = { shop: { url: server.url, role: 'reader' } };
    const query = await builtIn('query', {
      databases,
      queries: {
        ...queries,
        puts_it_off: named(`SELECT set_config('role', 'postgres', true) FROM orders`),
      },
    });
    const explain = await builtIn('explain', { databases });
    expect(rowsOf(await query.findings({ name: 'orders' }))).toEqual([['7']]);
    expect(rowsOf(await query.findings({ name: 'who' }))).toEqual([['reader']]);
    const denied = {
      outcome: 'refused',
      message: expect.stringContaining('permission denied for table cards') as string,
    };
    expect(await query.run({ name: 'cards' })).toMatchObject(denied);
    for (const analyze of [false, true])
      expect(await explain.run({ database: 'shop', sql: 'SELECT * FROM cards', analyze })).toMatchObject(denied);
    expect(await query.run({ name: 'puts_it_off' })).toMatchObject({ outcome: 'refused', code: 'sql/function' });
    for (const sql of ['SET ROLE postgres', 'RESET ROLE', 'SET SESSION AUTHORIZATION postgres'])
      expect(await explain.run({ database: 'shop', sql })).toMatchObject({ outcome: 'refused' });
    // The connection is used again, and the role is there again.
    expect(rowsOf(await query.findings({ name: 'who' }))).toEqual([['reader']]);
    const unknown = await builtIn('query', { queries, databases: { shop: { url: server.url, role: 'nobody_is' } } });
    expect(await unknown.run({ name: 'orders' })).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('role "nobody_is" does not exist') as string,
    });
    await Promise.all([query.close(), explain.close(), unknown.close()]);
    await server.stop();
  });
});

describeWith(MARIADB_PROGRAMS, 'a user of MariaDB that may only read', () => {
  test('sees what it was granted alone', async () => {
    const server = await startMariaDb([]);
    await server.query(
      `USE test; CREATE TABLE orders (id int); INSERT INTO orders VALUES (7); CREATE TABLE cards (number text); CREATE USER reader@'%'; CREATE USER reader@localhost; GRANT SELECT ON test.orders TO reader@'%'; GRANT SELECT ON test.orders TO reader@localhost`,
    );
    const databases = { shop: { url: server.url.replace('root@', 'reader@') } };
    const query = await builtIn('query', { databases, queries });
    expect(rowsOf(await query.findings({ name: 'orders' }))).toEqual([['7']]);
    expect(await query.run({ name: 'cards' })).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(/SELECT command denied.*cards/) as string,
    });
    await query.close();
    await server.stop();
  });
});
