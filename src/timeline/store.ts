import type { Instant } from '../base/clock.ts';
import type { Json } from '../base/canonical-json.ts';
import type { Entry } from './entry.ts';
import type { Effect, EffectChange, EffectOutcome, EffectState } from './effect.ts';
import type { ProjectedRow, Projection, ProjectionQuery } from './projection.ts';

export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly recordedAt: Instant;
}

export interface Append {
  readonly stream: string;
  /** The sequence number of the stream's last entry as the decision saw it; 0 for a new stream. */
  readonly expectedSeq: number;
  /** Its hash, from which the first of these entries follows; GENESIS for a new stream. */
  readonly expectedHash: string;
  /** Sealed (chain.ts): in order, without gaps, beginning at expectedSeq + 1. */
  readonly entries: readonly Entry[];
}

export interface CommitRequest {
  /** What set it off: interaction, message, webhook or effect id. The same id commits once. */
  readonly causeId: string;
  readonly at: Instant;
  readonly appends: readonly Append[];
  /** Kept under the id beside them. `stream` is the timeline that they belong to. */
  readonly effects: readonly { readonly id: string; readonly stream: string; readonly change: EffectChange }[];
  /** What the first caller is told, so that a repeated cause is told the same. */
  readonly answer: Json;
  /** An effect whose doing this commit records: marked done in the same transaction. */
  readonly completes?: string;
  /** An effect that cannot be done, and why: parked in the transaction that records it. */
  readonly parks?: { readonly id: string; readonly reason: string };
  /** A parked effect that is to be tried again: pending in the transaction that records it. */
  readonly unparks?: string;
}

export interface CommitRecord {
  readonly causeId: string;
  readonly at: Instant;
  readonly answer: Json;
}

export type CommitOutcome =
  | { readonly outcome: 'committed' }
  /** The cause was committed before: nothing was written now. */
  | { readonly outcome: 'repeated'; readonly first: CommitRecord }
  /** Somebody else appended first: read again and decide again. Nothing was written. */
  | { readonly outcome: 'conflict'; readonly stream: string };

export interface ReadRange {
  /** Entries with a greater sequence number. Default 0. */
  readonly behind?: number;
  /** Entries up to and including this sequence number. */
  readonly upTo?: number;
  readonly limit?: number;
  readonly order?: 'ascending' | 'descending';
}

/** A row that no reading comes by: its number is none, or its timeline has no name. */
export interface Stray {
  readonly stream: string;
  readonly seq: number;
  readonly entryId: string;
}

export interface Snapshot {
  readonly seq: number;
  readonly version: number;
  readonly state: Json;
}

export interface EffectQuery {
  readonly id?: string;
  readonly state?: EffectState;
  readonly stream?: string;
  readonly kind?: string;
  readonly key?: string;
  readonly limit: number;
}

/** A preview, an unfinished form, a pending confirmation: small, and gone when it expires. */
export interface Draft {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly data: Json;
  readonly expiresAt: Instant;
}

/**
 * Where everything is kept. One interface, one contract test suite (test/storage/store-contract.ts), an
 * implementation a database. Every promise rejects with `StoreError` when the disk or the connection fails, and then
 * nothing of the call was written. What `commit` acknowledged survives the loss of power.
 */
export interface Store {
  /** Atomic over all appends, effects and projections; idempotent by `causeId`. */
  commit(request: CommitRequest): Promise<CommitOutcome>;
  findCommit(causeId: string): Promise<CommitRecord | undefined>;

  head(stream: string): Promise<Head | undefined>;
  read(stream: string, range?: ReadRange): Promise<readonly Entry[]>;
  /** The entries with these sequence numbers, in the order asked for; those that are not there are left out. */
  pick(stream: string, seqs: readonly number[]): Promise<readonly Entry[]>;
  /** Where an entry stands, by its id. */
  find(entryId: string): Promise<Entry | undefined>;
  /** Ids of streams in byte order, behind `behind`. */
  streams(query: {
    readonly type?: string;
    readonly behind?: string;
    readonly limit: number;
  }): Promise<readonly string[]>;

  /** What somebody put in where no timeline has a place. */
  strays(): Promise<readonly Stray[]>;

  snapshot(stream: string, fold: string): Promise<Snapshot | undefined>;
  saveSnapshot(stream: string, fold: string, snapshot: Snapshot): Promise<void>;

  projected<Row extends Json>(projection: Projection<Row>, key: string): Promise<Row | undefined>;
  project<Row extends Json>(projection: Projection<Row>, query: ProjectionQuery): Promise<readonly ProjectedRow<Row>[]>;
  countProjected(projection: Projection, bucket?: string): Promise<number>;
  /** Rows of projections that are not what the entries say, or are missing. Reads everything, in one go. */
  misprojected(): Promise<readonly { readonly projection: string; readonly key: string }[]>;
  /** Throws snapshots and projections away, and builds these anew from the entries. */
  rebuild(): Promise<void>;

  /**
   * Up to `limit` effects of each pool that are due, those that only decide first: the first of each free lane and all laneless ones, marked as
   * running until `leaseUntil`. Those whose lease ran out (a process died) count as pending again. `limit` may be asked for when the
   * store gets to it, by pool: how many of that one, when those that decide are among them.
   */
  claimEffects(
    now: Instant,
    leaseUntil: Instant,
    limit: number | ((pool: string) => number),
  ): Promise<readonly Effect[]>;
  finishEffect(id: string, now: Instant, outcome: EffectOutcome, retryAt: Instant | null): Promise<void>;
  /**
   * The clock was put back to `now`: what waited for a moment after a try, or keeps a distance to the last run, is due now.
   * It would wait as much longer. Timers keep their time.
   */
  clockWentBack(now: Instant): Promise<void>;
  /** When the next pending effect is due, a free lane provided; undefined when there is none. Of all, or of these pools. */
  nextEffectDue(of?: (pool: string) => boolean): Promise<Instant | undefined>;
  effects(query: EffectQuery): Promise<readonly Effect[]>;
  /** The keys of all effects of a kind that are to come or are being done; of many, a fraction of what reading them takes. */
  effectKeys(kind: string): Promise<readonly string[]>;
  countEffects(state: EffectState): Promise<number>;
  /** A parked effect becomes pending again. False when it is not parked. */
  unpark(id: string, now: Instant): Promise<boolean>;
  /** Called after each commit that brought effects (also those of other processes, as soon as they are announced). */
  onEffects(listener: () => void): () => void;

  /** Drops payload and salt of these entries, also from snapshots, projections and effects of their streams. The only update there is. */
  erase(entryIds: readonly string[], erasedBy: string): Promise<void>;

  saveDraft(draft: Draft): Promise<void>;
  draft(id: string, now: Instant): Promise<Draft | undefined>;
  /** Takes it out: of two that try, one gets it. */
  takeDraft(id: string, now: Instant): Promise<Draft | undefined>;
  drafts(kind: string, now: Instant, limit: number): Promise<readonly Draft[]>;

  /** Small facts of this installation: the registered commands' fingerprint, the restore mark. */
  setting(name: string): Promise<string | undefined>;
  setSetting(name: string, value: string): Promise<void>;

  /** Throws away what is past keeping: finished effects, causes and drafts older than `before`. Entries never. */
  prune(before: Instant): Promise<void>;
  /** A consistent copy, made while running. */
  backup(path: string): Promise<void>;
  /** Flushes what waits and closes; further calls reject. */
  close(): Promise<void>;
}

export type StoreErrorCode =
  'store/full' | 'store/read-only' | 'store/locked' | 'store/newer' | 'store/older' | 'store/corrupt' | 'store/failed';

/** The disk or the database says no. `message` is a sentence with the remedy; the driver's own error is the cause. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** A row of a timeline that is no entry any more: somebody changed it outside of Muster. */
export class UnreadableEntry extends StoreError {
  readonly stream: string;
  readonly seq: number;
  readonly entryId: string;
  constructor(place: { readonly stream: string; readonly seq: number; readonly id: string }, options?: ErrorOptions) {
    super(
      'store/corrupt',
      `Entry ${place.seq} of ${place.stream} cannot be read: its row was changed outside of Muster. Restore the last backup; \`muster verify\` then says whether its record is whole.`,
      options,
    );
    this.name = 'UnreadableEntry';
    this.stream = place.stream;
    this.seq = place.seq;
    this.entryId = place.id;
  }
}
