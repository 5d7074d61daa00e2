import type { DatabaseConfig } from './database-config.ts';
import { sqliteTable } from './sqlite-table.ts';
import type { Row, Session } from './session.ts';

/** The file is opened read-only: not even a transaction of another kind could write. */
export async function openSqlite(config: DatabaseConfig): Promise<Session> {
  const { default: Database } = await import('better-sqlite3');
  const file = config.url.slice('sqlite:'.length);
  const abandoned = new AbortController();
  const database = new Database(file, {
    readonly: true,
    fileMustExist: true,
    timeout: config.timeoutMs,
  });
  database.pragma('query_only = ON');
  const version = String(database.prepare('SELECT sqlite_version() AS version').pluck().get());
  return {
    engine: 'sqlite',
    version: `SQLite ${version}`,
    isMariaDb: false,
    query: async (sql, values = []) => database.prepare(sql).all(...values) as Row[],
    table: (sql, values, most) =>
      sqliteTable({ file, sql, values, most, timeoutMs: config.timeoutMs }, abandoned.signal),
    async close() {
      database.close();
    },
    abandon() {
      abandoned.abort();
      database.close();
    },
  };
}
