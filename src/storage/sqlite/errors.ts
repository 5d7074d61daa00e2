import { StoreError, type StoreErrorCode } from '../../timeline/store.ts';

/** SQLite's result codes (https://www.sqlite.org/rescode.html) and what a person can do about each. */
const REMEDIES: readonly (readonly [RegExp, StoreErrorCode, string])[] = [
  [
    /^SQLITE_FULL/,
    'store/full',
    'The disk is full: nothing was saved. Make room on the disk that holds the database, then try again.',
  ],
  [
    /^SQLITE_READONLY_(DIRECTORY|CANTINIT)/,
    'store/read-only',
    'The folder of the database cannot be written, and SQLite keeps files beside it even to read; nor could it be copied to the folder for temporary files. Let the user that runs Muster write one of them (TMPDIR names the second), or copy the database with its -wal file into a folder that can be written and name it in MUSTER_DATABASE_URL.',
  ],
  [
    /^SQLITE_(READONLY|PERM)/,
    'store/read-only',
    'The database cannot be written: nothing was saved. Let the user that runs Muster write the file and its folder, then try again.',
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'store/locked',
    'Another program holds the database locked: nothing was saved. Close it (a database browser, a copy of Muster), then try again.',
  ],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    'store/corrupt',
    'The database file is damaged or is not a database. Restore the last backup; `muster verify` then says whether its record is whole.',
  ],
  [
    /^SQLITE_CANTOPEN/,
    'store/failed',
    'The database file cannot be opened. Check that its folder exists and that the user that runs Muster may write there; copy the file to such a place, even if it is only to be read.',
  ],
  [
    /^SQLITE_IOERR/,
    'store/failed',
    'The disk reports an error or has become read-only: nothing was saved. Look at the system log for the disk that holds the database.',
  ],
];

/** What the driver threw, as a StoreError with the remedy; an error that is not the driver's is handed back unchanged. */
export function asStoreError(thrown: unknown): Error {
  const code = sqliteCode(thrown);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (code === undefined) return error;
  for (const [pattern, storeCode, sentence] of REMEDIES) {
    if (pattern.test(code)) return new StoreError(storeCode, sentence, { cause: thrown });
  }
  return error; // a broken constraint or a wrong statement: a bug, not the disk
}

/** `SQLITE_…` when the driver threw it. */
export function sqliteCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return undefined;
  return thrown.code.startsWith('SQLITE_') ? thrown.code : undefined;
}

export const closedError = (): StoreError =>
  new StoreError('store/failed', 'Muster is stopping: nothing was saved. Try again when it runs.');
