import type { DatabaseConfig } from './database-config.ts';
import type { Row, Session } from './session.ts';

/** The file is opened read-only: not even a transaction of another kind could write. */
export async function openSqlite(config: DatabaseConfig): Promise<Session> {
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(config.url.slice('sqlite:'.length), {
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
    async table(sql, values) {
      const statement = database.prepare(sql);
      return {
        columns: statement.columns().map(({ name }) => name),
        rows: statement.raw().all(...values) as unknown[][],
      };
    },
    async close() {
      database.close();
    },
    abandon() {
      database.close();
    },
  };
}
