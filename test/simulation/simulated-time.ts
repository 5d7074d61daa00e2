import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { asCurrentProcess } from './simulated-process.ts';

/** The time of everything in this process, libraries included. It stands until somebody moves it. */
export interface SimulatedTime {
  now(): number;
  /** When the next timer is due, if there is one. */
  nextDue(): number | undefined;
  /** Moves to the next due timer and runs it. */
  runNext(): void;
  /** Moves, running nothing. */
  moveTo(instant: number): void;
  /** How often somebody asked for another turn of the event loop: when it no longer grows, nothing goes on by itself. */
  turnsAskedFor(): number;
}

type Callback = (...args: readonly unknown[]) => void;

/** What setTimeout and setInterval return: as much of NodeJS.Timeout as libraries use. */
class SimulatedTimer {
  dueAt: number;
  readonly everyMs: number | undefined;
  readonly #run: () => void;
  readonly #armed: Map<number, SimulatedTimer>;
  readonly #now: () => number;
  readonly #waitMs: number;
  readonly id: number;

  constructor(
    armed: Map<number, SimulatedTimer>,
    now: () => number,
    id: number,
    waitMs: number,
    repeats: boolean,
    run: () => void,
  ) {
    this.#armed = armed;
    this.#now = now;
    this.#waitMs = waitMs;
    this.#run = run;
    this.id = id;
    this.everyMs = repeats ? waitMs : undefined;
    this.dueAt = now() + waitMs;
    armed.set(id, this);
  }
  fire(): void {
    if (this.everyMs === undefined) this.#armed.delete(this.id);
    else this.dueAt += this.everyMs;
    this.#run();
  }
  refresh(): this {
    this.dueAt = this.#now() + this.#waitMs;
    this.#armed.set(this.id, this);
    return this;
  }
  close(): this {
    this.#armed.delete(this.id);
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  [Symbol.toPrimitive](): number {
    return this.id;
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Puts Date, setTimeout, setInterval, timers/promises and performance.now on one clock. setImmediate and I/O stay as they are. */
export function simulateTime(start: number): SimulatedTime {
  let now = start;
  let last = 0;
  const armed = new Map<number, SimulatedTimer>();
  let turns = 0;
  const RealDate = Date;
  const realImmediate = setImmediate;

  const arm = (run: Callback, waitMs: unknown, args: readonly unknown[], repeats: boolean): SimulatedTimer => {
    const wait = Math.max(1, Math.trunc(Number(waitMs ?? 1)) || 1);
    const asOwner = asCurrentProcess();
    return new SimulatedTimer(
      armed,
      () => now,
      ++last,
      wait,
      repeats,
      () => {
        asOwner(() => {
          run(...args);
        });
      },
    );
  };
  const clear = (timer: unknown): void => {
    if (timer instanceof SimulatedTimer) timer.close();
    else if (timer !== undefined && timer !== null) armed.delete(Number(timer));
  };
  const sleep = <T>(waitMs?: number, value?: T, options: { readonly signal?: AbortSignal } = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      const abort = (): void => {
        timer.close();
        reject(signal?.reason as Error);
      };
      const timer = arm(
        () => {
          signal?.removeEventListener('abort', abort);
          // The cast: a wait for nothing resolves with undefined, as Node's own does.
          resolve(value as T);
        },
        waitMs,
        [],
        false,
      );
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  const setTimeout = Object.assign(
    (run: Callback, waitMs?: unknown, ...args: readonly unknown[]) => arm(run, waitMs, args, false),
    { [promisify.custom]: sleep },
  );
  const replaced = {
    setTimeout,
    setInterval: (run: Callback, waitMs?: unknown, ...args: readonly unknown[]) => arm(run, waitMs, args, true),
    clearTimeout: clear,
    clearInterval: clear,
    setImmediate: Object.assign(
      (run: Callback, ...args: readonly unknown[]) => {
        turns++;
        const asOwner = asCurrentProcess();
        return realImmediate(() => {
          asOwner(() => {
            run(...args);
          });
        });
      },
      { [promisify.custom]: <T>(value: T) => nextTurn(value) },
    ),
  };
  const nextTurn = <T>(value: T): Promise<T> =>
    new Promise((resolve) => {
      turns++;
      const asOwner = asCurrentProcess();
      realImmediate(() => {
        asOwner(() => {
          resolve(value);
        });
      });
    });

  class SimulatedDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]));
    }
    static override now(): number {
      return now;
    }
  }

  Object.assign(globalThis, replaced, { Date: SimulatedDate });
  Object.assign(timers, replaced);
  Object.assign(timersPromises, { setTimeout: sleep, setImmediate: nextTurn });
  performance.now = () => now - start;
  syncBuiltinESMExports();

  const next = (): SimulatedTimer | undefined => {
    let found: SimulatedTimer | undefined;
    // In order of arming: of those due at the same time the first armed is the first.
    for (const timer of armed.values()) if (!found || timer.dueAt < found.dueAt) found = timer;
    return found;
  };
  return {
    now: () => now,
    nextDue: () => next()?.dueAt,
    runNext() {
      const timer = next();
      if (!timer) return;
      now = Math.max(now, timer.dueAt);
      timer.fire();
    },
    moveTo(instant) {
      now = Math.max(now, instant);
    },
    turnsAskedFor: () => turns,
  };
}
