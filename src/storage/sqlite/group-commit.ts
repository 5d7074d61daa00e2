import type { Database } from 'better-sqlite3';
import { failpoint } from '../../base/failpoint.ts';
import { asStoreError, closedError, sqliteCode } from './errors.ts';

/** More than this many wait for the next turn, so that a burst does not hold up the event loop. */
const MOST_IN_ONE_TRANSACTION = 512;

interface Job {
  /** Nothing but statements on the database: it may run twice, the first time undone. */
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Stands for what a job would have returned, had it not been undone. */
class Failure {
  readonly error: Error;
  constructor(error: Error) {
    this.error = error;
  }
}

/**
 * Everything written within one turn of the event loop shares one transaction, and so one wait for the disk. One that
 * fails does not hurt its neighbours: each then stands in a savepoint of its own. Whoever asked hears of it after COMMIT.
 */
export interface GroupCommit {
  write<T>(run: () => T): Promise<T>;
  /** Writes what waits, now. */
  flush(): void;
  close(): void;
}

/** `onUndone` is called whenever something written was rolled back: what is kept in memory of it is then wrong. */
export function createGroupCommit(db: Database, onUndone: () => void): GroupCommit {
  const statement = (sql: string) => db.prepare(sql);
  const begin = statement('BEGIN IMMEDIATE');
  const commit = statement('COMMIT');
  const rollback = statement('ROLLBACK');
  const savepoint = statement('SAVEPOINT piece');
  const release = statement('RELEASE piece');
  const rollbackTo = statement('ROLLBACK TO piece');
  let waiting: Job[] = [];
  let scheduled = false;
  let closed = false;

  const runPiece = (job: Job): unknown => {
    savepoint.run();
    try {
      const value = job.run();
      release.run();
      return value;
    } catch (error) {
      onUndone();
      if (!db.inTransaction) throw error; // SQLite gave up the whole transaction (a full disk, an I/O error)
      rollbackTo.run();
      release.run();
      return new Failure(asStoreError(error));
    }
  };

  const inTransaction = (runJobs: () => unknown[]): unknown[] => {
    begin.run();
    try {
      const outcomes = runJobs();
      failpoint('store.before-commit');
      commit.run();
      failpoint('store.after-commit');
      return outcomes;
    } catch (error) {
      onUndone();
      if (db.inTransaction) rollback.run();
      throw error;
    }
  };

  /** Nearly always nothing fails, and no savepoint is needed. When something does, all of it is done again with them. */
  const attempt = (jobs: readonly Job[]): unknown[] => {
    try {
      return inTransaction(() => jobs.map((job) => job.run()));
    } catch (error) {
      // Another program holds the file: a second round would only wait as long again.
      if (jobs.length === 1 || sqliteCode(error)?.startsWith('SQLITE_BUSY') === true) throw error;
      return inTransaction(() => jobs.map(runPiece));
    }
  };

  const writeTogether = (jobs: readonly Job[]): void => {
    let outcomes: unknown[];
    try {
      outcomes = attempt(jobs);
    } catch (thrown) {
      const error = asStoreError(thrown);
      for (const job of jobs) job.reject(error);
      return;
    }
    jobs.forEach((job, index) => {
      const outcome = outcomes[index];
      if (outcome instanceof Failure) job.reject(outcome.error);
      else job.resolve(outcome);
    });
  };

  const turn = (): void => {
    scheduled = false;
    const jobs = waiting.splice(0, MOST_IN_ONE_TRANSACTION);
    if (waiting.length > 0) schedule();
    if (jobs.length > 0) writeTogether(jobs);
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(turn);
  };

  return {
    write: <T>(run: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        if (closed) {
          reject(closedError());
          return;
        }
        // The cast is sound: the value is what `run` returned.
        waiting.push({ run, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      }),
    flush() {
      while (waiting.length > 0) {
        const jobs = waiting;
        waiting = [];
        writeTogether(jobs);
      }
    },
    close() {
      closed = true;
    },
  };
}
