import type { Clock, Instant } from '../base/clock.ts';

export interface Deadlines {
  /** A signal that aborts when `lifeMs` are over, or up to 30 s before, and at `abort`. */
  readonly signal: (now: Instant) => AbortSignal;
  readonly abort: (reason: Error) => void;
}

const SHARED_MS = 30_000;

/** One signal for all that begins within 30 s: making one for each interaction costs more than answering it. */
export function createDeadlines(clock: Clock, lifeMs: number): Deadlines {
  const live = new Set<AbortController>();
  let current: { readonly controller: AbortController; readonly until: Instant } | undefined;
  let ended: Error | undefined;
  return {
    signal(now) {
      if (!current || now >= current.until) {
        const controller = new AbortController();
        if (ended) controller.abort(ended);
        live.add(controller);
        clock.at(now + lifeMs, () => {
          live.delete(controller);
          controller.abort(new Error('The answer can no longer be given'));
        });
        current = { controller, until: now + SHARED_MS };
      }
      return current.controller.signal;
    },
    abort(reason) {
      ended = reason;
      for (const controller of live) controller.abort(reason);
    },
  };
}
