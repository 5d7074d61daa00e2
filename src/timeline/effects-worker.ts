import type { Cancel, Clock, Instant } from '../base/clock.ts';
import { failpoint } from '../base/failpoint.ts';
import { createInFlight } from '../base/in-flight.ts';
import { maskText } from '../base/masking.ts';
import { type Result, messageOf, ok } from '../base/result.ts';
import { backoffMs } from './backoff.ts';
import type { Cause } from './cause.ts';
import { DECIDES, type Effect, type EffectHandlers, type EffectOutcome } from './effect.ts';
import { effectParked } from './kinds.ts';
import { parkedEffects } from './parked-effects.ts';
import { retryEffect } from './retry-effect.ts';
import type { Store } from './store.ts';
import type { Timeline } from './timeline.ts';

/**
 * As many of one pool run at once, unless told otherwise: lanes and the counterparts' own rate limits are the narrower gates. While
 * many only decide the others have as many fewer: what all of them are for comes first.
 */
const CONCURRENCY = 512;
const MOST_ATTEMPTS = 12; // with the usual backoff: about a quarter of an hour
/** With at most a minute between them: two to four hours, so that an hour's outage costs neither an effect nor its place. */
const MOST_ATTEMPTS_IN_OUTAGE = 240;
const LONGEST_WAIT_IN_OUTAGE_MS = 60_000;
/** How long one attempt may take before its signal aborts. The lease is longer, so that nobody else starts meanwhile. */
const ATTEMPT_MS = 60_000;
const LEASE_MS = ATTEMPT_MS + 30_000;
/** Whoever does not listen to its signal is left behind; its effect is tried again at the next start. */
const DEAF_MS = 2_000;
/** Clocks are set right by less than that all the time. */
const CLOCK_MS = 5_000;
/** How long to wait after the store itself failed (a full disk). */
const STORE_FAILED_MS = 5_000;

export interface EffectsWorker {
  /** Begins; what fell due while Muster was down is done now, once. */
  start(): void;
  /** Takes no more, lets what runs end; after `graceMs` (default 10,000) its signal aborts. Resolves when all is at rest. */
  stop(graceMs?: number): Promise<void>;
  /** Tries a parked effect again. Refuses `effect/not-parked`. */
  retry(effectId: string, cause: Cause): Promise<Result<null>>;
  /** How many run at this moment. */
  running(): number;
}

/**
 * Does what commits asked for: in order within a lane, in parallel across lanes, at least once. It sleeps until the
 * next effect is due; nothing is polled.
 */
export function createEffectsWorker(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly handlers: EffectHandlers;
  readonly concurrency?: number;
  readonly mostAttempts?: number;
  readonly random?: () => number;
  /** Told of what the worker itself could not do (the store failed); it tries again by itself. */
  readonly onTrouble?: (error: unknown) => void;
}): EffectsWorker {
  const { store, clock, timeline, handlers, onTrouble } = options;
  const { concurrency = CONCURRENCY, mostAttempts = MOST_ATTEMPTS, random = Math.random } = options;
  const handlerOf = new Map(Object.entries(handlers));
  const running = createInFlight<{ readonly done: Promise<void>; readonly abort: AbortController }>();
  const places = new Map<string, number>();
  const taken = (pool: string): number => places.get(pool) ?? 0;
  const free = (pool: string): number =>
    Math.max(0, concurrency - taken(pool) - (pool === DECIDES ? 0 : taken(DECIDES)));
  let started = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let latest: Instant = 0;
  let cancelAlarm: Cancel | undefined;
  let stopListening: (() => void) | undefined;

  const wake = (): void => {
    if (!started) return;
    lookAgain = true;
    looking ??= look()
      .catch((error: unknown) => {
        onTrouble?.(error);
        alarm(clock.now() + STORE_FAILED_MS);
      })
      .finally(() => {
        looking = undefined;
        if (lookAgain) wake();
      });
  };

  const alarm = (at: number): void => {
    cancelAlarm?.();
    cancelAlarm = clock.at(at, wake);
  };

  const look = async (): Promise<void> => {
    while (lookAgain && started) {
      lookAgain = false;
      cancelAlarm?.();
      const now = clock.now();
      if (now < latest - CLOCK_MS) await store.clockWentBack(now);
      latest = now;
      const due = await store.nextEffectDue((pool) => free(pool) > 0); // where all places are taken, whoever ends wakes us
      if (due === undefined) continue;
      if (due > now) {
        alarm(due);
        continue;
      }
      // Of many that end together the first wakes us: how many are free is asked once all of them have ended.
      const claimed = await store.claimEffects(now, now + LEASE_MS, free);
      // One that outlived its lease is claimed again by ourselves: it still runs.
      for (const effect of claimed) if (running.get(effect.id) === undefined) begin(effect);
      lookAgain = true;
    }
  };

  const begin = (effect: Effect): void => {
    const abort = new AbortController();
    places.set(effect.pool, taken(effect.pool) + 1);
    const done = attempt(effect, abort)
      .catch((error: unknown) => onTrouble?.(error)) // its lease runs out, and it is tried again
      .finally(() => {
        running.delete(effect.id);
        places.set(effect.pool, taken(effect.pool) - 1);
        wake();
      });
    running.set(effect.id, { done, abort });
  };

  const attempt = async (effect: Effect, abort: AbortController): Promise<void> => {
    const outcome = await run(effect, abort);
    failpoint(`effect.${effect.kind}.done`);
    if (outcome.outcome === 'park') await park(effect, outcome.reason);
    else if (outcome.outcome !== 'retry') await store.finishEffect(effect.id, clock.now(), outcome, null);
    else {
      const retryAt = triedAgainAt(effect.attempts, outcome);
      if (retryAt === undefined) await park(effect, outcome.reason);
      else await store.finishEffect(effect.id, clock.now(), outcome, retryAt);
    }
  };

  /** Undefined when it was tried often enough. */
  const triedAgainAt = (attempts: number, outcome: EffectOutcome & { outcome: 'retry' }): Instant | undefined => {
    if ('outage' in outcome) {
      if (attempts >= MOST_ATTEMPTS_IN_OUTAGE) return undefined;
      return clock.now() + backoffMs(attempts, random, LONGEST_WAIT_IN_OUTAGE_MS);
    }
    if (outcome.waits !== true && attempts >= mostAttempts) return undefined;
    return outcome.at ?? clock.now() + backoffMs(attempts, random);
  };

  const run = async (effect: Effect, abort: AbortController): Promise<EffectOutcome> => {
    const handler = handlerOf.get(effect.kind);
    if (!handler) {
      return { outcome: 'park', reason: `This version of Muster does not know how to do ${effect.kind}.` };
    }
    const late = clock.at(clock.now() + ATTEMPT_MS, () => {
      abort.abort(new Error(`It took longer than ${ATTEMPT_MS / 1000} seconds`));
    });
    try {
      return await handler(effect, abort.signal);
    } catch (error) {
      return { outcome: 'retry', reason: messageOf(error) };
    } finally {
      late();
    }
  };

  /** The entry and the state change are one commit: nothing is parked in silence. */
  const park = async (effect: Effect, unmasked: string): Promise<void> => {
    const reason = maskText(unmasked).value.slice(0, 2000);
    const { id, kind, attempts, stream } = effect;
    const cause: Cause = {
      causeId: `park:${id}:${attempts}:${clock.now()}`,
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'effect', correlationId: id },
      parks: { id, reason },
    };
    const parked = await timeline.change(stream, parkedEffects, cause, () =>
      ok({ entries: [effectParked({ effect: id, kind, attempts, reason })], answer: null }),
    );
    if (!parked.ok) throw new Error(`${kind} ${id} could not be parked: ${parked.refusal.message}`);
  };

  return {
    start() {
      if (started) return;
      started = true;
      stopListening = store.onEffects(wake);
      wake();
    },

    async stop(graceMs = 10_000) {
      started = false;
      stopListening?.();
      cancelAlarm?.();
      await looking;
      const enough = clock.at(clock.now() + graceMs, () => {
        for (const { abort } of running.values()) abort.abort(new Error('Muster is stopping'));
      });
      const stopped = new AbortController();
      const tooLong = clock.sleep(graceMs + DEAF_MS, stopped.signal).catch(() => undefined);
      await Promise.race([Promise.all(running.values().map(({ done }) => done)), tooLong]);
      stopped.abort();
      enough();
    },

    retry: (effectId, cause) => retryEffect({ store, timeline }, effectId, cause),

    running: () => running.size,
  };
}
