import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { StoreError } from '../../timeline/store.ts';

/** "Must" in the file's header: a database of another program is not taken for ours. */
const APPLICATION_ID = 0x4d757374;
/** drizzle's own table, so that its tools understand the file. */
const APPLIED = '__drizzle_migrations';

/**
 * Brings the file to this version's tables, in one transaction. Throws StoreError `store/newer` when a later Muster
 * wrote it, `store/corrupt` when it belongs to another program, `store/older` when it must not be written and is behind.
 */
export function migrate(
  db: Database,
  options: { readonly readOnly: boolean; readonly migrationsFolder?: string },
): void {
  const known = readMigrationFiles({ migrationsFolder: options.migrationsFolder ?? findMigrations() });
  refuseForeign(db);
  const missing = missingMigrations(db, known);
  if (missing.length === 0) return;
  if (options.readOnly) throw olderError();
  db.transaction(() => {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.exec(`CREATE TABLE IF NOT EXISTS ${APPLIED} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`);
    const applied = db.prepare(`INSERT INTO ${APPLIED} (hash, created_at) VALUES (?, ?)`);
    for (const migration of missingMigrations(db, known)) {
      for (const statement of migration.sql) db.exec(statement);
      applied.run(migration.hash, migration.folderMillis);
    }
  }).immediate();
}

/** Read through a copy (open-sqlite-store.ts); a person hears of it where none can be made. */
export const olderError = (): StoreError =>
  new StoreError(
    'store/older',
    'The database was written by an older Muster, and could not be copied to be read: the folder for temporary files has no room (TMPDIR names another), or somebody wrote to it meanwhile (try again).',
  );

function missingMigrations(db: Database, known: readonly MigrationMeta[]): readonly MigrationMeta[] {
  const hasTable = db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').pluck().get(APPLIED) !== undefined;
  const last = hasTable ? Number(db.prepare(`SELECT max(created_at) FROM ${APPLIED}`).pluck().get() ?? 0) : 0;
  if (last > (known.at(-1)?.folderMillis ?? 0)) {
    throw new StoreError(
      'store/newer',
      'The database was written by a newer Muster. Start that version, or restore a backup that this version made.',
    );
  }
  return known.filter((migration) => migration.folderMillis > last);
}

function refuseForeign(db: Database): void {
  const mark = db.pragma('application_id', { simple: true });
  const hasTables = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1`).get() !== undefined;
  if (mark === APPLICATION_ID || (mark === 0 && !hasTables)) return;
  throw new StoreError(
    'store/corrupt',
    'The file is a database of another program. Give Muster a file of its own in MUSTER_DATABASE_URL.',
  );
}

/** drizzle/sqlite stands at the package's root, however deep the bundler put this file. */
function findMigrations(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'drizzle', 'sqlite');
    if (existsSync(join(candidate, 'meta', '_journal.json'))) return candidate;
    if (folder === dirname(folder)) throw new Error('drizzle/sqlite is missing: install Muster again');
  }
}
