import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Bot, startBot } from '../../src/testing.ts';
import { startBind } from '../counterparts/bind.ts';
import { makeAuthority } from '../counterparts/certificates.ts';
import { temporaryFolder } from '../counterparts/installed.ts';
import { startMariaDb } from '../counterparts/mariadb.ts';
import { startPostgres } from '../counterparts/postgres.ts';
import { startPrometheus } from '../counterparts/prometheus.ts';
import { startRedis } from '../counterparts/redis.ts';

export interface EverythingToLookAt {
  readonly bot: Bot;
  /** `127.0.0.1:PORT` of the HTTPS server. */
  readonly web: string;
  stop(): Promise<void>;
}

const PEOPLE = `CREATE TABLE people (id int, country varchar(2), mail varchar(40)); INSERT INTO people VALUES (1, 'DE', 'ada@example.com'), (2, 'TR', NULL)`;
const soa = '$TTL 300\n@ IN SOA ns. admin. 7 7200 3600 1209600 300\n@ NS ns.\n';

/** A whole Muster on the sandbox, and one of each thing that a built-in diagnostic looks at, on this machine. */
export async function startEverythingToLookAt(): Promise<EverythingToLookAt> {
  const folder = temporaryFolder('everything');
  const authority = makeAuthority();
  const web = createServer(authority.issue('shop.test'), (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('all is well');
  });
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
  const webAddress = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  const [names, postgres, mariadb, prometheus, redis] = await Promise.all([
    startBind({
      files: { shop: `${soa}www A 127.0.0.1\nwww AAAA ::1\n@ MX 10 mail\n`, reverse: `${soa}1 PTR www.shop.test.\n` },
      config: () =>
        'zone "shop.test" { type primary; file "shop"; }; zone "0.0.127.in-addr.arpa" { type primary; file "reverse"; };',
    }),
    startPostgres(),
    startMariaDb([]),
    startPrometheus(),
    startRedis(),
  ]);
  await postgres.query(PEOPLE);
  await mariadb.query(`USE test; ${PEOPLE}`);
  new Database(join(folder, 'shop.db')).exec(PEOPLE).close();
  await redis.send('SET', 'cart:1', 'x'.repeat(5000));
  const log = join(folder, 'app.log');
  const line = (n: number): string => `${new Date(Date.now() - n * 60_000).toISOString()} payment ${n} failed: error\n`;
  writeFileSync(log, [3, 2, 1].map(line).join(''));
  const nameServer = `127.0.0.1:${names.port}`;
  const targets = ['127.0.0.0/8', '[::1]'];

  const bot = await startBot({
    config: JSON.stringify({
      diagnostics: {
        plugins: {
          dns: { targets, config: { resolvers: { shop: nameServer } } },
          host: { targets, config: { resolver: nameServer, providers: { 'this machine': ['127.0.0.0/8'] } } },
          http: { targets },
          tls: { targets, config: { ca: authority.ca, warnDays: 0 } },
          promql: { config: { servers: { main: { url: prometheus.url, queries: { up: 'up' } } } } },
          redis: { config: { servers: { cache: { url: redis.url } } } },
          logs: { config: { sources: { app: { command: ['grep', '-F', '--', '{text}', log] } } } },
        },
        databases: {
          shop: { url: postgres.url },
          blog: { url: mariadb.url },
          file: { url: `sqlite:${join(folder, 'shop.db')}` },
        },
        queries: Object.fromEntries(
          ['shop', 'blog', 'file'].map((database) => [
            `people-${database}`,
            {
              summary: 'People of a country',
              database,
              sql: 'SELECT id, country, mail FROM people WHERE country = :country',
              parameters: { country: { values: ['DE', 'TR'] } },
              mask: ['mail'],
            },
          ]),
        ),
        networks: { 'this desk': '127.0.0.1' },
        reverse: false,
      },
      services: {
        checkout: {
          diagnostics: [
            'redis',
            { tls: { host: webAddress, name: 'shop.test' } },
            { query: { name: 'people-shop', with: 'country=DE' } },
          ],
        },
      },
      permissions: { 'diagnostics.data': 'everybody', 'diagnostics.analyze': 'everybody' },
    }),
  });
  return {
    bot,
    web: webAddress,
    async stop() {
      await bot.stop();
      web.closeAllConnections();
      web.close();
      await Promise.all([names, postgres, mariadb, prometheus, redis].map((server) => server.stop()));
    },
  };
}
