import { type PluginContext, refused, untilStopped } from '../../plugin.ts';
import { tlsOptions } from '../tls-config.ts';
import type { DatabaseConfig } from './database-config.ts';
import { guardedSocket, mayReach } from './guarded-socket.ts';
import { idleConnections, type Wire } from './idle-connections.ts';
import { lendConnection } from './lent-connection.ts';
import type { Row, Session } from './session.ts';

interface MysqlWire extends Wire {
  readonly version: string;
  run(sql: string, values?: readonly unknown[]): Promise<readonly [rows: unknown, fields: unknown]>;
  readonly table: Session['table'];
}

/** What mysql2 hands to who opens its socket: the URL as it read it. */
interface StreamOptions {
  readonly config: { readonly host?: string; readonly port?: number | string; readonly socketPath?: string };
}

const idle = idleConnections<MysqlWire>();
const isMariaDb = ({ version }: MysqlWire): boolean => /mariadb/i.test(version);

export async function openMysql(
  config: DatabaseConfig,
  writable: boolean,
  context: Pick<PluginContext, 'resolve' | 'signal'>,
): Promise<Session> {
  const key = JSON.stringify([config.url, config.tls, config.timeoutMs, writable]);
  const lent = await lendConnection(idle, key, context.signal, {
    connect: () => connect(config, context),
    check: () => mayReach(config, context),
    begin: async (wire) => void (await wire.run(`START TRANSACTION ${writable ? 'READ WRITE' : 'READ ONLY'}`)),
    async rollback(wire) {
      await wire.run('ROLLBACK');
      await wire.run('DO RELEASE_ALL_LOCKS()'); // a view may take them; where it is not known, the connection is not used again
    },
  });
  const { wire } = lent;
  return {
    engine: 'mysql',
    version: isMariaDb(wire) ? `MariaDB ${wire.version.replace(/-MariaDB.*/i, '')}` : `MySQL ${wire.version}`,
    isMariaDb: isMariaDb(wire),
    query: async (sql, values) => (await lent.run(() => wire.run(sql, values)))[0] as Row[],
    // As it is: MariaDB gives a statement that is wrapped in another no order, and two columns of one name are refused there.
    // https://mariadb.com/kb/en/why-is-order-by-in-a-from-subquery-ignored/
    table: (sql, values, most) =>
      lent.run(async () => {
        await wire.run(`SET SESSION sql_select_limit = ${most}`);
        const table = await wire.table(sql, values, most);
        await wire.run('SET SESSION sql_select_limit = DEFAULT');
        return table;
      }),
    close: () => lent.close(),
    abandon: () => {
      lent.abandon();
    },
  };
}

async function connect(config: DatabaseConfig, context: Pick<PluginContext, 'resolve' | 'signal'>): Promise<MysqlWire> {
  const { createConnection } = await import('mysql2');
  const socket = guardedSocket(context).setNoDelay(true);
  const core = createConnection({
    uri: config.url.replace(/^mariadb:/, 'mysql:'),
    connectTimeout: config.timeoutMs,
    multipleStatements: false,
    dateStrings: true,
    supportBigNumbers: true,
    ...(config.tls !== undefined && { ssl: { ...tlsOptions(config.tls), verifyIdentity: true } }),
    stream: ({ config: { host = 'localhost', port, socketPath } }: StreamOptions) =>
      socketPath === undefined ? socket.connect(Number(port), host) : socket.connect(socketPath),
  });
  core.on('error', () => undefined);
  const connection = core.promise();
  // By itself the driver only says that it will say nothing more, and waits for the server to hang up.
  const end = (): void => {
    connection.destroy();
    socket.destroy();
  };
  const timeout = config.timeoutMs + 1000;
  const run: MysqlWire['run'] = (sql, values = []) => connection.query({ sql, values: [...values], timeout });
  /** Row by row: a LIMIT in the statement itself outdoes the server's, and what is beyond `most` is not kept. */
  const table: MysqlWire['table'] = (sql, values, most) =>
    new Promise((done, fail) => {
      let columns: readonly string[] = [];
      const rows: unknown[][] = [];
      core
        .query({ sql, values: [...values], timeout, rowsAsArray: true })
        .on('fields', (fields: readonly { readonly name: string }[]) => {
          columns = fields.map(({ name }) => name);
        })
        .on('result', (row: unknown[]) => {
          if (rows.length < most) rows.push(row);
        })
        .on('error', fail)
        .on('end', () => {
          done({ columns, rows });
        });
    });
  const greet = async (): Promise<MysqlWire> => {
    await connection.connect();
    const [versions] = await run('SELECT VERSION() AS version');
    const version = String((versions as Row[])[0]?.['version']);
    const wire: MysqlWire = {
      version,
      run,
      table,
      end,
      onBroken(listener) {
        connection.on('error', listener);
        connection.on('end', listener);
      },
    };
    await readAsChecked(run);
    // MariaDB counts in seconds and stops every statement; MySQL in milliseconds, and SELECTs only.
    await run(
      isMariaDb(wire)
        ? `SET SESSION max_statement_time = ${config.timeoutMs / 1000}, lock_wait_timeout = 1`
        : `SET SESSION max_execution_time = ${config.timeoutMs}, lock_wait_timeout = 1`,
    );
    return wire;
  };
  try {
    return await untilStopped(context.signal, greet, end);
  } catch (error) {
    end();
    throw error;
  }
}

/** Modes in which quotes or backslashes mean something else than to the parser that looked for what writes, by themselves or among others. */
const OTHER_QUOTES: ReadonlySet<string> = new Set(
  'NO_BACKSLASH_ESCAPES ANSI_QUOTES ANSI ORACLE MSSQL DB2 MAXDB POSTGRESQL'.split(' '),
);

/** https://mariadb.com/kb/en/sql-mode/, https://dev.mysql.com/doc/refman/5.7/en/sql-mode.html#sql-mode-combo */
async function readAsChecked(run: MysqlWire['run']): Promise<void> {
  const modes = async (): Promise<readonly string[]> => {
    const [[row] = []] = (await run('SELECT @@SESSION.sql_mode AS modes')) as readonly [readonly Row[], unknown];
    return String(row?.['modes']).split(',');
  };
  const kept = (await modes()).filter((mode) => !OTHER_QUOTES.has(mode));
  await run('SET SESSION sql_mode = ?', [kept.join(',')]);
  const stands = (await modes()).find((mode) => OTHER_QUOTES.has(mode));
  if (stands !== undefined)
    throw refused(
      'sql/mode',
      `its sql_mode brings ${stands} back, and with that a statement means something else than was checked.`,
    );
}
