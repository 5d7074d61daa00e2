import type { Cancel, Clock } from '../../base/clock.ts';

/** Something to be told at once, and then again at most once an interval: what comes in between waits for its turn. */
export interface Pace {
  /** There is something new. */
  readonly due: () => void;
  /** Tells it now, if there is anything that was not told. */
  readonly flush: () => void;
  /** Nothing more is told. */
  readonly end: () => void;
}

export function paced(clock: Clock, intervalMs: number, tell: () => void): Pace {
  let cancel: Cancel | undefined;
  let toldAt = -Infinity;
  let waits = false;
  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    if (!waits) return;
    waits = false;
    toldAt = clock.now();
    tell();
  };
  return {
    due() {
      waits = true;
      if (clock.now() - toldAt >= intervalMs) flush();
      else cancel ??= clock.at(toldAt + intervalMs, flush);
    },
    flush,
    end() {
      waits = false;
      cancel?.();
      cancel = undefined;
    },
  };
}
