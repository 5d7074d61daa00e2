import type { Instant } from '../base/clock.ts';
import type { Json } from '../base/canonical-json.ts';

/**
 * Something to be done in the world because of a commit, kept in the same transaction and done at least once.
 * Within a lane effects run one after another, in order; lanes do not wait for each other; without a lane (timers) nobody waits.
 */
export interface EffectDraft {
  /** `noun.verb`: `channel.open`, `message.post`, `card.refresh`, `page.step` … one handler a kind, given by `app.ts`. */
  readonly kind: string;
  readonly lane: string | null;
  /** Not before this instant: a timer. */
  readonly dueAt?: Instant;
  /** One pending effect a key: a later draft with the same key takes its place (payload, due time), so a card's edits coalesce and a timer is re-armed. */
  readonly key?: string;
  /** Only in the place of a pending effect with that key, brought forward: what runs already, or is done, is not asked for again. */
  readonly ifPending?: true;
  /** Least distance to the previous run with the same key, for what Discord limits (a card at most every 10 s). */
  readonly minIntervalMs?: number;
  /**
   * Whose places it takes while it runs: what hangs in one pool holds up no other. Default: that of everything which names none.
   * Kept, so nothing that a person wrote.
   */
  readonly pool?: string;
  /** Kept masked, as an entry is. */
  readonly payload: Json;
  /** The payload is an address of muster.yaml and nobody's words: kept as it is, because a masked one leads nowhere. */
  readonly verbatim?: true;
  /** The timeline that is told when it cannot be done. Default: the one that the decision was made on. */
  readonly stream?: string;
}

/** The pool of what only decides and commits, and asks nobody outside: it goes first, and waits for no send that hangs. */
export const DECIDES = 'decides';

/**
 * Takes a pending effect with that key back: a timer that is no longer needed. One that already runs is not stopped, and not
 * tried again, also when its process dies over it; with `ifPending` it is let alone: its handler sees for itself.
 */
export interface EffectCancellation {
  readonly cancel: string;
  readonly ifPending?: true;
}

export type EffectChange = EffectDraft | EffectCancellation;

export type EffectState = 'pending' | 'running' | 'done' | 'parked' | 'cancelled';

export interface Effect {
  /** Also the idempotency key that reaches the far side: nonce, audit-log reason, dedup_key. */
  readonly id: string;
  readonly kind: string;
  readonly lane: string | null;
  readonly key: string | null;
  readonly dueAt: Instant;
  readonly pool: string;
  readonly payload: Json;
  readonly state: EffectState;
  readonly attempts: number;
  /** Stream and cause of the commit that asked for it. */
  readonly stream: string;
  readonly causeId: string;
  readonly createdAt: Instant;
  readonly lastError: string | null;
}

/** What became of one attempt. An exception counts as `retry`. */
export type EffectOutcome =
  | { readonly outcome: 'done' }
  /** Try again, at `at` or by the usual backoff. `waits` does not count as a failed attempt (a rate limit, a counterpart known to be down). */
  | { readonly outcome: 'retry'; readonly reason: string; readonly at?: Instant; readonly waits?: boolean }
  /**
   * The counterpart says that it is in trouble itself (a 5xx): tried again at least once a minute, and for hours before
   * it is parked. Parked it is some day: it may be this one request that the counterpart stumbles over, and somebody has to hear of it.
   */
  | { readonly outcome: 'retry'; readonly reason: string; readonly outage: true }
  /** Never going to succeed by itself: an entry on the timeline, shown on the card with a retry button. */
  | { readonly outcome: 'park'; readonly reason: string };

export type EffectHandler = (effect: Effect, signal: AbortSignal) => Promise<EffectOutcome>;
export type EffectHandlers = Readonly<Record<string, EffectHandler>>;
