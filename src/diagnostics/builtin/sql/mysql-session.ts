import type { DatabaseConfig } from './database-config.ts';
import type { Row, Session } from './session.ts';

export async function openMysql(config: DatabaseConfig, writable: boolean): Promise<Session> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({
    uri: config.url.replace(/^mariadb:/, 'mysql:'),
    connectTimeout: config.timeoutMs,
    multipleStatements: false,
    dateStrings: true,
    supportBigNumbers: true,
  });
  connection.on('error', () => undefined);
  const run = (sql: string, values: readonly unknown[] = [], rowsAsArray = false) =>
    connection.query({ sql, values: [...values], timeout: config.timeoutMs + 1000, rowsAsArray });
  try {
    const [versions] = await run('SELECT VERSION() AS version');
    const version = String((versions as Row[])[0]?.['version']);
    const isMariaDb = /mariadb/i.test(version);
    // MariaDB counts in seconds and stops every statement; MySQL in milliseconds, and SELECTs only.
    await run(
      isMariaDb
        ? `SET SESSION max_statement_time = ${config.timeoutMs / 1000}, lock_wait_timeout = 1`
        : `SET SESSION max_execution_time = ${config.timeoutMs}, lock_wait_timeout = 1`,
    );
    await run(`START TRANSACTION ${writable ? 'READ WRITE' : 'READ ONLY'}`);
    return {
      engine: 'mysql',
      version: isMariaDb ? `MariaDB ${version.replace(/-MariaDB.*/i, '')}` : `MySQL ${version}`,
      isMariaDb,
      query: async (sql, values) => (await run(sql, values))[0] as Row[],
      async table(sql, values) {
        const [rows, fields] = await run(sql, values, true);
        return { columns: fields.map(({ name }) => name), rows: rows as unknown as unknown[][] };
      },
      async close() {
        await connection.query('ROLLBACK').catch(() => undefined);
        connection.destroy();
      },
    };
  } catch (error) {
    connection.destroy();
    throw error;
  }
}
