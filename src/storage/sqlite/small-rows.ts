import type { Database } from 'better-sqlite3';
import type { Instant } from '../../base/clock.ts';
import type { Json } from '../../base/canonical-json.ts';
import type { Draft, Snapshot } from '../../timeline/store.ts';

interface DraftRow {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly data: string;
  readonly expires_at: number;
}

const draftOf = (row: DraftRow): Draft => ({
  id: row.id,
  kind: row.kind,
  owner: row.owner,
  data: JSON.parse(row.data) as Json,
  expiresAt: row.expires_at,
});

/** Previews and unfinished forms. */
export function createDraftRows(db: Database) {
  const put = db.prepare(
    `INSERT INTO drafts (id, kind, owner, data, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, owner = excluded.owner, data = excluded.data, expires_at = excluded.expires_at`,
  );
  const get = db.prepare<[string, Instant], DraftRow>('SELECT * FROM drafts WHERE id = ? AND expires_at > ?');
  const take = db.prepare<[string, Instant], DraftRow>(
    'DELETE FROM drafts WHERE id = ? AND expires_at > ? RETURNING *',
  );
  const list = db.prepare<[string, Instant, number], DraftRow>(
    'SELECT * FROM drafts WHERE kind = ? AND expires_at > ? ORDER BY expires_at, id LIMIT ?',
  );
  const found = (row: DraftRow | undefined): Draft | undefined => row && draftOf(row);
  return {
    save: (draft: Draft) =>
      void put.run(draft.id, draft.kind, draft.owner, JSON.stringify(draft.data), draft.expiresAt),
    get: (id: string, now: Instant) => found(get.get(id, now)),
    take: (id: string, now: Instant) => found(take.get(id, now)),
    list: (kind: string, now: Instant, limit: number) => list.all(kind, now, limit).map(draftOf),
  };
}

/** Where a long stream's folds stood. */
export function createSnapshotRows(db: Database) {
  const put = db.prepare(
    `INSERT INTO snapshots (stream, fold, seq, version, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (stream, fold) DO UPDATE SET seq = excluded.seq, version = excluded.version, state = excluded.state`,
  );
  const get = db.prepare<[string, string], { seq: number; version: number; state: string }>(
    'SELECT seq, version, state FROM snapshots WHERE stream = ? AND fold = ?',
  );
  const dropAll = db.prepare('DELETE FROM snapshots');
  return {
    save: (stream: string, fold: string, { seq, version, state }: Snapshot) =>
      void put.run(stream, fold, seq, version, JSON.stringify(state)),
    dropAll: () => void dropAll.run(),
    /** One that cannot be read is none: the entries say it all again. */
    get(stream: string, fold: string): Snapshot | undefined {
      const row = get.get(stream, fold);
      try {
        return row && { seq: row.seq, version: row.version, state: JSON.parse(row.state) as Json };
      } catch {
        return undefined;
      }
    },
  };
}

export function createSettingRows(db: Database) {
  const put = db.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const get = db.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck();
  return {
    set: (name: string, value: string) => void put.run(name, value),
    get: (name: string): string | undefined => get.get(name),
  };
}
