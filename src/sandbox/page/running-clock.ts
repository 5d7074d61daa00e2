import { type Cancel, type Clock, type Instant, systemClock } from '../../base/clock.ts';

/** A clock that runs with the machine's and can be moved forward: what falls due on the way happens in its order, each at its time. */
export interface RunningClock extends Clock {
  advance(durationMs: number): Promise<void>;
  /** How far it is before the machine's; below 0 while it is behind. */
  aheadMs(): number;
  /** From now on it runs along, when it stood. */
  run(): void;
}

export interface RunningClockOptions {
  /** Begins so long before the machine's time. */
  readonly behindMs?: number;
  /** Stands still, but for `advance`, until `run`. */
  readonly standing?: boolean;
}

export function runningClock(under: Clock = systemClock, options: RunningClockOptions = {}): RunningClock {
  let offsetMs = -(options.behindMs ?? 0);
  let stoodAt = options.standing === true ? under.now() : undefined;
  const waits = new Map<number, { readonly dueAt: Instant; readonly run: () => void; cancel: Cancel }>();
  let last = 0;
  const now = (): Instant => (stoodAt ?? under.now()) + offsetMs;
  const arm = (key: number, dueAt: Instant, run: () => void): Cancel => {
    // On a clock that stands nothing falls due by itself.
    if (stoodAt !== undefined && dueAt > now()) return () => undefined;
    return under.at(dueAt - offsetMs, () => {
      waits.delete(key);
      run();
    });
  };
  const armAgain = (): void => {
    for (const [key, wait] of waits) {
      wait.cancel();
      wait.cancel = arm(key, wait.dueAt, wait.run);
    }
  };
  const at = (dueAt: Instant, run: () => void): Cancel => {
    const key = ++last;
    waits.set(key, { dueAt, run, cancel: arm(key, dueAt, run) });
    return () => {
      waits.get(key)?.cancel();
      waits.delete(key);
    };
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return {
    now,
    at,
    aheadMs: () => now() - under.now(),
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const cancel = at(now() + durationMs, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        const stop = (): void => {
          cancel();
          reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        signal?.addEventListener('abort', stop, { once: true });
      }),
    async advance(durationMs) {
      const until = now() + durationMs;
      for (;;) {
        const due = [...waits].filter(([, wait]) => wait.dueAt <= until).sort(([, a], [, b]) => a.dueAt - b.dueAt)[0];
        if (!due) break;
        const [key, wait] = due;
        offsetMs += Math.max(0, wait.dueAt - now());
        wait.cancel();
        waits.delete(key);
        wait.run();
        await settle();
      }
      offsetMs += Math.max(0, until - now());
      // The others now fall due that much earlier on the machine's clock.
      armAgain();
    },
    run() {
      if (stoodAt === undefined) return;
      offsetMs -= under.now() - stoodAt;
      stoodAt = undefined;
      armAgain();
    },
  };
}
