import { type Cancel, type Clock, type Instant, systemClock } from '../../base/clock.ts';

/** A clock that runs with the machine's and can be moved forward: what falls due on the way happens in its order, each at its time. */
export interface RunningClock extends Clock {
  advance(durationMs: number): Promise<void>;
}

/** Begins at the machine's time, or `behindMs` before it. */
export function runningClock(under: Clock = systemClock, behindMs = 0): RunningClock {
  let offsetMs = -behindMs;
  const waits = new Map<number, { readonly dueAt: Instant; readonly run: () => void; cancel: Cancel }>();
  let last = 0;
  const now = (): Instant => under.now() + offsetMs;
  const arm = (key: number, dueAt: Instant, run: () => void): Cancel =>
    under.at(dueAt - offsetMs, () => {
      waits.delete(key);
      run();
    });
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
      for (const [key, wait] of waits) {
        wait.cancel();
        wait.cancel = arm(key, wait.dueAt, wait.run);
      }
    },
  };
}
