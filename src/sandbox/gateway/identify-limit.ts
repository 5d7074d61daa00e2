import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';

const IDENTIFIES_A_DAY = 1000;

export interface IdentifyLimit {
  /** False when there were too many in the last day. */
  take(): boolean;
  /** As `GET /gateway/bot` says it. */
  readonly startLimit: () => { total: number; remaining: number; reset_after: number; max_concurrency: number };
}

/** How often a bot may begin a session. */
export function identifyLimit(now: () => Instant): IdentifyLimit {
  const taken: Instant[] = [];
  const forget = (): void => {
    while (taken[0] !== undefined && now() - taken[0] > DAY_MS) taken.shift();
  };
  return {
    take() {
      forget();
      if (taken.length >= IDENTIFIES_A_DAY) return false;
      taken.push(now());
      return true;
    },
    startLimit: () => ({
      total: IDENTIFIES_A_DAY,
      remaining: IDENTIFIES_A_DAY - taken.length,
      reset_after: taken[0] === undefined ? 0 : Math.max(0, taken[0] + DAY_MS - now()),
      max_concurrency: 1,
    }),
  };
}
