import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllowList } from '../../src/diagnostics/allow-list.ts';
import { databaseSchema } from '../../src/diagnostics/builtin/sql/database-config.ts';
import { openSession } from '../../src/diagnostics/builtin/sql/open-session.ts';
import { targetsOfDatabase } from '../../src/diagnostics/builtin/targets-of.ts';
import { guardedNetwork, type Lookup } from '../../src/diagnostics/network/guarded-network.ts';
import { expectOk } from '../../src/base/result.ts';
import { describeWith } from '../counterparts/installed.ts';
import { MARIADB_PROGRAMS, startMariaDb } from '../counterparts/mariadb.ts';
import { POSTGRES_PROGRAMS, startPostgres } from '../counterparts/postgres.ts';
import { builtIn, rowsOf } from './run-built-in.ts';

/** As a name server answers that somebody else has in hand. */
const answering =
  (...addresses: readonly string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const never = new AbortController().signal;
const open = (url: string, lookup: Lookup, targets = targetsOfDatabase({ url }), signal = never, timeoutMs = 2000) =>
  openSession(
    'shop',
    { url, timeoutMs, proof: 'none' },
    { ...guardedNetwork(expectOk(parseAllowList(targets)), signal, lookup), signal },
  );

/** Stopped while the server is at `sql`, which it would be for longer than this test is waited for. */
async function expectStopped(url: string, sql: string): Promise<void> {
  const stop = new AbortController();
  const listed = [...targetsOfDatabase({ url }), '127.0.0.1'];
  const session = await open(url, answering('127.0.0.1'), listed, stop.signal, 60_000);
  const asked = [session.query(sql), session.table(sql, [], 1)];
  stop.abort(new Error('stopped'));
  for (const answer of asked) await expect(answer).rejects.toThrow('stopped');
  await session.close();
}

test.each([
  ['postgres://ann:secret@db.example.com/shop', ['db.example.com:5432']],
  ['postgres:///shop?host=db.example.com&port=6000', ['db.example.com:6000']],
  ['postgres:///shop?host=/run/postgresql', []],
  ['postgres://ann@/shop?host=/run/postgresql', []],
  ['postgres://ann:secret@/shop?host=db.example.com', ['db.example.com:5432']],
  ['postgres://%2Frun%2Fpostgresql/shop', []],
  ['postgres://ann@%2Frun%2Fpostgresql:6000/shop', []],
  ['postgres://db.example.com/shop?host=', ['db.example.com:5432']],
  ['postgres://a.example,b.example/shop', []],
  ['mysql://db.example.com/shop?host=elsewhere.example', ['db.example.com:3306']],
  ['mysql://ann@localhost/shop?socketPath=/run/mysqld/mysqld.sock', []],
  ['mariadb://[2001:db8::7]/shop', ['[2001:db8::7]:3306']],
  ['mysql://localhost:3307/shop', ['localhost:3307', '127.0.0.1:3307', '[::1]:3307']],
  ['sqlite:/var/shop.db', []],
])('%s is listed by being named', (url, targets) => {
  expect(databaseSchema.safeParse({ url }).error).toBeUndefined();
  expect(targetsOfDatabase({ url })).toEqual(targets);
  // One that could not be read would take every other database along.
  expectOk(parseAllowList(targets));
});

test('what no driver can read as a URL is refused before anything is opened', () => {
  for (const url of ['postgres://ann:se#cret@db.example.com/shop', 'mysql://ann@/shop', 'postgres://%zz/shop'])
    expect(databaseSchema.safeParse({ url }).error?.issues[0]?.message).toMatch(/^is no URL/);
});

test.each(['postgres', 'mariadb'])(
  'a %s whose name leads to a metadata address, to this machine or to link-local is refused',
  async (scheme) => {
    for (const address of ['169.254.169.254', 'fd00:ec2::254', '127.0.0.1', '169.254.1.1']) {
      await expect(open(`${scheme}://ann@db.example.com/shop`, answering(address))).rejects.toMatchObject({
        code: 'target/protected',
        message: expect.stringMatching(
          /^The database shop is not asked: db\.example\.com \(.*\) is .*refused unless that very address is listed/,
        ) as string,
      });
    }
  },
);

describeWith(POSTGRES_PROGRAMS, 'PostgreSQL and the allow-list', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  test('the addresses that were checked are the ones gone to, and those that are not listed are left out', async () => {
    const port = new URL(server.url).port;
    const url = `postgres://postgres@db.example.com:${port}/postgres`;
    const lookups: string[] = [];
    const lookup: Lookup = async (host) => {
      lookups.push(host);
      return answering('169.254.169.254', '127.0.0.1')(host);
    };
    const session = await open(url, lookup, [...targetsOfDatabase({ url }), '127.0.0.1']);
    expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(lookups).toEqual(['db.example.com']);
    session.abandon();
  });

  test('a connection that was kept open is not lent where the list does not let it be opened', async () => {
    const lookup = answering('127.0.0.1');
    const session = await open(server.url, lookup, ['127.0.0.1']);
    await session.close();
    await expect(open(server.url, lookup, ['10.0.0.0/8'])).rejects.toMatchObject({ code: 'target/protected' });
    const again = await open(server.url, lookup, ['127.0.0.1']);
    again.abandon();
  });

  test('who is stopped does not wait for what the server is doing', async () => {
    const url = `postgres://postgres@db.example.com:${new URL(server.url).port}/postgres`;
    await expectStopped(url, 'SELECT pg_sleep(60)');
  });

  test('a socket file is reached in every way that PostgreSQL writes it', async () => {
    const [setting] = await server.query('SHOW unix_socket_directories');
    const folder = String(setting?.['unix_socket_directories']);
    const port = new URL(server.url).port;
    for (const url of [
      `postgres://postgres@/postgres?host=${folder}&port=${port}`,
      `postgres://postgres@${encodeURIComponent(folder)}:${port}/postgres`,
    ]) {
      const session = await open(url, answering());
      expect(await session.query('SELECT inet_server_addr() AS address')).toEqual([{ address: null }]);
      session.abandon();
    }
  });

  test('explain and query go nowhere else than muster.yaml lists, and say what is to be added', async () => {
    const config = { databases: { shop: { url: server.url } } };
    const queries = { one: { summary: 'One', database: 'shop', sql: 'SELECT 1 AS one' } };
    const elsewhere = { targets: ['10.0.0.0/8'] };
    const refused = {
      outcome: 'refused',
      code: 'target/protected',
      message: expect.stringMatching(
        /The database shop is not asked: 127\.0\.0\.1 .* Add it to the plugin's "targets" .*: "127\.0\.0\.1:\d+"\. Those targets take the place/,
      ) as string,
    };
    const explain = await builtIn('explain', config, elsewhere);
    expect(await explain.run({ database: 'shop', sql: 'SELECT 1' })).toMatchObject(refused);
    await explain.close();
    const query = await builtIn('query', { ...config, queries }, elsewhere);
    expect(await query.run({ name: 'one' })).toMatchObject(refused);
    await query.close();
    const listed = await builtIn('query', { ...config, queries });
    expect(rowsOf(await listed.findings({ name: 'one' }))).toEqual([['1']]);
    await listed.close();
  });
});

describeWith(MARIADB_PROGRAMS, 'MariaDB and the allow-list', () => {
  test('the address that was checked is the one gone to', async () => {
    const server = await startMariaDb([]);
    const { port } = new URL(server.url);
    const url = `mariadb://root@db.example.com:${port}/test`;
    const session = await open(url, answering('127.0.0.1'), [...targetsOfDatabase({ url }), '127.0.0.1']);
    expect(session.version).toMatch(/^MariaDB/);
    session.abandon();
    await expectStopped(url, 'SELECT SLEEP(60)');
    await server.stop();
  });
});
