import { type PluginContext, untilStopped } from '../../plugin.ts';
import { tlsOptions } from '../tls-config.ts';
import type { DatabaseConfig } from './database-config.ts';
import { databaseAddress } from './database-address.ts';
import { guardedSocket, mayReach } from './guarded-socket.ts';
import { idleConnections, type Wire } from './idle-connections.ts';
import { lendConnection } from './lent-connection.ts';
import type { Row, Session } from './session.ts';

interface PostgresWire extends Wire {
  readonly version: string;
  run(
    text: string,
    values?: readonly unknown[],
    rowMode?: 'array',
  ): Promise<{ readonly rows: readonly unknown[]; readonly fields: readonly { readonly name: string }[] }>;
}

const idle = idleConnections<PostgresWire>();

/**
 * date, timestamp, timestamptz, interval, and lists of them, as the server writes them: the driver makes moments in the zone of
 * this machine of them, and a date becomes the evening before. https://www.postgresql.org/docs/current/catalog-pg-type.html
 */
const AS_WRITTEN: ReadonlySet<number> = new Set([1082, 1114, 1184, 1186, 1182, 1115, 1185, 1187]);

export async function openPostgres(
  config: DatabaseConfig,
  writable: boolean,
  context: Pick<PluginContext, 'resolve' | 'signal'>,
): Promise<Session> {
  const key = JSON.stringify([config.url, config.tls, config.timeoutMs, writable]);
  const lent = await lendConnection(idle, key, context.signal, {
    connect: () => connect(config, context),
    check: () => mayReach(config, context),
    async begin(wire) {
      await wire.run(`BEGIN ${writable ? 'READ WRITE' : 'READ ONLY'}`);
      await wire.run(
        // Backslashes mean here what they mean to the parser that looked for what writes, and to who redacts.
        `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', '1000', true), set_config('standard_conforming_strings', 'on', true)${config.role === undefined ? '' : `, set_config('role', $2, true)`}`,
        [String(config.timeoutMs), ...(config.role === undefined ? [] : [config.role])],
      );
    },
    async rollback(wire) {
      await wire.run('ROLLBACK');
      // What outlives a transaction and no text shows: a lock that a view takes, a setting that its function changes.
      await wire.run('DISCARD ALL');
    },
  });
  const { wire } = lent;
  return {
    engine: 'postgres',
    version: wire.version,
    isMariaDb: false,
    query: async (sql, values) => (await lent.run(() => wire.run(sql, values))).rows as Row[],
    async table(sql, values, most) {
      const limited = `SELECT * FROM (${sql}\n) AS muster_rows LIMIT ${most}`;
      const result = await lent.run(() => wire.run(limited, values, 'array'));
      return { columns: result.fields.map(({ name }) => name), rows: result.rows as unknown[][] };
    },
    close: () => lent.close(),
    abandon: () => {
      lent.abandon();
    },
  };
}

async function connect(
  config: DatabaseConfig,
  context: Pick<PluginContext, 'resolve' | 'signal'>,
): Promise<PostgresWire> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: config.url,
    connectionTimeoutMillis: config.timeoutMs,
    query_timeout: config.timeoutMs + 1000,
    application_name: 'muster-diagnostics',
    stream: () => guardedSocket(context),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        AS_WRITTEN.has(oid)
          ? (text: string) => text
          : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
    },
    // By itself the driver names the server only where that is no address, and `localhost` is then looked for in the certificate.
    ...(config.tls !== undefined && { ssl: { ...tlsOptions(config.tls), host: databaseAddress(config.url)?.host } }),
  });
  client.on('error', () => undefined); // a connection that breaks fails the query that waits
  // `end` alone waits for the query that runs; who hangs up does not want its answer.
  const end = (): void => {
    client.connection.stream.destroy();
    client.end().catch(() => undefined);
  };
  // The extended protocol: the server takes one statement a message, whatever the text says.
  const run: PostgresWire['run'] = (text, values = [], rowMode) =>
    client.query({ text, values: [...values], queryMode: 'extended', ...(rowMode && { rowMode }) } as {
      text: string;
      values: unknown[];
    });
  const greet = async (): Promise<readonly Row[]> => {
    await client.connect();
    return (await run('SHOW server_version')).rows as Row[];
  };
  try {
    const [version] = await untilStopped(context.signal, greet, end);
    return {
      version: `PostgreSQL ${String(version?.['server_version'])}`,
      run,
      end,
      onBroken(listener) {
        client.on('end', listener);
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}
