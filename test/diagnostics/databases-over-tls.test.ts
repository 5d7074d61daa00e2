import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseAllowList } from '../../src/diagnostics/allow-list.ts';
import { type DatabaseConfig, databaseSchema } from '../../src/diagnostics/builtin/sql/database-config.ts';
import { openSession } from '../../src/diagnostics/builtin/sql/open-session.ts';
import { guardedNetwork } from '../../src/diagnostics/network/guarded-network.ts';
import { expectOk } from '../../src/base/result.ts';
import { makeAuthority } from '../counterparts/certificates.ts';
import { describeWith, freePort, giveTo, temporaryFolder } from '../counterparts/installed.ts';
import { MARIADB_PROGRAMS, startMariaDb } from '../counterparts/mariadb.ts';
import { POSTGRES_PROGRAMS, startPostgres } from '../counterparts/postgres.ts';
import { startRedis } from '../counterparts/redis.ts';
import { builtIn } from './run-built-in.ts';

/** The server's name in its certificate; whatever it is called, it is at this machine. */
const NAME = 'db.test';
const STRANGER = 'elsewhere.test';

const authority = makeAuthority();
const folders: string[] = [];

/** A certificate for NAME in files that a server run by `user` may read. */
function certificateFor(user: string) {
  const folder = temporaryFolder('tls');
  folders.push(folder);
  const { key, cert } = authority.issue(NAME);
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  writeFileSync(files.key, key);
  writeFileSync(files.cert, cert);
  chmodSync(files.key, 0o600);
  if (process.getuid?.() === 0) giveTo(user, folder);
  return files;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const open = (config: Pick<DatabaseConfig, 'url' | 'tls'>) => {
  const { signal } = new AbortController();
  const network = guardedNetwork(expectOk(parseAllowList(['127.0.0.1'])), signal, async () => [
    { address: '127.0.0.1', family: 4 },
  ]);
  return openSession('shop', { timeoutMs: 5000, proof: 'none', ...config }, { ...network, signal });
};
const at = (url: string, host: string): string => Object.assign(new URL(url), { hostname: host }).href;
const ca = { ca: authority.ca };

async function expectRefused(config: Parameters<typeof open>[0], why: RegExp): Promise<void> {
  await expect(open(config)).rejects.toMatchObject({
    code: 'sql/connect',
    message: expect.stringMatching(why) as string,
  });
}
/** As our own words or the driver's say it. */
const OTHER_NAME = /is for another name|altnames: DNS:db\.test/;
const UNKNOWN_ISSUER = /is refused: its issuer is not known|unable to get local issuer/;

describeWith([...POSTGRES_PROGRAMS, 'openssl'], 'PostgreSQL over TLS', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let plain: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    const { key, cert } = certificateFor('postgres');
    server = await startPostgres(['ssl=on', `ssl_key_file=${key}`, `ssl_cert_file=${cert}`]);
    plain = await startPostgres();
  });
  afterAll(async () => {
    await server.stop();
    await plain.stop();
  });

  const encrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

  test.each([
    ['with the authority that issued it', { tls: ca }, true],
    ['without being asked to', {}, false],
  ])('a connection %s', async (_how, tls, ssl) => {
    const session = await open({ url: at(server.url, NAME), ...tls });
    expect(await session.query(encrypted)).toEqual([{ ssl }]);
    await session.close();
  });

  test.each([
    ['another name than the certificate’s', () => at(server.url, STRANGER), ca, OTHER_NAME],
    ['an address instead of the name', () => server.url, ca, /is for another name/],
    ['an authority that nobody knows', () => at(server.url, NAME), true as const, UNKNOWN_ISSUER],
    ['a server that speaks no TLS', () => at(plain.url, NAME), ca, /does not support SSL/],
  ])('%s is refused, and nothing goes unencrypted', async (_what, url, tls, why) => {
    await expectRefused({ url: url(), tls }, why);
  });
});

describeWith([...MARIADB_PROGRAMS, 'openssl'], 'MariaDB over TLS', () => {
  let server: Awaited<ReturnType<typeof startMariaDb>>;
  let plain: Awaited<ReturnType<typeof startMariaDb>>;
  beforeAll(async () => {
    const { key, cert } = certificateFor('nobody');
    server = await startMariaDb([`--ssl-key=${key}`, `--ssl-cert=${cert}`]);
    plain = await startMariaDb(['--skip-ssl']);
  });
  afterAll(async () => {
    await server.stop();
    await plain.stop();
  });

  test.each([
    ['with the authority that issued it', { tls: ca }, /^TLS_/],
    ['without being asked to', {}, /^$/],
  ])('a connection %s', async (_how, tls, cipher) => {
    const session = await open({ url: at(server.url, NAME), ...tls });
    const [row] = await session.query("SHOW STATUS LIKE 'Ssl_cipher'");
    expect(row?.['Value']).toMatch(cipher);
    await session.close();
  });

  test.each([
    ['another name than the certificate’s', () => at(server.url, STRANGER), ca, OTHER_NAME],
    ['an authority that nobody knows', () => at(server.url, NAME), true as const, UNKNOWN_ISSUER],
    ['a server that speaks no TLS', () => at(plain.url, NAME), ca, /does not support secure/],
  ])('%s is refused, and nothing goes unencrypted', async (_what, url, tls, why) => {
    await expectRefused({ url: url(), tls }, why);
  });
});

describeWith(['redis-server', 'openssl'], 'Redis over TLS', () => {
  test('is asked where its certificate is for its name and from a known authority, and nowhere else', async () => {
    const folder = temporaryFolder('tls');
    folders.push(folder);
    const local = makeAuthority();
    const { key, cert } = local.issue('localhost');
    for (const [file, text] of Object.entries({ key, cert, ca: local.ca })) writeFileSync(join(folder, file), text);
    const port = await freePort();
    const files = ['key', 'cert', 'ca'].map((file) => join(folder, file));
    const [keyFile = '', certFile = '', caFile = ''] = files;
    const server = await startRedis([
      ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-key-file', keyFile, '--tls-cert-file', certFile, '--tls-ca-cert-file', caFile],
    ]);
    onTestFinished(() => server.stop());
    const url = `rediss://localhost:${port}`;
    const servers = {
      known: { url, tls: { ca: local.ca } },
      stranger: { url, tls: ca },
      unknown: { url },
      unnamed: { url: `rediss://127.0.0.1:${port}`, tls: { ca: local.ca } },
    };
    const redis = await builtIn('redis', { servers }, { targets: ['localhost', '127.0.0.1', '[::1]'] });
    onTestFinished(() => redis.close());
    expect(JSON.stringify(await redis.findings({ server: 'known' }))).toContain('"version"');
    for (const name of ['stranger', 'unknown', 'unnamed'])
      expect(await redis.run({ server: name })).toMatchObject({
        outcome: 'refused',
        code: 'redis/connect',
        message: expect.stringMatching(/its certificate is (refused|for another name)/) as string,
      });
  });
});

test('what is no certificate, and encryption that the address does without, is refused when muster.yaml is read', () => {
  const url = 'postgres://ann@db.test/shop';
  expect(databaseSchema.safeParse({ url, tls: true }).success).toBe(true);
  expect(databaseSchema.safeParse({ url, tls: { ca: 'x' } }).error?.issues[0]).toBeDefined();
  expect(databaseSchema.safeParse({ url, tls: false }).success).toBe(false);
});

test.each(['sslmode=disable', 'sslmode=no-verify', 'ssl=0', 'application_name=a&sslmode=require', '%73slmode=disable'])(
  'a URL with ?%s is refused beside tls: the driver would obey it instead',
  (more) => {
    const url = `postgres://ann@db.test/shop?${more}`;
    expect(databaseSchema.safeParse({ url }).success).toBe(true);
    expect(databaseSchema.safeParse({ url, tls: true }).error?.issues).toMatchObject([
      { path: ['url'], message: expect.stringMatching(/outdoes tls: leave it out/) as string },
    ]);
  },
);

test('tls is refused beside a file', () => {
  expect(databaseSchema.safeParse({ url: 'sqlite:shop.db', tls: true }).error?.issues[0]?.path).toEqual(['tls']);
});
