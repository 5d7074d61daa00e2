import type { Json } from '../base/canonical-json.ts';
import { createInFlight } from '../base/in-flight.ts';
import { GENESIS } from './chain.ts';
import type { Entry } from './entry.ts';
import type { EntryKinds } from './entry-kind.ts';
import { entriesToNextSnapshot, type Fold, SNAPSHOT_EVERY, stateBehind } from './fold.ts';
import type { Head, Store } from './store.ts';

const READ_AT_ONCE = 1000;
/** Of each of two generations: so many streams are kept in memory, and at most twice as many. */
const MOST_STREAMS = 20_000;

const NO_ENTRIES: Head = { seq: 0, hash: GENESIS, recordedAt: 0 };

interface LiveFold {
  readonly fold: Fold<Json>;
  state: Json;
  seq: number;
  snapshotSeq: number;
}

/** A stream as the next decision sees it: what is committed, and what is sealed and on its way to the disk. */
export interface LiveStream {
  readonly stream: string;
  head: Head;
  /** Sealed, not yet acknowledged by the store; in order. */
  readonly unacknowledged: Entry[];
  readonly folds: Map<string, LiveFold>;
  /** Folds that are being read at this moment. */
  readonly loading: Map<string, Promise<void>>;
}

/** The heads and folds of the streams in use. Forgetting one is always safe: it is loaded again from the store. */
export function createLiveStreams(store: Store, kinds: EntryKinds) {
  // Whoever is in use is young; when there are too many, those that were not used since the last time are forgotten.
  // (One map in order of use is slow: what is taken out and put back all day leaves a longer trail each time.)
  let young = new Map<string, LiveStream>();
  let old = new Map<string, LiveStream>();
  const loading = createInFlight<Promise<LiveStream>>();

  const keep = (stream: string, head: Head): LiveStream => {
    const live: LiveStream = { stream, head, unacknowledged: [], folds: new Map(), loading: new Map() };
    forgetStream(stream);
    if (young.size >= MOST_STREAMS) grow();
    young.set(stream, live);
    return live;
  };

  const forgetStream = (stream: string): void => {
    young.delete(stream);
    old.delete(stream);
  };

  const known = (stream: string): LiveStream | undefined => young.get(stream) ?? old.get(stream);

  /** The young become the old. What is on its way to the disk is not forgotten. */
  const grow = (): void => {
    const underWay = [...old].filter(([, live]) => live.unacknowledged.length > 0);
    old = young;
    young = new Map(underWay);
  };

  const openStream = async (stream: string): Promise<LiveStream> =>
    keep(stream, (await store.head(stream)) ?? NO_ENTRIES);

  const rejuvenate = (stream: string): LiveStream | undefined => {
    const live = old.get(stream);
    if (live) {
      old.delete(stream);
      young.set(stream, live);
    }
    return live;
  };

  const open = (stream: string): LiveStream | Promise<LiveStream> => {
    const live = young.get(stream) ?? rejuvenate(stream);
    if (live) return live;
    const underWay = loading.get(stream);
    if (underWay) return underWay;
    const started = openStream(stream).finally(() => loading.delete(stream));
    loading.set(stream, started);
    return started;
  };

  const step = (liveFold: LiveFold, entry: Entry): void => {
    liveFold.state = stateBehind(liveFold.fold, kinds, liveFold.state, entry);
    liveFold.seq = entry.seq;
  };

  /** Reads until the fold stands where the stream stands, entries that are on their way to the disk included. */
  const loadFold = async (live: LiveStream, fold: Fold<Json>): Promise<void> => {
    // Short streams have none. It waits all the same: whoever asked at the same time stands in line behind.
    const snapshot = await (live.head.seq < SNAPSHOT_EVERY ? undefined : store.snapshot(live.stream, fold.name));
    const usable = snapshot?.version === fold.version ? snapshot : undefined;
    const seq = usable?.seq ?? 0;
    const liveFold: LiveFold = { fold, state: usable?.state ?? fold.initial, seq, snapshotSeq: seq };
    while (liveFold.seq < live.head.seq) {
      const waiting = live.unacknowledged.filter((entry) => entry.seq > liveFold.seq);
      if (waiting[0]?.seq === liveFold.seq + 1) {
        for (const entry of waiting) step(liveFold, entry);
        continue;
      }
      const entries = await store.read(live.stream, { behind: liveFold.seq, limit: READ_AT_ONCE });
      if (entries.length === 0 && known(live.stream) !== live) return; // forgotten meanwhile: the caller loads again
      for (const entry of entries) step(liveFold, entry);
    }
    if (!live.folds.has(fold.name)) live.folds.set(fold.name, liveFold);
  };

  return {
    /** The stream's head; a promise only when it must be read first. */
    open,

    /** A stream that has no entries yet: its id was made a moment ago. */
    begin: (stream: string): LiveStream => keep(stream, NO_ENTRIES),

    /** The state of `fold` as the next decision sees it, or undefined when `loadFold` must run first. */
    peek<S extends Json>(live: LiveStream, fold: Fold<S>): S | undefined {
      // The cast is sound: under a fold's name only that fold's own states are kept.
      return live.folds.get(fold.name)?.state as S | undefined;
    },

    /** Read once, however many wait for it: hundreds of effects of one stream may start at the same time. */
    loadFold(live: LiveStream, fold: Fold<Json>): Promise<void> {
      const underWay = live.loading.get(fold.name);
      if (underWay) return underWay;
      const started = loadFold(live, fold).finally(() => live.loading.delete(fold.name));
      live.loading.set(fold.name, started);
      return started;
    },

    /** Whether this is still the stream that decisions build on: not when it was forgotten while somebody waited. */
    isCurrent: (live: LiveStream): boolean => known(live.stream) === live,

    /** Sealed entries become what the next decision sees. */
    advance(live: LiveStream, entries: readonly Entry[]): void {
      for (const entry of entries) {
        live.head = { seq: entry.seq, hash: entry.hash, recordedAt: entry.recordedAt };
        live.unacknowledged.push(entry);
        for (const liveFold of live.folds.values()) step(liveFold, entry);
      }
    },

    /** They are on disk. Long streams are snapshotted on the way; nobody waits for that, and without it the next load is slower. */
    acknowledge(live: LiveStream, entries: readonly Entry[]): void {
      const last = entries.at(-1)?.seq ?? 0;
      while (live.unacknowledged[0] !== undefined && live.unacknowledged[0].seq <= last) live.unacknowledged.shift();
      if (live.unacknowledged.length > 0 || known(live.stream) !== live) return;
      for (const liveFold of live.folds.values()) {
        const { fold, seq, state, snapshotSeq } = liveFold;
        if (seq - snapshotSeq < entriesToNextSnapshot(snapshotSeq)) continue;
        liveFold.snapshotSeq = seq;
        store.saveSnapshot(live.stream, fold.name, { seq, version: fold.version, state }).catch(() => {
          liveFold.snapshotSeq = snapshotSeq;
        });
      }
    },

    /** Nothing of it may be believed any more: a commit failed, another process was first, or something was erased. */
    forget(live: LiveStream): void {
      if (known(live.stream) === live) forgetStream(live.stream); // not the one that was loaded in its place
    },

    forgetStream,
  };
}
