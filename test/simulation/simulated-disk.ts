import Database from 'better-sqlite3';

/** The disk under every SQLite file of this process. */
export interface SimulatedDisk {
  /** While it is full, nothing can be written: SQLite says so as it does when there is no room left. */
  full: boolean;
}

const WRITES = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;

export function simulateDisk(): SimulatedDisk {
  const disk: SimulatedDisk = { full: false };
  const prepare: unknown = Reflect.get(Database.prototype, 'prepare');
  if (typeof prepare !== 'function') throw new Error('unreachable: statements are prepared');
  Object.assign(Database.prototype, {
    prepare(this: unknown, sql: string): unknown {
      const statement = Reflect.apply(prepare, this, [sql]) as object;
      for (const method of WRITES.test(sql) ? ['run', 'get', 'all', 'iterate'] : []) {
        const execute: unknown = Reflect.get(statement, method);
        if (typeof execute !== 'function') continue;
        Reflect.set(statement, method, (...values: readonly unknown[]): unknown => {
          if (disk.full) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
          const result: unknown = Reflect.apply(execute, statement, values);
          return result;
        });
      }
      return statement;
    },
  });
  return disk;
}
