import type { Json } from '../../base/canonical-json.ts';
import { type Clock, systemClock } from '../../base/clock.ts';
import { createInFlight } from '../../base/in-flight.ts';
import type { EntryKinds } from '../../timeline/entry-kind.ts';
import { HELD_SETTING } from '../../timeline/held.ts';
import type { Projection } from '../../timeline/projection.ts';
import { type Store, StoreError } from '../../timeline/store.ts';
import { backUp } from './backup.ts';
import { createCommitRows } from './commit-rows.ts';
import { openConnection, READER_WAITS_MS, WRITER_WAITS_MS } from './connection.ts';
import { createEffectRows } from './effect-rows.ts';
import { createEntryRows } from './entry-rows.ts';
import { createErase } from './erase.ts';
import { asStoreError, closedError } from './errors.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrate, olderError } from './migrate.ts';
import { createProjectionRows } from './projection-rows.ts';
import { createPrune } from './prune.ts';
import { copyToRead, type ReadCopy } from './read-copy.ts';
import { createDraftRows, createSettingRows, createSnapshotRows } from './small-rows.ts';

export interface SqliteStoreOptions {
  /** The file; it and its tables are made when missing. `:memory:` for a store that nobody keeps. */
  readonly path: string;
  /** Every projection of the application; rebuilt here when their version changed. */
  readonly projections?: readonly Projection[];
  /** For bringing old entries into today's shape when a projection is rebuilt. */
  readonly kinds?: EntryKinds;
  readonly clock?: Clock;
  /** Reads beside a running bot: writes are refused, nothing in the file is migrated or rebuilt. */
  readonly readOnly?: boolean;
  /** A quota: the file does not grow beyond so many pages of 4 KB; then commits are refused with `store/full`. */
  readonly maxPages?: number;
  /** Only where the package's own folder drizzle/sqlite is not to be used. */
  readonly migrationsFolder?: string;
}

/**
 * The embedded store: one process, one file. What an older Muster wrote and is only to be read is brought up to date in a
 * copy: a backup stays what it was. Throws StoreError, whose sentence says what to do.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  try {
    return openFile(options);
  } catch (error) {
    const isOlder = error instanceof StoreError && error.code === 'store/older';
    const copy = isOlder ? copyToRead(options.path) : undefined;
    if (!copy) throw error;
    try {
      return openOlder(options, copy);
    } catch (ofCopy) {
      copy.remove();
      throw ofCopy;
    }
  }
}

function openOlder(options: SqliteStoreOptions, copy: ReadCopy): Store {
  void openFile({ ...options, path: copy.path, readOnly: false }).close(); // closed when it returns
  const store = openFile({ ...options, path: copy.path });
  return {
    ...store,
    /** Of the file as it is: whoever goes back to the older Muster needs it. */
    async backup(path) {
      const source = openConnection(options.path, { readOnly: true });
      try {
        await backUp(source.db, path, (options.clock ?? systemClock).now());
      } catch (error) {
        throw asStoreError(error);
      } finally {
        source.close();
      }
    },
    async close() {
      await store.close();
      copy.remove();
    },
  };
}

function openFile(options: SqliteStoreOptions): Store {
  const { path, clock = systemClock, readOnly = false } = options;
  const connection = openConnection(path, {
    readOnly,
    ...(options.maxPages !== undefined && { maxPages: options.maxPages }),
  });
  try {
    return createSqliteStore(connection, { ...options, clock, readOnly });
  } catch (error) {
    connection.close();
    throw asStoreError(error);
  }
}

function createSqliteStore(
  connection: ReturnType<typeof openConnection>,
  options: SqliteStoreOptions & { readonly clock: Clock; readonly readOnly: boolean },
): Store {
  const { db } = connection;
  const { clock, readOnly } = options;
  migrate(db, options);

  const entries = createEntryRows(db);
  const effects = createEffectRows(db);
  const projections = createProjectionRows(db, entries, options.projections ?? [], options.kinds ?? new Map());
  const commits = createCommitRows(db, { entries, effects, projections });
  const snapshots = createSnapshotRows(db);
  const drafts = createDraftRows(db);
  const settings = createSettingRows(db);
  const eraseNow = createErase(db, projections);
  const prune = createPrune(db);
  const group = createGroupCommit(db, () => {
    entries.forgetEnds();
    projections.forget();
    effects.forgetTaken();
  });

  const stale = projections.stale();
  if (readOnly && stale.length > 0) {
    throw olderError();
  }
  if (!readOnly) {
    db.transaction(() => {
      projections.dropUnknown();
      projections.rebuild(stale);
      effects.recoverAbandoned(clock.now());
      effects.clockWentBack(clock.now()); // perhaps while Muster was down
    }).immediate();
  }

  /** Effects that the commit of their result has finished: there is nothing left to write when they end. */
  const completed = createInFlight<true>();
  let held = Boolean(settings.get(HELD_SETTING));
  let closed = false;
  const listeners = new Set<() => void>();
  const announce = (): void => {
    for (const listener of listeners) listener();
  };
  const read = async <T>(run: () => T): Promise<T> => {
    if (closed) throw closedError();
    try {
      return run();
    } catch (error) {
      throw asStoreError(error);
    }
  };
  const write = <T>(run: () => T): Promise<T> => {
    if (readOnly) {
      return Promise.reject(
        new StoreError('store/read-only', 'The database was opened for reading only: nothing was saved.'),
      );
    }
    return group.write(run);
  };

  return {
    async commit(request) {
      let ran: string | undefined;
      const outcome = await write(() => {
        // What does not run is not finished by a commit: then the end of its next run must be written.
        ran = request.completes !== undefined && effects.isRunning(request.completes) ? request.completes : undefined;
        return commits.commit(request);
      });
      if (outcome.outcome === 'committed' && ran !== undefined) completed.set(ran, true);
      if (outcome.outcome === 'committed' && (request.effects.length > 0 || request.unparks !== undefined)) announce();
      return outcome;
    },
    findCommit: (causeId) => read(() => commits.find(causeId)),

    head: (stream) => read(() => entries.head(stream)),
    read: (stream, range) => read(() => entries.read(stream, range)),
    pick: (stream, seqs) => read(() => entries.pick(stream, seqs)),
    find: (entryId) => read(() => entries.find(entryId)),
    streams: (query) => read(() => entries.streams(query)),
    strays: () => read(() => entries.strays()),

    snapshot: (stream, fold) => read(() => snapshots.get(stream, fold)),
    saveSnapshot: (stream, fold, snapshot) => write(() => snapshots.save(stream, fold, snapshot)),

    projected: <Row extends Json>(projection: Projection<Row>, key: string) =>
      read(() => projections.get(projection, key)),
    project: (projection, query) => read(() => projections.list(projection, query)),
    countProjected: (projection, bucket) => read(() => projections.count(projection, bucket)),
    misprojected: () => read(db.transaction(() => projections.wrong())),
    rebuild: () =>
      write(() => {
        snapshots.dropAll();
        projections.rebuild(options.projections ?? []);
      }),

    claimEffects: (now, leaseUntil, limit) =>
      held
        ? Promise.resolve([])
        : write(() => effects.claim(now, leaseUntil, typeof limit === 'number' ? () => limit : limit)),
    async finishEffect(id, now, outcome, retryAt) {
      if (completed.get(id) === true) {
        completed.delete(id);
        return;
      }
      await write(() => effects.settle(id, now, outcome, retryAt));
    },
    clockWentBack: (now) => write(() => effects.clockWentBack(now)),
    nextEffectDue: (of) => read(() => (held ? undefined : effects.nextDue(of))),
    effects: (query) => read(() => effects.list(query)),
    effectKeys: (kind) => read(() => effects.keys(kind)),
    countEffects: (state) => read(() => effects.count(state)),
    async unpark(id, now) {
      const unparked = await write(() => effects.unpark(id, now));
      if (unparked) announce();
      return unparked;
    },
    onEffects(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async erase(entryIds, erasedBy) {
      if (!readOnly) db.pragma('secure_delete = ON'); // freed pages are overwritten: what is erased is gone from the file
      try {
        await write(() => eraseNow(entryIds, erasedBy));
        db.pragma(`busy_timeout = ${READER_WAITS_MS}`); // what is erased leaves the log when nobody reads it any more
        db.pragma('wal_checkpoint(TRUNCATE)');
      } finally {
        if (!readOnly && db.open) {
          db.pragma('secure_delete = OFF');
          db.pragma(`busy_timeout = ${WRITER_WAITS_MS}`);
        }
      }
    },

    saveDraft: (draft) => write(() => drafts.save(draft)),
    draft: (id, now) => read(() => drafts.get(id, now)),
    takeDraft: (id, now) => write(() => drafts.take(id, now)),
    drafts: (kind, now, limit) => read(() => drafts.list(kind, now, limit)),

    setting: (name) => read(() => settings.get(name)),
    async setSetting(name, value) {
      await write(() => settings.set(name, value));
      if (name !== HELD_SETTING) return;
      held = value !== '';
      if (!held) announce();
    },

    async prune(before) {
      while (await write(() => prune(before)));
    },
    async backup(path) {
      if (closed) throw closedError();
      try {
        await backUp(db, path, clock.now());
      } catch (error) {
        throw asStoreError(error);
      }
    },

    async close() {
      if (closed) return;
      group.close();
      group.flush();
      closed = true;
      connection.close();
    },
  };
}
