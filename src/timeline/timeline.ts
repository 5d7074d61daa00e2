import type { Clock, Instant } from '../base/clock.ts';
import type { Json } from '../base/canonical-json.ts';
import { failpoint } from '../base/failpoint.ts';
import { createInFlight } from '../base/in-flight.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from './cause.ts';
import type { EffectChange } from './effect.ts';
import { maskedEffect } from './mask-effects.ts';
import type { Entry, EntryDraft } from './entry.ts';
import { type EntryKinds, upcast } from './entry-kind.ts';
import type { Fold } from './fold.ts';
import { createLiveStreams, type LiveStream } from './live-streams.ts';
import { createSealer } from './seal.ts';
import { type Append, type ReadRange, type Store, StoreError } from './store.ts';

export interface DecideContext {
  readonly now: Instant;
  newId(): string;
}

export interface Decision<A extends Json = null> {
  readonly entries: readonly EntryDraft[];
  /** Facts for other timelines, in the same transaction. */
  readonly also?: readonly { readonly stream: string; readonly entries: readonly EntryDraft[] }[];
  readonly effects?: readonly EffectChange[];
  /** What the one who asked is told; kept, so that a repeated cause is told the same. */
  readonly answer: A;
}

export interface Committed<A extends Json> {
  readonly answer: A;
  /** True when the cause had been committed before, and nothing was written now. */
  readonly repeated: boolean;
  readonly entries: readonly Entry[];
}

/** The one way to change anything in Muster, and to read what was. */
export interface Timeline {
  /**
   * Decides on the stream's latest state and commits. Decisions on one stream see each other's results in order of
   * arrival. Resolves after the entries are on disk. Refuses what `decide` refuses, and `store/…` when the disk does.
   */
  change<S extends Json, A extends Json>(
    stream: string,
    fold: Fold<S>,
    cause: Cause,
    decide: (state: S, context: DecideContext) => Result<Decision<A>>,
  ): Promise<Result<Committed<A>>>;
  /** The state as the next decision would see it. */
  state<S extends Json>(stream: string, fold: Fold<S>): Promise<S>;
  /** Entries in today's shape. */
  read(stream: string, range?: ReadRange): Promise<readonly Entry[]>;
  /** Those with these sequence numbers, in the order asked for and in today's shape. */
  pick(stream: string, seqs: readonly number[]): Promise<readonly Entry[]>;
  /** Called with every commit's entries after they are on disk. For what is live, never for what must happen. */
  onCommitted(listener: (entries: readonly Entry[]) => void): () => void;
  /** Drops what is kept in memory of a stream, because something of it was erased in the store. */
  forget(stream: string): void;
}

/** What is appended to a stream, and the stream as it is kept in memory. */
interface LiveAppend extends Append {
  readonly live: LiveStream;
}

/** How often a decision is made again because somebody else appended first. */
const MOST_TRIES = 10;

export function createTimeline(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly kinds: EntryKinds;
  readonly newId: (now: Instant) => string;
  /** Secrets from the environment: masked wherever they turn up. */
  readonly secrets?: readonly string[];
}): Timeline {
  const { store, clock, kinds, newId, secrets = [] } = options;
  const live = createLiveStreams(store, kinds);
  const seal = createSealer({ kinds, newId, secrets });
  const inFlight = createInFlight<Promise<Result<Committed<Json>>>>();
  const listeners = new Set<(entries: readonly Entry[]) => void>();

  /** What is on disk is on disk: a listener that fails is a bug of its own, not a refusal for whoever asked. */
  const tell = (entries: readonly Entry[]): void => {
    for (const listener of listeners) {
      try {
        listener(entries);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };

  /** One attempt. Nothing may come between checking that the decision still stands and handing it to the store. */
  const attempt = async <S extends Json>(
    stream: string,
    fold: Fold<S>,
    cause: Cause,
    decide: (state: S, context: DecideContext) => Result<Decision<Json>>,
  ): Promise<Result<Committed<Json>> | 'again'> => {
    const opened = live.open(stream);
    const primary = opened instanceof Promise ? await opened : opened;
    let state = live.peek(primary, fold);
    if (state === undefined) {
      await live.loadFold(primary, fold);
      state = live.peek(primary, fold);
    }
    if (state === undefined || !live.isCurrent(primary)) return 'again';

    const now = clock.now();
    const made: string[] = [];
    const decided = decide(state, {
      now,
      newId() {
        const id = newId(now);
        made.push(id);
        return id;
      },
    });
    if (!decided.ok) return decided;
    const { entries, also = [], effects = [], answer } = decided.value;

    const decidedAt = primary.head.seq;
    const parts: { readonly live: LiveStream; readonly drafts: EntryDraft[] }[] = [
      { live: primary, drafts: [...entries] },
    ];
    for (const other of also) {
      const part = parts.find(({ live: { stream: name } }) => name === other.stream);
      if (part) part.drafts.push(...other.entries);
      else {
        // A stream under an id made just now cannot be there yet: it is begun without a look at the disk.
        const isNew = made.includes(other.stream.slice(other.stream.indexOf('-') + 1));
        const opening = isNew ? live.begin(other.stream) : live.open(other.stream);
        parts.push({ live: opening instanceof Promise ? await opening : opening, drafts: [...other.entries] });
      }
    }
    // Reading a head may have taken a while: the decision stands as long as what it was made on, and all heads, do.
    if (primary.head.seq !== decidedAt || !parts.every((part) => live.isCurrent(part.live))) return 'again';
    const appends: LiveAppend[] = [];
    for (const part of parts) {
      const { stream: name, head } = part.live;
      const sealed = seal(name, head, part.drafts, cause, now);
      if (!sealed.ok) return sealed;
      if (sealed.value.length === 0) continue;
      appends.push({
        live: part.live,
        stream: name,
        expectedSeq: head.seq,
        expectedHash: head.hash,
        entries: sealed.value,
      });
    }

    const forgetAll = (): void => {
      for (const append of appends) live.forget(append.live);
    };
    try {
      for (const append of appends) live.advance(append.live, append.entries);
      const outcome = await store.commit({
        causeId: cause.causeId,
        at: now,
        appends,
        effects: effects.map((change) => ({
          id: newId(now),
          stream: 'kind' in change && change.stream !== undefined ? change.stream : stream,
          change: maskedEffect(change, secrets),
        })),
        answer,
        ...(cause.completes !== undefined && { completes: cause.completes }),
        ...(cause.parks !== undefined && { parks: cause.parks }),
        ...(cause.unparks !== undefined && { unparks: cause.unparks }),
      });
      if (outcome.outcome === 'committed') {
        failpoint('commit.acknowledged');
        for (const append of appends) live.acknowledge(append.live, append.entries);
        const all = appends.flatMap((append) => append.entries);
        tell(all);
        return ok({ answer, repeated: false, entries: all });
      }
      forgetAll();
      return outcome.outcome === 'conflict' ? 'again' : repeated(outcome.first.answer);
    } catch (error) {
      forgetAll();
      if (error instanceof StoreError) return refuse(error.code, error.message);
      throw error;
    }
  };

  const decideAndCommit = async <S extends Json>(
    stream: string,
    fold: Fold<S>,
    cause: Cause,
    decide: (state: S, context: DecideContext) => Result<Decision<Json>>,
  ): Promise<Result<Committed<Json>>> => {
    try {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const result = await attempt(stream, fold, cause, decide);
        if (result === 'again') continue;
        if (result.ok) return result;
        // Refused perhaps because it was done before. Whether it was, the commit itself finds out; only here nobody has looked.
        const first = isOfStore(result.refusal.code) ? undefined : await store.findCommit(cause.causeId);
        return first ? repeated(first.answer) : result;
      }
      return refuse(
        'store/busy',
        'Too many others are changing the same thing at this moment. Nothing was changed: try again.',
      );
    } finally {
      inFlight.delete(cause.causeId);
    }
  };

  return {
    change<S extends Json, A extends Json>(
      stream: string,
      fold: Fold<S>,
      cause: Cause,
      decide: (state: S, context: DecideContext) => Result<Decision<A>>,
    ): Promise<Result<Committed<A>>> {
      let underWay = inFlight.get(cause.causeId)?.then((first) => (first.ok ? repeated(first.value.answer) : first));
      if (underWay === undefined) {
        underWay = decideAndCommit(stream, fold, cause, decide);
        inFlight.set(cause.causeId, underWay);
      }
      // The cast is sound: a cause belongs to one command, whose answer has one shape.
      return underWay as Promise<Result<Committed<A>>>;
    },

    async state(stream, fold) {
      for (;;) {
        const stream_ = await live.open(stream);
        const state = live.peek(stream_, fold);
        if (state !== undefined) return state;
        await live.loadFold(stream_, fold);
      }
    },

    read: async (stream, range) => (await store.read(stream, range)).map((entry) => upcast(kinds, entry)),
    pick: async (stream, seqs) => (await store.pick(stream, seqs)).map((entry) => upcast(kinds, entry)),

    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    forget: (stream) => {
      live.forgetStream(stream);
    },
  };
}

const isOfStore = (code: string): boolean => code.startsWith('store/');

const repeated = (answer: Json): { readonly ok: true; readonly value: Committed<Json> } => ({
  ok: true,
  value: { answer, repeated: true, entries: [] },
});
