import Database from 'better-sqlite3';
import { StoreError } from '../../timeline/store.ts';
import { asStoreError, sqliteCode } from './errors.ts';
import { copyToRead } from './read-copy.ts';

/** 40 MB of write-ahead log between checkpoints: fewer, larger stalls than the default's thousand (performance.md). */
const CHECKPOINT_PAGES = 10_000;
/** In KB. The system keeps the file in memory, too: eight times as much made nothing faster, and an export filled it. */
const CACHE_KB = 8_000;
/** A reader beside the bot may have to wait for a checkpoint. */
export const READER_WAITS_MS = 2_000;
/** Whoever waits for the file holds up everybody: a person must be told within three seconds, and there is one writer by right. */
export const WRITER_WAITS_MS = 250;

export interface Connection {
  readonly db: Database.Database;
  close(): void;
}

interface ConnectionOptions {
  readonly readOnly: boolean;
  readonly maxPages?: number;
}

/** Opens the file, refuses a second writer. Throws StoreError. Only to be read, a copy will do where nothing can be written beside it. */
export function openConnection(path: string, options: ConnectionOptions): Connection {
  const lock = options.readOnly || path === ':memory:' ? undefined : takeWriterLock(path);
  try {
    return connected(path, options, () => lock?.close());
  } catch (error) {
    const copy = options.readOnly && isFolderClosed(error) ? copyToRead(path) : undefined;
    if (!copy) throw unopened(path, error);
    try {
      return connected(copy.path, { readOnly: true }, () => {
        copy.remove();
      });
    } catch (ofCopy) {
      throw unopened(path, ofCopy);
    }
  }
}

/** `release` is called when the connection closes, and when it cannot be opened. */
function connected(path: string, options: ConnectionOptions, release: () => void): Connection {
  try {
    const db = opened(path, options);
    return {
      db,
      close() {
        db.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

function opened(path: string, options: ConnectionOptions): Database.Database {
  const db = new Database(path, {
    readonly: options.readOnly,
    fileMustExist: options.readOnly,
    timeout: options.readOnly ? READER_WAITS_MS : WRITER_WAITS_MS,
  });
  try {
    if (!options.readOnly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    }
    if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
    db.pragma('temp_store = MEMORY');
    db.pragma(`cache_size = -${CACHE_KB}`);
    // Reads the header: a file that is no database is found here.
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    // What may not be written SQLite opens for reading, without a word: it is better found out now than by the first commit.
    if (!options.readOnly) db.pragma(`user_version = ${Number(db.pragma('user_version', { simple: true }))}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What SQLite says where it cannot make its files beside a database. */
const isFolderClosed = (error: unknown): boolean => /^SQLITE_(READONLY|CANTOPEN)/.test(sqliteCode(error) ?? '');

/**
 * One process writes. The lock is SQLite's own exclusive lock on an empty file beside the database: the system drops
 * it with the process, however that ends, and readers of the database itself are not in its way.
 */
function takeWriterLock(path: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(`${path}-lock`, { timeout: 0 });
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) {
      throw new StoreError(
        'store/locked',
        `Another Muster is running on ${path}. Stop it first, or give this one a file of its own in MUSTER_DATABASE_URL.`,
        { cause: error },
      );
    }
    throw unopened(path, error);
  }
}

function unopened(path: string, thrown: unknown): unknown {
  if (thrown instanceof StoreError) return thrown;
  // better-sqlite3 says so itself, without SQLite's code, when the folder is missing.
  if (thrown instanceof TypeError && thrown.message.includes('directory does not exist')) {
    return new StoreError(
      'store/failed',
      `The folder of ${path} does not exist. Make it, or correct MUSTER_DATABASE_URL.`,
      {
        cause: thrown,
      },
    );
  }
  const error = asStoreError(thrown);
  return error instanceof StoreError
    ? new StoreError(error.code, `${path}: ${error.message}`, { cause: thrown })
    : error;
}
