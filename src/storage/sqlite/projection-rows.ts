import type { Database } from 'better-sqlite3';
import { isSameJson, type Json } from '../../base/canonical-json.ts';
import type { Entry } from '../../timeline/entry.ts';
import { type EntryKinds, upcast } from '../../timeline/entry-kind.ts';
import type { ProjectedRow, Projection, ProjectionQuery } from '../../timeline/projection.ts';
import type { EntryRows } from './entry-rows.ts';

/** Rows kept parsed: the same incident is looked up for every command that is given in its channel. */
const MOST_IN_MEMORY = 20_000;

interface KeptRow {
  readonly bucket: string;
  readonly sort: number;
  readonly row: Json;
}

/** Tables kept equal to the entries. All of it runs inside whatever transaction is open. */
export function createProjectionRows(
  db: Database,
  entries: EntryRows,
  projections: readonly Projection[],
  kinds: EntryKinds,
) {
  const byKind = new Map<string, Projection[]>();
  for (const projection of projections) {
    for (const kind of projection.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), projection]);
  }
  const getRow = db.prepare<[string, string], { readonly bucket: string; readonly sort: number; readonly row: string }>(
    'SELECT bucket, sort, row FROM projected_rows WHERE projection = ? AND key = ?',
  );
  const putRow = db.prepare(
    `INSERT INTO projected_rows (projection, key, bucket, sort, row) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (projection, key) DO UPDATE SET bucket = excluded.bucket, sort = excluded.sort, row = excluded.row`,
  );
  const setRow = db.prepare('UPDATE projected_rows SET row = ? WHERE projection = ? AND key = ?');
  const dropRow = db.prepare('DELETE FROM projected_rows WHERE projection = ? AND key = ?');
  const dropRows = db.prepare('DELETE FROM projected_rows WHERE projection = ?');
  const versionOf = db.prepare<[string], number>('SELECT version FROM projections WHERE name = ?').pluck();
  const setVersion = db.prepare(
    `INSERT INTO projections (name, version) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version`,
  );
  const names = db.prepare<[], string>('SELECT name FROM projections').pluck();
  const dropVersion = db.prepare('DELETE FROM projections WHERE name = ?');

  // Who holds the file for writing is alone, so what is in memory is what is on disk, until a rollback says otherwise.
  // Whoever only reads looks each time: Muster may be writing meanwhile.
  const remembered = db.readonly ? [] : projections;
  const parsed = new Map(remembered.map(({ name }) => [name, new Map<string, KeptRow>()]));
  const keep = (projection: Projection, key: string, kept: KeptRow): void => {
    const rows = parsed.get(projection.name);
    if (rows && rows.size >= MOST_IN_MEMORY) rows.clear();
    rows?.set(key, kept);
  };
  const forget = (): void => {
    for (const rows of parsed.values()) rows.clear();
  };

  const get = (projection: Projection, key: string): Json | undefined => {
    const known = parsed.get(projection.name)?.get(key);
    if (known !== undefined) return known.row;
    const stored = getRow.get(projection.name, key);
    if (stored === undefined) return undefined;
    const row = JSON.parse(stored.row) as Json;
    keep(projection, key, { ...stored, row });
    return row;
  };

  const applyTo = (projection: Projection, entry: Entry): void => {
    for (const change of projection.apply(entry, (key) => get(projection, key))) {
      if (change.row === null) {
        parsed.get(projection.name)?.delete(change.key);
        dropRow.run(projection.name, change.key);
      } else {
        const { key, bucket = '', sort = 0, row } = change;
        const before = parsed.get(projection.name)?.get(key);
        keep(projection, key, { bucket, sort, row });
        // What stays at its place in the lists is not taken out of their indexes and put back.
        if (before?.bucket === bucket && before.sort === sort) setRow.run(JSON.stringify(row), projection.name, key);
        else putRow.run(projection.name, key, bucket, sort, JSON.stringify(row));
      }
    }
  };

  /** One pass over all entries, whatever the number of projections. Erased entries are passed over: nothing is left of them. */
  function* heardBy(some: readonly Projection[]): Generator<readonly [Projection, Entry]> {
    for (const entry of entries.all()) {
      const listening = some.filter((projection) => projection.kinds.has(entry.kind) && hears(projection, entry));
      if (listening.length === 0) continue;
      const current = upcast(kinds, entry);
      for (const projection of listening) yield [projection, current];
    }
  }

  const rebuild = (stale: readonly Projection[]): void => {
    if (stale.length === 0) return;
    forget();
    for (const projection of stale) dropRows.run(projection.name);
    for (const [projection, entry] of heardBy(stale)) applyTo(projection, entry);
    for (const projection of stale) setVersion.run(projection.name, projection.version);
  };

  /** What the entries say that the rows are, beside what they are. */
  const wrong = (): readonly { readonly projection: string; readonly key: string }[] => {
    const built = new Map(projections.map(({ name }) => [name, new Map<string, KeptRow>()]));
    for (const [projection, entry] of heardBy(projections)) {
      const rows = built.get(projection.name);
      for (const { key, bucket = '', sort = 0, row } of projection.apply(entry, (known) => rows?.get(known)?.row)) {
        if (row === null) rows?.delete(key);
        else rows?.set(key, { bucket, sort, row });
      }
    }
    return [...built].flatMap(([projection, rows]) => {
      const found: { readonly projection: string; readonly key: string }[] = [];
      for (const { key, ...stored } of allRows.iterate(projection)) {
        const said = rows.get(key);
        if (!said || !isSame(said, stored)) found.push({ projection, key });
        rows.delete(key);
      }
      return [...found, ...[...rows.keys()].map((key) => ({ projection, key }))];
    });
  };

  const page = (order: 'ASC' | 'DESC', bucketed: boolean) =>
    db.prepare<unknown[], { key: string; sort: number; row: string }>(
      `SELECT key, sort, row FROM projected_rows WHERE projection = ?||'' ${bucketed ? "AND bucket = ?||''" : ''}
         AND sort ${order === 'ASC' ? '>' : '<'} ?+0 ORDER BY sort ${order}, key ${order} LIMIT ?+0`,
    );
  const pages = {
    ascending: { all: page('ASC', false), bucket: page('ASC', true) },
    descending: { all: page('DESC', false), bucket: page('DESC', true) },
  };
  const allRows = db.prepare<[string], { key: string; bucket: string; sort: number; row: string }>(
    'SELECT key, bucket, sort, row FROM projected_rows WHERE projection = ?',
  );
  const countAll = db.prepare<[string], number>('SELECT count(*) FROM projected_rows WHERE projection = ?').pluck();
  const countBucket = db
    .prepare<[string, string], number>('SELECT count(*) FROM projected_rows WHERE projection = ? AND bucket = ?')
    .pluck();

  return {
    apply(entry: Entry): void {
      const listening = byKind.get(entry.kind);
      if (!listening) return;
      for (const projection of listening) if (hears(projection, entry)) applyTo(projection, entry);
    },

    /** Those whose rows were built by another version of their code. */
    stale: (): readonly Projection[] =>
      projections.filter((projection) => versionOf.get(projection.name) !== projection.version),

    rebuild,

    wrong,

    /** Something that was written was rolled back: what is in memory may be wrong. */
    forget,

    /** The rows of projections that nobody declares any more. */
    dropUnknown(): void {
      const known = new Set(projections.map((projection) => projection.name));
      for (const name of names.all()) {
        if (known.has(name)) continue;
        dropRows.run(name);
        dropVersion.run(name);
      }
    },

    /** Those that listen to any of these kinds. */
    listeningTo: (entryKinds: ReadonlySet<string>): readonly Projection[] =>
      projections.filter((projection) => [...entryKinds].some((kind) => projection.kinds.has(kind))),

    // The casts are sound: under a projection's name only its own rows are kept.
    get: <Row extends Json>(projection: Projection<Row>, key: string): Row | undefined =>
      get(projection, key) as Row | undefined,

    list<Row extends Json>(projection: Projection<Row>, query: ProjectionQuery): readonly ProjectedRow<Row>[] {
      const { bucket, order = 'ascending', limit } = query;
      const behind = query.behind ?? (order === 'ascending' ? -Number.MAX_VALUE : Number.MAX_VALUE);
      const rows =
        bucket === undefined
          ? pages[order].all.all(projection.name, behind, limit)
          : pages[order].bucket.all(projection.name, bucket, behind, limit);
      return rows.map(({ key, sort, row }) => ({ key, sort, row: JSON.parse(row) as Row }));
    },

    count: (projection: Pick<Projection, 'name'>, bucket?: string): number =>
      (bucket === undefined ? countAll.get(projection.name) : countBucket.get(projection.name, bucket)) ?? 0,
  };
}

/** Whether a stored row says what was built; the order of its keys may be that of an earlier version. */
function isSame(built: KeptRow, stored: { readonly bucket: string; readonly sort: number; readonly row: string }) {
  if (stored.bucket !== built.bucket || stored.sort !== built.sort) return false;
  try {
    return isSameJson(JSON.parse(stored.row), built.row);
  } catch {
    return false; // no JSON any more
  }
}

export type ProjectionRows = ReturnType<typeof createProjectionRows>;

/** What was erased is told to those alone that know how to go on without it. */
const hears = (projection: Projection, entry: Entry): boolean => entry.data !== null || projection.hearsErased === true;
