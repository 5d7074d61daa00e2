import type { Database } from 'better-sqlite3';
import type { Instant } from '../../base/clock.ts';

/** Rows thrown away in one go: few enough that nobody has to wait for it. */
const AT_ONCE = 1000;

/**
 * Throws away some of what is past keeping; true when there may be more. Entries are never among it.
 */
export function createPrune(db: Database) {
  const statements = [
    'DELETE FROM effects WHERE ordinal IN (SELECT ordinal FROM effects WHERE finished_at < ? LIMIT ?)',
    // In the order of commits, which is the order of age: it needs no index that every commit would pay for.
    'DELETE FROM commits WHERE at < ? AND rowid IN (SELECT rowid FROM commits ORDER BY rowid LIMIT ?)',
    'DELETE FROM drafts WHERE rowid IN (SELECT rowid FROM drafts WHERE expires_at < ? LIMIT ?)',
  ].map((sql) => db.prepare(sql));
  return (before: Instant): boolean =>
    statements.reduce((more, statement) => statement.run(before, AT_ONCE).changes === AT_ONCE || more, false);
}
