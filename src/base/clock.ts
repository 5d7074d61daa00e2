/** An instant: milliseconds since 1970-01-01T00:00:00Z. Integers only. */
export type Instant = number;

export type Cancel = () => void;

/** The only source of time in Muster. Everything that waits takes one of these, so that tests can move time. */
export interface Clock {
  now(): Instant;
  /**
   * Calls `run` once, at or after `dueAt`; never synchronously. When the system's clock is put back meanwhile, once as much time
   * has passed as it was to be. Does not keep the process alive by itself.
   */
  at(dueAt: Instant, run: () => void): Cancel;
  /** Resolves at or after now + `durationMs`; rejects with the signal's reason when it aborts first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A longer wait is cut into laps: setTimeout stands still while the machine is suspended, and knows nothing of a clock
 * that is set forward. (Beyond 2^31 ms it would even fire at once.)
 */
const LAP_MS = 30_000;

export const systemClock: Clock = withSleep({
  now: () => Date.now(),
  at(dueAt, run) {
    let handle: NodeJS.Timeout;
    // Set back it makes nobody wait longer: five minutes are five minutes.
    const end = performance.now() + dueAt - Date.now();
    const lap = (): void => {
      const left = Math.min(dueAt - Date.now(), end - performance.now());
      handle = left > LAP_MS ? setTimeout(lap, LAP_MS) : setTimeout(run, Math.ceil(Math.max(0, left)));
      handle.unref();
    };
    lap();
    return () => {
      clearTimeout(handle);
    };
  },
});

/** A clock that runs along with another one, but can be moved forward by hand: the sandbox's, and the tests'. */
export interface VirtualClock extends Clock {
  /** Moves to `instant`, running what falls due on the way, in order, each at its own time. */
  advanceTo(instant: Instant): Promise<void>;
  advance(durationMs: number): Promise<void>;
  /** How many waits are outstanding: a test that ends with some left over has a leak. */
  pending(): number;
}

/**
 * A clock that stands still until it is advanced.
 * Between two due timers it lets promises and I/O settle, so that what one timer causes can arm the next.
 */
export function virtualClock(start: Instant): VirtualClock {
  let now = start;
  let order = 0;
  const timers = new Map<number, { dueAt: Instant; run: () => void }>();
  const next = (until: Instant): [number, { dueAt: Instant; run: () => void }] | undefined => {
    let found: [number, { dueAt: Instant; run: () => void }] | undefined;
    for (const timer of timers) {
      if (timer[1].dueAt <= until && (!found || timer[1].dueAt < found[1].dueAt)) found = timer;
    }
    return found;
  };
  const advanceTo = async (instant: Instant): Promise<void> => {
    await settle(); // what was begun before may still have to arm its timer
    for (let due = next(instant); due; due = next(instant)) {
      timers.delete(due[0]);
      now = Math.max(now, due[1].dueAt);
      due[1].run();
      await settle();
    }
    now = Math.max(now, instant);
    await settle();
  };
  const clock = withSleep({
    now: () => now,
    at(dueAt: Instant, run: () => void) {
      const key = order++;
      timers.set(key, { dueAt: Math.max(dueAt, now), run });
      return () => {
        timers.delete(key);
      };
    },
  });
  return {
    ...clock,
    advanceTo,
    advance: (durationMs) => advanceTo(now + durationMs),
    pending: () => timers.size,
  };
}

/** The same clock, and how many waits are outstanding of those that were begun through it. */
export function countedClock(clock: Clock): Clock & Pick<VirtualClock, 'pending'> {
  const open = new Set<symbol>();
  const counted = withSleep({
    now: () => clock.now(),
    at(dueAt: Instant, run: () => void) {
      const wait = Symbol('wait');
      open.add(wait);
      const cancel = clock.at(dueAt, () => {
        open.delete(wait);
        run();
      });
      return () => {
        open.delete(wait);
        cancel();
      };
    },
  });
  return { ...counted, pending: () => open.size };
}

/** Several turns of the event loop: long enough for a chain of awaits over in-process work to come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function withSleep(clock: Pick<Clock, 'now' | 'at'>): Clock {
  return {
    ...clock,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stop = (): void => {
          cancel();
          reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        const cancel = clock.at(clock.now() + durationMs, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        signal?.addEventListener('abort', stop, { once: true });
      }),
  };
}
