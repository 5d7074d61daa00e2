import type { GatewayEvent } from './apply-event.ts';

/** The sandbox's events on their way into the state, beside the answers to what the page asks. */
export interface Incoming {
  readonly add: (event: GatewayEvent) => void;
  /** Who applies them. */
  readonly listen: (apply: (event: GatewayEvent) => void) => void;
  /** Applies at once what has come. */
  readonly flush: () => void;
  /**
   * Asks, and resolves to the answer with the events behind it that were applied before it came, oldest first. Whoever
   * takes the answer up at once misses none: the next event is applied later.
   */
  readonly during: <T extends { readonly seq: number }>(
    ask: () => Promise<T>,
  ) => Promise<{ readonly answer: T; readonly behind: readonly GatewayEvent[] }>;
}

export function createIncoming(): Incoming {
  let apply = (_event: GatewayEvent): void => undefined;
  let queued: GatewayEvent[] = [];
  /** Since the first of what is asked now. */
  const applied: GatewayEvent[] = [];
  let asked = 0;
  const flush = (): void => {
    const events = queued;
    queued = [];
    for (const event of events) {
      apply(event);
      if (asked > 0) applied.push(event);
    }
  };
  return {
    listen(listener) {
      apply = listener;
    },
    flush,
    add(event) {
      queued.push(event);
      if (queued.length > 1) return;
      // Events that come together are applied together: one drawing a frame, however many there are.
      if (document.hidden) setTimeout(flush);
      else requestAnimationFrame(flush);
    },
    async during(ask) {
      asked++;
      try {
        const answer = await ask();
        flush();
        return { answer, behind: applied.filter(({ seq }) => seq > answer.seq) };
      } finally {
        if (--asked === 0) applied.length = 0;
      }
    },
  };
}
