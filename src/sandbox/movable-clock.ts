import type { Clock } from '../base/clock.ts';

/** Virtual clocks and `runningClock` can be moved forward, the machine's cannot. */
export interface MovableClock extends Clock {
  advance?(durationMs: number): Promise<void>;
  /** How far it is before the machine's clock, where it runs along with it. */
  aheadMs?(): number;
}
