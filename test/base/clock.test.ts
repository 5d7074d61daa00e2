import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';

const HOUR = 3_600_000;
beforeEach(() => {
  vi.useFakeTimers({
    now: Date.parse('2026-11-22T12:00:00Z'),
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('what waits for an hour goes off within half a minute when the clock is set forward by two', () => {
  const gone = vi.fn();
  systemClock.at(Date.now() + HOUR, gone);
  vi.setSystemTime(Date.now() + 2 * HOUR);
  vi.advanceTimersByTime(30_001);
  expect(gone).toHaveBeenCalledTimes(1);
});

test('set back, it makes nobody wait longer', () => {
  const gone = vi.fn();
  systemClock.at(Date.now() + 90_000, gone);
  vi.advanceTimersByTime(40_000);
  vi.setSystemTime(Date.now() - 2 * HOUR);
  vi.advanceTimersByTime(50_001);
  expect(gone).toHaveBeenCalledTimes(1);
});

test('it goes off at its time and once, over any number of laps, and not when it was taken back', () => {
  const gone = vi.fn();
  const start = Date.now();
  systemClock.at(start + 60 * 24 * HOUR, () => {
    gone(Date.now() - start);
  });
  const taken = vi.fn();
  const cancel = systemClock.at(start + HOUR, taken);
  vi.advanceTimersByTime(HOUR / 2);
  cancel();
  vi.advanceTimersByTime(70 * 24 * HOUR);
  expect(gone.mock.calls).toEqual([[60 * 24 * HOUR]]);
  expect(taken).not.toHaveBeenCalled();
});
