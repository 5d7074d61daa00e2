import type { Database } from 'better-sqlite3';
import { canonicalJson } from '../../base/canonical-json.ts';
import { GENESIS, sourceText } from '../../timeline/chain.ts';
import { type Entry, type Party, type Precision, type Source, streamType } from '../../timeline/entry.ts';
import { type Head, type ReadRange, type Stray, UnreadableEntry } from '../../timeline/store.ts';

/** The order of `COLUMNS`; rows are read as arrays, which takes a quarter of the time (performance.md). */
type EntryRow = readonly [
  stream: string,
  seq: number,
  id: string,
  kind: string,
  v: number,
  eventAt: number | null,
  precision: Precision,
  after: string | null,
  recordedAt: number,
  actorKind: Party['kind'],
  actorId: string,
  subjectKind: string | null,
  subjectId: string | null,
  source: string,
  revises: string | null,
  masked: number,
  data: string | null,
  salt: string | null,
  digest: string,
  hash: string,
  erasedBy: string | null,
];

const COLUMNS = `stream, seq, id, kind, v, event_at, precision, after_id, recorded_at, actor_kind, actor_id,
  subject_kind, subject_id, source, revises, masked, data, salt, digest, hash, erased_by`;

const REBUILD_PAGE = 1000;
const MOST_ENDS = 20_000;
/** For each row that is wanted: reading one in a row takes a third of looking it up. */
const MOST_PASSED_OVER = 2;
const ROWID = 21; // behind the columns

/**
 * `?||''` and `?+0` stand for `?` where rows are ordered: this SQLite (SQLITE_ENABLE_STAT4) plans such a statement anew
 * at each run when it sees a bare parameter, 11 µs instead of 2.
 */

/** Reading and appending entries. All of it runs inside whatever transaction is open. */
export function createEntryRows(db: Database) {
  const insertRow = db.prepare(`INSERT INTO entries (${COLUMNS}, cause_id) VALUES (${'?, '.repeat(21)}?)`);
  const lastOf = db
    .prepare<[string], [number, string, number]>(
      "SELECT seq, hash, recorded_at FROM entries WHERE stream = ?||'' ORDER BY seq DESC LIMIT 1",
    )
    .raw();
  const lastSeqOf = db
    .prepare<[string], number>("SELECT seq FROM entries WHERE stream = ?||'' ORDER BY seq DESC LIMIT 1")
    .pluck();
  const select = (order: 'ASC' | 'DESC') =>
    db
      .prepare<[string, number, number, number], EntryRow>(
        `SELECT ${COLUMNS} FROM entries WHERE stream = ?||'' AND seq > ?+0 AND seq <= ?+0 ORDER BY seq ${order} LIMIT ?+0`,
      )
      .raw();
  const ascending = select('ASC');
  const descending = select('DESC');
  const bySeq = db
    .prepare<[string, number], EntryRow>(`SELECT ${COLUMNS} FROM entries WHERE stream = ?||'' AND seq = ?+0`)
    .raw();
  const byId = db.prepare<[string], EntryRow>(`SELECT ${COLUMNS} FROM entries WHERE id = ?`).raw();
  // Text alone: a BLOB stands behind all of it, and asked for what comes behind it, SQLite would name it again.
  const nextStream = db
    .prepare<[string], string>(
      "SELECT stream FROM entries WHERE stream > ?||'' AND stream < x'' ORDER BY stream LIMIT 1",
    )
    .pluck();
  const strays = db.prepare<[], Stray>(
    `SELECT iif(typeof(stream) = 'text', stream, quote(stream)) AS stream, seq, id AS entryId FROM entries WHERE rowid IN (
       SELECT rowid FROM entries WHERE typeof(stream) <> 'text' OR stream = ''
         OR typeof(seq) <> 'integer' OR seq < 1 OR seq > ${Number.MAX_SAFE_INTEGER})`,
  );
  const inOrder = db
    .prepare<[number, number], readonly [...EntryRow, rowid: number]>(
      `SELECT ${COLUMNS}, rowid FROM entries WHERE rowid > ?+0 ORDER BY rowid LIMIT ?+0`,
    )
    .raw();

  const ends = new Map<string, { readonly seq: number; readonly hash: string }>();
  const keepEnd = (stream: string, end: { readonly seq: number; readonly hash: string }): void => {
    if (ends.size >= MOST_ENDS) ends.clear();
    ends.set(stream, end);
  };

  return {
    insert(entry: Entry, causeId: string): void {
      ends.set(entry.stream, { seq: entry.seq, hash: entry.hash });
      insertRow.run(
        entry.stream,
        entry.seq,
        entry.id,
        entry.kind,
        entry.v,
        entry.eventAt,
        entry.precision,
        entry.after,
        entry.recordedAt,
        entry.actor.kind,
        entry.actor.id,
        entry.subject?.kind ?? null,
        entry.subject?.id ?? null,
        sourceText(entry.source),
        entry.revises,
        entry.masked ? 1 : 0,
        entry.data === null ? null : canonicalJson(entry.data),
        entry.salt,
        entry.digest,
        entry.hash,
        entry.erasedBy,
        causeId,
      );
    },

    /**
     * Whether the stream ends there, by number and by hash: by number alone, entries that follow from one that was never
     * written could take another's place. From memory where it can be: only this process writes.
     */
    endsAt(stream: string, seq: number, hash: string): boolean {
      let end = ends.get(stream);
      if (end === undefined) {
        const row = lastOf.get(stream);
        end = row ? { seq: row[0], hash: row[1] } : { seq: 0, hash: GENESIS };
        keepEnd(stream, end);
      }
      return end.seq === seq && end.hash === hash;
    },

    /** Something that was inserted was rolled back: what is in memory may be wrong. */
    forgetEnds(): void {
      ends.clear();
    },

    head(stream: string): Head | undefined {
      const row = lastOf.get(stream);
      if (row && !db.readonly) keepEnd(stream, { seq: row[0], hash: row[1] });
      return row && { seq: row[0], hash: row[1], recordedAt: row[2] };
    },

    read(stream: string, range: ReadRange = {}): readonly Entry[] {
      const { behind = 0, upTo = Number.MAX_SAFE_INTEGER, limit = -1, order = 'ascending' } = range;
      return (order === 'ascending' ? ascending : descending).all(stream, behind, upTo, limit).map(entryOf);
    },

    /** What lies close together is read in one go; else a statement each: in one for all, SQLite would have to sort whole rows. */
    pick(stream: string, seqs: readonly number[]): readonly Entry[] {
      if (seqs.length === 0) return [];
      const first = seqs.reduce((least, seq) => Math.min(least, seq), Infinity);
      const last = seqs.reduce((most, seq) => Math.max(most, seq), 0);
      let rows: readonly (EntryRow | undefined)[];
      if (last - first < MOST_PASSED_OVER * seqs.length) {
        const between = ascending.all(stream, first - 1, last, -1);
        const places = new Array<EntryRow | undefined>(last - first + 1);
        for (const row of between) places[row[1] - first] = row;
        rows = seqs.map((seq) => places[seq - first]);
      } else rows = seqs.map((seq) => bySeq.get(stream, seq));
      return rows.filter((row) => row !== undefined).map(entryOf);
    },

    find(id: string): Entry | undefined {
      const row = byId.get(id);
      return row && entryOf(row);
    },

    /** A step from stream to stream through the index: the entries in between are not touched. */
    streams(query: { readonly type?: string; readonly behind?: string; readonly limit: number }): readonly string[] {
      const { type, behind = '', limit } = query;
      const found: string[] = [];
      let last = behind;
      if (type !== undefined && behind < type) {
        if (lastSeqOf.get(type) !== undefined) found.push(type);
        last = type;
      }
      while (found.length < limit) {
        const next = nextStream.get(last);
        if (next === undefined || (type !== undefined && streamType(next) !== type)) break;
        found.push(next);
        last = next;
      }
      return found.slice(0, limit);
    },

    strays: (): readonly Stray[] => strays.all(),

    /** Every entry in the order of commits, a page in memory at a time: for rebuilding what is derived from them. */
    *all(): Generator<Entry> {
      for (let last = 0; ;) {
        const page = inOrder.all(last, REBUILD_PAGE);
        for (const row of page) yield entryOf(row);
        const end = page.at(-1);
        if (end === undefined) return;
        last = end[ROWID];
      }
    },
  };
}

export type EntryRows = ReturnType<typeof createEntryRows>;

/** The parsing edge: rows are Muster's own, and what somebody did to them is `muster verify`'s to find. Throws UnreadableEntry. */
function entryOf(row: EntryRow | readonly [...EntryRow, rowid: number]): Entry {
  try {
    return entryIn(row);
  } catch (error) {
    throw new UnreadableEntry({ stream: row[0], seq: row[1], id: row[2] }, { cause: error });
  }
}

function entryIn(row: EntryRow | readonly [...EntryRow, rowid: number]): Entry {
  return {
    id: row[2],
    stream: row[0],
    seq: row[1],
    kind: oneOf(row[3]),
    v: row[4],
    eventAt: row[5],
    precision: row[6],
    after: row[7],
    recordedAt: row[8],
    actor: { kind: row[9], id: row[10] },
    subject: row[11] === null ? null : { kind: row[11], id: row[12] ?? '' },
    source: sourceIn(JSON.parse(row[13]) as Source),
    revises: row[14],
    masked: row[15] === 1,
    data: row[16] === null ? null : (JSON.parse(row[16]) as unknown),
    salt: row[17],
    digest: row[18],
    hash: row[19],
    erasedBy: row[20],
  };
}

/** Its own members: what somebody added is covered by no hash. */
const sourceIn = ({ kind, correlationId, permalink }: Source): Source => ({
  kind,
  ...(correlationId !== undefined && { correlationId }),
  ...(permalink !== undefined && { permalink }),
});

const MOST_KNOWN = 1000;
const known = new Map<string, string>();

/** SQLite gives every row a string of its own; of the kinds, which are few and are looked up in tables, one each is kept. */
function oneOf(kind: string): string {
  const before = known.get(kind);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(kind, kind);
  return kind;
}
