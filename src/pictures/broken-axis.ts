import type { Instant } from '../base/clock.ts';

export interface BrokenAxis {
  /** From 0 to 1. */
  position(at: Instant): number;
  /** Where the axis leaves out time in which nothing happened. */
  readonly breaks: readonly { readonly position: number; readonly durationMs: number }[];
  readonly ticks: readonly { readonly at: Instant; readonly position: number }[];
}

/** What a left-out stretch is drawn as wide as. */
const BREAK_WIDTH = 0.035;
const MOST_BREAKS = 4;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 43_200].map((m) => m * 60_000);

/**
 * An axis over the moments between `from` and `to` that leaves out the long stretches in which nothing happened. Ticks
 * stand on full hours and days of the zone that is `zoneOffsetMs` ahead of UTC.
 */
export function brokenAxis(from: Instant, to: Instant, moments: ArrayLike<Instant>, zoneOffsetMs = 0): BrokenAxis {
  const inside = Float64Array.from(moments)
    .filter((at) => at > from && at < to)
    .sort();
  const whole = Math.max(1, to - from);
  const longest = Math.max(6 * 3_600_000, whole * 0.3);
  const gaps: { readonly from: Instant; readonly to: Instant }[] = [];
  for (let index = 0; index <= inside.length && gaps.length < MOST_BREAKS; index++) {
    const gap = { from: inside[index - 1] ?? from, to: inside[index] ?? to };
    if (gap.to - gap.from > longest) gaps.push(gap);
  }
  const left = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const scale = (1 - gaps.length * BREAK_WIDTH) / Math.max(1, whole - left);
  const position = (at: Instant): number => {
    const clamped = Math.min(Math.max(at, from), to);
    let position_ = (clamped - from) * scale;
    for (const gap of gaps) {
      if (clamped <= gap.from) break;
      const passed = Math.min(clamped, gap.to) - gap.from;
      position_ += (passed / (gap.to - gap.from)) * BREAK_WIDTH - passed * scale;
    }
    return Math.min(1, Math.max(0, position_));
  };
  const step =
    STEPS_MS.find((ms) => (whole - left) / ms <= 9) ??
    43_200 * 60_000 * Math.ceil((whole - left) / (43_200 * 60_000 * 9));
  const ticks: { at: Instant; position: number }[] = [];
  for (let at = Math.ceil((from + zoneOffsetMs) / step) * step - zoneOffsetMs; at <= to; at += step) {
    const gap = gaps.find((one) => at > one.from && at < one.to);
    if (gap) {
      at = Math.floor((gap.to + zoneOffsetMs) / step) * step - zoneOffsetMs;
      continue;
    }
    const last = ticks.at(-1)?.position ?? -1;
    if (position(at) - last > 0.07) ticks.push({ at, position: position(at) });
  }
  return {
    position,
    ticks,
    breaks: gaps.map((gap) => ({
      position: (position(gap.from) + position(gap.to)) / 2,
      durationMs: gap.to - gap.from,
    })),
  };
}
