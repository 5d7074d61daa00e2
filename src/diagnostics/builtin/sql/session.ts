import { Refused, refused } from '../../plugin.ts';
import type { DatabaseConfig, Engine } from './database-config.ts';

export type Row = Readonly<Record<string, unknown>>;

/**
 * A connection inside of a read-only transaction under a statement timeout. It is always rolled back. The server takes one
 * statement a call, whatever the text says.
 */
export interface Session {
  readonly engine: Engine;
  /** `PostgreSQL 15.18`, `MariaDB 10.11` … */
  readonly version: string;
  readonly isMariaDb: boolean;
  query(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Column names in order, rows as arrays: for results whose columns share a name. At most so many rows, in the statement's own order. */
  table(
    sql: string,
    values: readonly unknown[],
    most: number,
  ): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }>;
  /** Rolls back. The connection is kept for the next who asks, unless something failed on it. */
  close(): Promise<void>;
  /** Hangs up at once, whatever runs: the server rolls back. */
  abandon(): void;
}

/** What the server said, as a refusal: its own words are the best explanation there is. */
export function serverRefused(error: unknown, config: Pick<DatabaseConfig, 'timeoutMs'>): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof Refused) return error;
  const code = 'code' in error ? String(error.code) : '';
  const number = 'errno' in error ? error.errno : undefined;
  if (code === '57014' || number === 1969 || number === 3024)
    return refused(
      'sql/timeout',
      `The server stopped it after ${config.timeoutMs / 1000} s, the limit of this database in muster.yaml. Ask for less; /diag explain without analyze says why it takes so long.`,
    );
  if (code === '25006' || number === 1792 || /readonly database|read only/i.test(error.message))
    return refused(
      'sql/writes',
      `It would write, and was stopped by the read-only transaction: ${error.message}. Nothing was changed.`,
    );
  return code !== '' || number !== undefined ? refused('sql/server', `The server says: ${error.message}.`) : error;
}
