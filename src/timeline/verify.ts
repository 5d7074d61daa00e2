import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '../base/canonical-json.ts';
import { createBegunStreams } from './begun-streams.ts';
import { GENESIS, checkChain } from './chain.ts';
import { checkSnapshots } from './check-snapshots.ts';
import { type Entry, ORGANISATION } from './entry.ts';
import type { EntryKinds } from './entry-kind.ts';
import type { Fold } from './fold.ts';
import { entryErased, headRecorded } from './kinds.ts';
import { createKnownHeads, type KnownHead } from './known-heads.ts';
import { type Store, type Stray, UnreadableEntry } from './store.ts';

/** Entries between two turns of the event loop: a few milliseconds. */
const READ_AT_ONCE = 500;

export interface StreamFault {
  readonly stream: string;
  /** The first entry that does not fit; where entries are missing, the first missing one. */
  readonly seq: number;
  readonly entryId: string | null;
  readonly reason: string;
}

export interface Verification {
  readonly streams: number;
  readonly entries: number;
  readonly heads: number;
  readonly erased: number;
  /** At most one a stream: behind the first entry that does not fit nothing can be said. */
  readonly faults: readonly StreamFault[];
  /** What is derived from entries that are whole, and does not say what they say: lists, look-ups, and the state that exports begin with. */
  readonly derived: readonly string[];
  /** Erasures that are recorded but not carried out (a restored backup): ids of entries whose payload is still there. */
  readonly unerased: readonly string[];
}

/**
 * Recomputes the chains, and compares them with every head that is known: recorded on the organisation's timeline, or
 * brought from outside. `streams` narrows it down (the organisation's is always read: the heads stand there). Given the `kinds`
 * of entries, a timeline that the organisation's says has begun and of which nothing is left is found, and one that nobody began.
 * Given the `folds`, too, what is derived from the entries is compared with what they say: snapshots, and, where nothing narrows it
 * down and the chains are whole, projections.
 * A reader beside the running bot sees a stream that grows; that is no fault.
 */
export async function verify(
  store: Store,
  options: {
    readonly streams?: readonly string[];
    readonly heads?: readonly { readonly stream: string; readonly seq: number; readonly hash: string }[];
    readonly kinds?: EntryKinds;
    readonly folds?: readonly Fold<Json>[];
    readonly signal?: AbortSignal;
  } = {},
): Promise<Verification> {
  const known = createKnownHeads();
  const begun = options.kinds && createBegunStreams(options.kinds);
  for (const head of options.heads ?? []) known.add({ ...head, from: 'the head given' });
  const faults: StreamFault[] = [];
  const derived: string[] = [];
  const strays = new Map((await store.strays()).map((stray) => [stray.stream, putIn(stray)]));
  const erasures = new Map<string, string>();
  const totals = { streams: 0, entries: 0, erased: 0 };
  const unerased: string[] = [];

  const notedIn = (entry: Entry): void => {
    if (entry.stream !== ORGANISATION || entry.data === null) return;
    begun?.note(entry);
    const head = entry.kind === 'head.recorded' ? headRecorded.schema.safeParse(entry.data) : undefined;
    if (head?.success) known.add({ ...head.data, from: `${ORGANISATION} #${entry.seq}` });
    const erased = entry.kind === 'entry.erased' ? entryErased.schema.safeParse(entry.data) : undefined;
    if (erased?.success) for (const id of erased.data.entries) erasures.set(id, entry.id);
  };

  /** The organisation's timeline is read first, but what is erased while we read may be recorded behind our back. */
  const erasureFault = async (entry: Entry): Promise<string | undefined> => {
    if (entry.data !== null) {
      if (entry.erasedBy !== null) return 'it is marked as erased, but its payload is here';
      if (erasures.has(entry.id)) unerased.push(entry.id);
      return undefined;
    }
    totals.erased++;
    if (erasures.get(entry.id) === entry.erasedBy) return undefined;
    const recorded = entry.erasedBy === null ? undefined : await store.find(entry.erasedBy);
    if (recorded?.kind === 'entry.erased' && recorded.stream === ORGANISATION) {
      notedIn(recorded);
      if (erasures.get(entry.id) === entry.erasedBy) return undefined;
    }
    const gone = 'its payload is gone, and no erasure of it is recorded';
    // Its mark is of another record: imported by a version that did not write down here what was erased there.
    return entry.erasedBy === null || recorded
      ? gone
      : `${gone} here, but its mark names one of another record (${entry.erasedBy}). If this incident was imported by an earlier version of Muster, verify it where it comes from: muster verify there, with the head that it has here`;
  };

  /** What is known of a timeline behind the entry with which it ends here. */
  const missingBehind = (stream: string, lastSeq: number): StreamFault | undefined => {
    const beyond = known.behind(stream, lastSeq);
    if (beyond) return cutTail(stream, lastSeq, beyond);
    const saidBy = lastSeq === 0 ? begun?.saidBy(stream) : undefined;
    return saidBy === undefined ? undefined : gone(stream, saidBy);
  };

  const nobodyBegan: StreamFault[] = [];
  let behindOrganisation = 0;

  const verifyStream = async (stream: string): Promise<StreamFault | undefined> => {
    const stray = strays.get(stream);
    if (stray) return stray;
    const snapshots = await checkSnapshots(store, options.kinds ?? new Map(), options.folds ?? [], stream);
    let head = { seq: 0, hash: GENESIS, recordedAt: 0 };
    let firstId: string | null = null;
    for (;;) {
      const { entries, unreadable } = await readOn(store, stream, head.seq);
      if (entries.length === 0 && unreadable) return unreadable;
      if (entries.length === 0) break;
      for (const entry of entries) {
        const fault = (reason: string): StreamFault => ({ stream, seq: entry.seq, entryId: entry.id, reason });
        const checked = checkChain(head, [entry]);
        if (!checked.ok) return fault(checked.fault.reason);
        head = checked.head;
        firstId ??= entry.id;
        const erasure = await erasureFault(entry);
        if (erasure !== undefined) return fault(erasure);
        notedIn(entry);
        snapshots.note(entry);
        const other = known.at(stream, entry.seq).find((recorded) => recorded.hash !== entry.hash);
        if (other) return fault(`its hash is not the one that ${other.from} holds: the chain was computed anew`);
      }
      totals.entries += entries.length;
      await turn();
      options.signal?.throwIfAborted();
    }
    totals.streams++;
    if (stream === ORGANISATION) behindOrganisation = head.seq;
    else if (begun && head.seq > 0 && begun.saidBy(stream) === undefined)
      nobodyBegan.push({
        stream,
        seq: 1,
        entryId: firstId,
        reason: 'nothing on the organisation’s timeline says that it began: it was put in',
      });
    const missing = missingBehind(stream, head.seq);
    if (!missing)
      for (const fold of await snapshots.wrong())
        derived.push(`the snapshot of ${stream} (${fold}) is not what its entries say`);
    return missing;
  };

  const check = async (stream: string): Promise<void> => {
    const fault = await verifyStream(stream);
    if (fault) faults.push(fault);
  };

  await check(ORGANISATION);
  if (options.streams) {
    for (const stream of options.streams) if (stream !== ORGANISATION) await check(stream);
  } else {
    for await (const stream of allStreams(store)) if (stream !== ORGANISATION) await check(stream);
    for (const [stream, stray] of strays) if (!faults.some((fault) => fault.stream === stream)) faults.push(stray);
    // A stream of which nothing is left is found by its recorded heads, and by what says that it began.
    for (const stream of new Set([...known.streams(), ...(begun?.streams() ?? [])])) {
      const fault = (await store.head(stream)) ? undefined : missingBehind(stream, 0);
      if (fault) faults.push(fault);
    }
  }
  // What began while we read is said behind what was read; what is not intact itself may have said it.
  if (begun && nobodyBegan.length > 0 && behindOrganisation > 0) {
    for (const entry of await store.read(ORGANISATION, { behind: behindOrganisation })) begun.note(entry);
    const isWhole = (stream: string): boolean => !faults.some((fault) => fault.stream === stream);
    faults.push(...nobodyBegan.filter(({ stream }) => begun.saidBy(stream) === undefined && isWhole(stream)));
  }
  // Heads recorded at the end of the organisation's timeline may name entries of its own, further to the front.
  const own = options.streams?.includes(ORGANISATION) !== false ? await lateHead(store, known) : undefined;
  if (own && !faults.some((fault) => fault.stream === ORGANISATION)) faults.push(own);
  if (options.folds && !options.streams && faults.length === 0)
    for (const { projection, key } of await store.misprojected())
      derived.push(`${projection} of ${key} is not what the entries say`);
  return { ...totals, heads: known.count(), faults, derived, unerased };
}

const putIn = ({ stream, seq, entryId }: Stray): StreamFault => ({
  stream,
  seq,
  entryId,
  reason: `its ${Number.isSafeInteger(seq) && seq > 0 ? 'timeline’s name' : 'number'} is none that an entry has: it was put in`,
});

/** The next entries, up to one that cannot be read. */
async function readOn(
  store: Store,
  stream: string,
  behind: number,
): Promise<{ readonly entries: readonly Entry[]; readonly unreadable?: StreamFault }> {
  try {
    return { entries: await store.read(stream, { behind, limit: READ_AT_ONCE }) };
  } catch (error) {
    if (!(error instanceof UnreadableEntry)) throw error;
    const { seq, entryId } = error;
    const unreadable = { stream, seq, entryId, reason: 'its row cannot be read: it was altered' };
    return { entries: await store.read(stream, { behind, upTo: seq - 1 }), unreadable };
  }
}

const cutTail = (stream: string, lastSeq: number, known: KnownHead): StreamFault => ({
  stream,
  seq: lastSeq + 1,
  entryId: null,
  reason: `it is missing: ${known.from} holds a head of this timeline at entry ${known.seq}, but it ends at ${lastSeq}`,
});

const gone = (stream: string, saidBy: string): StreamFault => ({
  stream,
  seq: 1,
  entryId: null,
  reason: `it is missing, and everything behind it: ${saidBy} says that this timeline began`,
});

/** Heads of the organisation's own timeline that were recorded behind the entries they name. */
async function lateHead(store: Store, known: ReturnType<typeof createKnownHeads>): Promise<StreamFault | undefined> {
  for (const head of known.all(ORGANISATION)) {
    const [entry] = await store.read(ORGANISATION, { behind: head.seq - 1, upTo: head.seq });
    if (!entry || entry.hash === head.hash) continue;
    const reason = `its hash is not the one that ${head.from} holds: the chain was computed anew`;
    return { stream: ORGANISATION, seq: head.seq, entryId: entry.id, reason };
  }
  return undefined;
}

async function* allStreams(store: Store): AsyncGenerator<string> {
  for (let behind: string | undefined; ;) {
    const streams = await store.streams({ ...(behind !== undefined && { behind }), limit: READ_AT_ONCE });
    yield* streams;
    behind = streams.at(-1);
    if (behind === undefined) return;
  }
}
