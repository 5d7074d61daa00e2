import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { PluginContext } from '../../plugin.ts';
import type { DatabaseConfig } from './database-config.ts';
import { sqliteTable } from './sqlite-table.ts';
import type { Row, Session } from './session.ts';

/** SQLite waits for a lock in the thread that asks, and others' diagnostics share it: so long at a time. */
const BUSY_MS = 50;
const AGAIN_MS = 150;

/** The file is opened read-only: not even a transaction of another kind could write. */
export async function openSqlite(
  config: DatabaseConfig,
  _writable: boolean,
  { signal }: Pick<PluginContext, 'signal'>,
): Promise<Session> {
  const file = config.url.slice('sqlite:'.length);
  const abandoned = new AbortController();
  const { database, version } = await unlocked(file, config.timeoutMs, signal);
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

/** Tries for `timeoutMs` while somebody else holds the whole file. */
async function unlocked(
  file: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ readonly database: Database; readonly version: string }> {
  const { default: Database } = await import('better-sqlite3');
  const until = performance.now() + timeoutMs;
  for (;;) {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
    try {
      database.pragma('query_only = ON');
      return {
        database,
        version: String(
          database.prepare('SELECT sqlite_version() FROM (SELECT count(*) FROM sqlite_schema)').pluck().get(),
        ),
      };
    } catch (error) {
      database.close();
      const isBusy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
      if (!isBusy || performance.now() > until) throw error;
      await delay(AGAIN_MS, undefined, { signal });
    }
  }
}
