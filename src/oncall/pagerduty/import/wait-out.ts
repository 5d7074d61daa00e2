import type { Clock, Instant } from '../../../base/clock.ts';

const LEAST_MS = 1000;

/**
 * Waits until PagerDuty takes requests again, as it says itself: an account of some hundred schedules comes to its limit.
 * Says no once `mostMs` have been waited in all.
 */
export function createWaitOut(
  clock: Pick<Clock, 'now' | 'sleep'>,
  mostMs: number,
  tell: (until: Instant) => void,
): (until: Instant) => Promise<boolean> {
  let left = mostMs;
  return async (until) => {
    const waitMs = Math.max(LEAST_MS, until - clock.now());
    if (waitMs > left) return false;
    left -= waitMs;
    tell(until);
    await clock.sleep(waitMs);
    return true;
  };
}
