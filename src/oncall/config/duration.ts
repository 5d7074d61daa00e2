import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const ONE = String.raw`\d{1,6}\s*(?:s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?|d|days?)`;
const DURATION = new RegExp(`^${ONE}(?:\\s*${ONE})*$`, 'i');

/** `now`, `90s`, `5m`, `2 min`, `1h 30m`, `2 days` in milliseconds; undefined when it is none. A day is 24 hours. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^(now|0)$/i.test(trimmed)) return 0;
  if (!DURATION.test(trimmed)) return undefined;
  let total = 0;
  for (const [, count, unit = ''] of trimmed.matchAll(/(\d+)\s*([a-z]+)/gi)) {
    total += Number(count) * (UNITS[unit.charAt(0).toLowerCase()] ?? 0);
  }
  return total;
}

/** As one would write it: `5m`, `1h 30m`, `90s` as `1m 30s`. */
export function writtenDuration(durationMs: number): string {
  let rest = Math.round(durationMs / 1000) * 1000;
  const parts = (['d', 'h', 'm', 's'] as const).flatMap((unit) => {
    const ms = UNITS[unit] ?? 1000;
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join(' ') || '0s';
}

/** A duration in milliseconds from at least `least` to at most 30 days. */
export const durationSchema = (least = 0) =>
  z.string().transform((text, context) => {
    const durationMs = parseDuration(text);
    if (durationMs !== undefined && durationMs >= least && durationMs <= 30 * DAY_MS) return durationMs;
    context.addIssue({
      code: 'custom',
      message: `is no duration from ${least / 1000} seconds to 30 days: write it like 5m, 90s, 1h 30m`,
    });
    return z.NEVER;
  });
