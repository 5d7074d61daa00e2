import type { Database } from 'better-sqlite3';
import type { Instant } from '../../base/clock.ts';
import type { Json } from '../../base/canonical-json.ts';
import { createInFlight } from '../../base/in-flight.ts';
import {
  DECIDES,
  type Effect,
  type EffectChange,
  type EffectDraft,
  type EffectOutcome,
  type EffectState,
} from '../../timeline/effect.ts';
import type { EffectQuery } from '../../timeline/store.ts';

interface EffectRow {
  readonly ordinal: number;
  readonly id: string;
  readonly kind: string;
  readonly lane: string | null;
  readonly key: string | null;
  readonly due_at: number;
  readonly not_before: number | null;
  readonly payload: string;
  readonly state: EffectState;
  readonly attempts: number;
  readonly stream: string;
  readonly cause_id: string;
  readonly created_at: number;
  readonly last_error: string | null;
  readonly taken_back: number;
  readonly pool: string;
}

/** What of a row stays as it is while it runs. */
type Place = Pick<EffectRow, 'ordinal' | 'lane' | 'key'>;

const COLUMNS = `ordinal, id, kind, lane, key, due_at, not_before, payload, state, attempts, stream, cause_id, created_at, last_error, taken_back, pool`;

/**
 * The outbox. The first unfinished effect of a lane is the only one with `ready_at`; when it finishes, the next one
 * gets it. So neither claiming nor waking up ever looks at those who wait in line. (`?||''`: see entry-rows.ts.)
 */
export function createEffectRows(db: Database) {
  const insertRow = db.prepare(
    `INSERT INTO effects (id, kind, pool, lane, key, due_at, payload, state, attempts, stream, cause_id, created_at, ready_at, taken_back)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?, ?, 0)`,
  );
  // One that was tried keeps its id, which may have reached the far side: what takes its place must not be done beside it.
  // It also keeps its age, unless that is of a clock that was put back since.
  const replaceRow = db.prepare(
    `UPDATE effects SET id = iif(last_error IS NULL, ?, id), created_at = iif(last_error IS NULL, ?, min(created_at, ?)),
       kind = ?, pool = ?, due_at = ?, payload = ?, stream = ?, cause_id = ?, ready_at = iif(ready_at IS NULL, NULL, ?) WHERE ordinal = ?`,
  );
  const rearmRow = db.prepare(
    `UPDATE effects SET id = ?, kind = ?, pool = ?, due_at = ?, not_before = NULL, payload = ?, state = 'pending', attempts = 0, stream = ?,
       cause_id = ?, created_at = ?, last_error = NULL, ready_at = ?, taken_back = 0 WHERE ordinal = ? AND state = 'running'`,
  );
  const takeOver = db.prepare(
    'UPDATE effects SET kind = ?, pool = ?, payload = ?, stream = ?, cause_id = ? WHERE ordinal = ?',
  );
  const dropRow = db.prepare('DELETE FROM effects WHERE ordinal = ?');
  const laneIsBusy = db.prepare('SELECT 1 FROM effects WHERE lane = ? AND finished_at IS NULL LIMIT 1').pluck();
  const pendingByKey = db.prepare<[string], EffectRow>(
    `SELECT ${COLUMNS} FROM effects WHERE key = ? AND state = 'pending'`,
  );
  const lastRanByKey = db.prepare<[string], number | null>("SELECT max(ran_at) FROM effects WHERE key = ?||''").pluck();
  const takeBackRunning = db.prepare(`UPDATE effects SET taken_back = 1 WHERE key = ? AND state = 'running'`);
  const promoteNext = db.prepare(
    `UPDATE effects SET ready_at = due_at WHERE state = 'pending' AND ordinal =
       (SELECT ordinal FROM effects WHERE lane = ?||'' AND finished_at IS NULL ORDER BY ordinal LIMIT 1)`,
  );
  const finishRow = db.prepare(
    `UPDATE effects SET state = ?, finished_at = ?, last_error = ?, ready_at = NULL WHERE ordinal = ?`,
  );
  const doneRow = db.prepare(
    `UPDATE effects SET state = 'done', finished_at = ?, last_error = NULL, ready_at = NULL WHERE ordinal = ? AND state = 'running'`,
  );
  const forgetOlder = db.prepare('DELETE FROM effects WHERE key = ? AND finished_at IS NOT NULL AND ordinal <> ?');
  const parkRow = db.prepare(`UPDATE effects SET state = 'parked', ready_at = NULL, last_error = ? WHERE ordinal = ?`);
  const againRow = db.prepare(
    `UPDATE effects SET state = 'pending', due_at = ?, not_before = ?, ready_at = ?, last_error = ?, attempts = attempts - ?
     WHERE ordinal = ?`,
  );
  const unparkRow = db.prepare(
    `UPDATE effects SET state = 'pending', due_at = ?, not_before = NULL, ready_at = ?, attempts = 0 WHERE ordinal = ?`,
  );
  const claimRows = db.prepare<[Instant, Instant, string, Instant, number], EffectRow>(
    `UPDATE effects SET state = 'running', ready_at = ?, ran_at = ?, attempts = attempts + 1 WHERE ordinal IN
       (SELECT ordinal FROM effects WHERE pool = ?||'' AND ready_at <= ?+0 ORDER BY ready_at, ordinal LIMIT ?+0) RETURNING ${COLUMNS}`,
  );
  // A timer has no lane; what has one and is not due yet was tried before, or keeps its distance.
  const dueSinceClockWentBack = db.prepare(
    `UPDATE effects SET due_at = @now, not_before = NULL, ready_at = iif(ready_at IS NULL, NULL, @now)
     WHERE state = 'pending' AND finished_at IS NULL AND due_at > @now AND (lane IS NOT NULL OR last_error IS NOT NULL)
       AND max(created_at, ifnull(ran_at, 0)) > @now`,
  );
  const ranBeforeClockWentBack = db.prepare('UPDATE effects SET ran_at = @now WHERE ran_at > @now');
  const byId = db.prepare<[string], EffectRow>(`SELECT ${COLUMNS} FROM effects WHERE id = ?`);
  /** Of each pool when its first is due, by one step in the index a pool. */
  const firstReady = db.prepare<[], { readonly pool: string; readonly at: Instant }>(
    `WITH RECURSIVE pools(pool) AS (
       SELECT (SELECT pool FROM effects INDEXED BY effects_ready WHERE ready_at IS NOT NULL ORDER BY pool LIMIT 1)
       UNION ALL
       SELECT (SELECT pool FROM effects INDEXED BY effects_ready WHERE ready_at IS NOT NULL AND pool > pools.pool ORDER BY pool LIMIT 1)
         FROM pools WHERE pools.pool IS NOT NULL)
     SELECT pool, (SELECT min(ready_at) FROM effects INDEXED BY effects_ready WHERE pool = pools.pool AND ready_at IS NOT NULL) AS at
       FROM pools WHERE pool IS NOT NULL`,
  );
  // By the one index that holds what is not finished, and that alone: by its own choice SQLite goes through all keys there ever were.
  const unfinishedKeys = db
    .prepare<[string], string>(
      `SELECT key FROM effects INDEXED BY effects_in_lane WHERE kind = ? AND key IS NOT NULL AND finished_at IS NULL AND state IN ('pending', 'running')`,
    )
    .pluck();
  const abandonedRows = db.prepare<[], EffectRow>(
    `SELECT ${COLUMNS} FROM effects WHERE state = 'running' AND finished_at IS NULL`,
  );

  /** Those that this process took and that run: where they stand does not change, so nothing is looked up to finish them. */
  let taken = createInFlight<Place>();

  /** Of a key's finished effects only the last is kept: the distance to the next run is counted from it. */
  const makeRoom = (place: Place): void => {
    if (place.lane !== null) promoteNext.run(place.lane);
    if (place.key !== null) forgetOlder.run(place.key, place.ordinal);
  };

  const finish = (row: EffectRow, state: EffectState, now: Instant, reason: string | null): void => {
    finishRow.run(state, now, reason, row.ordinal);
    makeRoom(row);
  };

  const isReplaced = (row: EffectRow): boolean =>
    row.taken_back === 1 || (row.key !== null && pendingByKey.get(row.key) !== undefined);

  const again = (row: EffectRow, now: Instant, at: Instant, reason: string, waits: boolean): void => {
    const newer = row.key === null ? undefined : pendingByKey.get(row.key);
    if (row.taken_back === 1 || (newer && newer.lane !== row.lane)) {
      finish(row, 'cancelled', now, reason);
      return;
    }
    let dueAt = at;
    if (newer) {
      // What is newer is done, under the id of the try of which nobody knows how it ended.
      takeOver.run(newer.kind, newer.pool, newer.payload, newer.stream, newer.cause_id, row.ordinal);
      dropRow.run(newer.ordinal);
      dueAt = Math.max(at, newer.due_at);
    }
    againRow.run(dueAt, dueAt, dueAt, reason, waits ? 1 : 0, row.ordinal);
  };

  const add = (
    id: string,
    stream: string,
    draft: EffectDraft,
    causeId: string,
    at: Instant,
    completes: string | undefined,
  ): boolean => {
    const { kind, lane, key = null, pool = '' } = draft;
    let dueAt = draft.dueAt ?? at;
    const payload = JSON.stringify(draft.payload);
    if (key !== null) {
      if (draft.minIntervalMs !== undefined)
        dueAt = Math.max(dueAt, (lastRanByKey.get(key) ?? 0) + draft.minIntervalMs);
      const pending = pendingByKey.get(key);
      if (pending?.lane === lane) {
        dueAt = Math.max(dueAt, pending.not_before ?? 0);
        replaceRow.run(id, at, at, kind, pool, dueAt, payload, stream, causeId, dueAt, pending.ordinal);
        return false;
      }
      if (draft.ifPending === true) return false;
      if (pending) finish(pending, 'cancelled', at, null);
      // A timer that sets itself again: one row is written instead of two, and none is left over.
      const self = completes === undefined || lane !== null ? undefined : taken.get(completes);
      if (completes !== undefined && self?.key === key && self.lane === null) {
        taken.delete(completes);
        const set = rearmRow.run(id, kind, pool, dueAt, payload, stream, causeId, at, dueAt, self.ordinal);
        if (set.changes > 0) return true;
      }
    }
    const waits = lane !== null && laneIsBusy.get(lane) !== undefined;
    insertRow.run(id, kind, pool, lane, key, dueAt, payload, stream, causeId, at, waits ? null : dueAt);
    return false;
  };

  const settle = (id: string, now: Instant, outcome: EffectOutcome, retryAt: Instant | null): void => {
    const place = outcome.outcome === 'done' ? taken.get(id) : undefined;
    taken.delete(id);
    if (place) {
      if (doneRow.run(now, place.ordinal).changes > 0) makeRoom(place);
      return;
    }
    const row = byId.get(id);
    if (row?.state !== 'running') return; // finished by the commit that recorded it, or claimed anew
    if (outcome.outcome === 'done') finish(row, 'done', now, null);
    else if (outcome.outcome === 'park') parkRow.run(outcome.reason, row.ordinal);
    else again(row, now, retryAt ?? now, outcome.reason, 'waits' in outcome && outcome.waits === true);
  };

  return {
    /** `completes`: the effect of which this is the result. True when that one set itself again, and so has ended. */
    change(
      id: string,
      stream: string,
      change: EffectChange,
      causeId: string,
      at: Instant,
      completes: string | undefined,
    ): boolean {
      if ('kind' in change) return add(id, stream, change, causeId, at, completes);
      const pending = pendingByKey.get(change.cancel);
      if (pending) finish(pending, 'cancelled', at, null);
      if (change.ifPending !== true) takeBackRunning.run(change.cancel);
      return false;
    },

    claim(now: Instant, leaseUntil: Instant, limit: (pool: string) => number): readonly Effect[] {
      const due = firstReady.all().flatMap(({ pool, at }) => (at <= now ? [pool] : []));
      const take = (pool: string, most: number): readonly EffectRow[] =>
        most > 0 ? claimRows.all(leaseUntil, now, pool, now, most) : [];
      const deciding = due.includes(DECIDES) ? take(DECIDES, limit(DECIDES)) : [];
      const others = due.filter((pool) => pool !== DECIDES).map((pool) => take(pool, limit(pool) - deciding.length));
      const claimed = [...deciding, ...others.flat()].sort((a, b) => a.due_at - b.due_at || a.ordinal - b.ordinal);
      const takenBack = claimed.filter((row) => row.taken_back === 1); // its process died, and nobody wants it any more
      for (const row of takenBack) finish(row, 'cancelled', now, null);
      const wanted = claimed.filter((row) => row.taken_back === 0);
      for (const { id, ordinal, lane, key } of wanted) taken.set(id, { ordinal, lane, key });
      return wanted.map(effectOf);
    },

    settle,

    complete(id: string, now: Instant): void {
      settle(id, now, { outcome: 'done' }, null);
    },

    isRunning: (id: string): boolean => taken.get(id) !== undefined || byId.get(id)?.state === 'running',

    /** Something was rolled back: what is in memory may be wrong. */
    forgetTaken(): void {
      taken = createInFlight();
    },

    unpark(id: string, now: Instant): boolean {
      const row = byId.get(id);
      if (row?.state !== 'parked') return false;
      if (isReplaced(row)) finish(row, 'cancelled', now, row.last_error);
      else unparkRow.run(now, now, row.ordinal);
      return true;
    },

    /** Only one process writes this file: what ran when it was opened, ran in a process that is gone. */
    recoverAbandoned(now: Instant): void {
      for (const row of abandonedRows.all())
        again(row, now, row.due_at, row.last_error ?? 'Muster stopped while it ran', false);
    },

    clockWentBack(now: Instant): void {
      dueSinceClockWentBack.run({ now });
      ranBeforeClockWentBack.run({ now });
    },

    nextDue(of: (pool: string) => boolean = () => true): Instant | undefined {
      const due = firstReady.all().flatMap(({ pool, at }) => (of(pool) ? [at] : []));
      return due.length === 0 ? undefined : Math.min(...due);
    },

    list(query: EffectQuery): readonly Effect[] {
      const { clause, values } = where(query);
      return db
        .prepare<unknown[], EffectRow>(`SELECT ${COLUMNS} FROM effects ${clause} ORDER BY ordinal LIMIT ?`)
        .all(...values, query.limit)
        .map(effectOf);
    },

    keys: (kind: string): readonly string[] => unfinishedKeys.all(kind),

    count(state: EffectState): number {
      const { clause, values } = where({ state });
      return (
        db
          .prepare<unknown[], number>(`SELECT count(*) FROM effects ${clause}`)
          .pluck()
          .get(...values) ?? 0
      );
    },
  };
}

export type EffectRows = ReturnType<typeof createEffectRows>;

function where(query: Omit<EffectQuery, 'limit'>): { readonly clause: string; readonly values: readonly string[] } {
  const conditions: string[] = [];
  const values: string[] = [];
  for (const column of ['id', 'state', 'stream', 'kind', 'key'] as const) {
    const value = query[column];
    if (value === undefined) continue;
    conditions.push(`${column} = ?`);
    values.push(value);
  }
  // Says which index serves: the unfinished ones are few.
  if (query.state === 'pending' || query.state === 'running' || query.state === 'parked') {
    conditions.push('finished_at IS NULL');
  }
  return { clause: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values };
}

function effectOf(row: EffectRow): Effect {
  return {
    id: row.id,
    kind: row.kind,
    lane: row.lane,
    key: row.key,
    dueAt: row.due_at,
    pool: row.pool,
    payload: JSON.parse(row.payload) as Json,
    state: row.state,
    attempts: row.attempts,
    stream: row.stream,
    causeId: row.cause_id,
    createdAt: row.created_at,
    lastError: row.last_error,
  };
}
