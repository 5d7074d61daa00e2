import { DAY_MS, WEEK_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { Restriction, Span } from './definition.ts';
import { type Zone } from './zone.ts';

/** 1970-01-01 was a Thursday: day 0 of the epoch is day 3 counted from Monday. */
const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/**
 * The time that the restrictions allow within the span: sorted, disjoint, clipped. Windows are laid out day by day and
 * week by week on the wall clock, so that 08:00 to 17:00 ends at 17:00 on a day of change, too.
 */
export function allowedTime(restrictions: readonly Restriction[], span: Span, zone: Zone): Span[] {
  if (restrictions.length === 0) return [span];
  const windows: Span[] = [];
  const add = (from: number, to: number): void => {
    const start = Math.max(zone.instantOf(from, 'first'), span.from);
    const end = Math.min(zone.instantOf(to, 'last'), span.to);
    if (start < end) windows.push({ from: start, to: end });
  };
  // One day (week) earlier for windows that began before the span, one later for the clock's own shift.
  const firstDay = Math.floor(zone.wallAt(span.from) / DAY_MS) - 2;
  const lastDay = Math.floor(zone.wallAt(span.to) / DAY_MS) + 1;
  for (const restriction of restrictions) {
    const { from, to } = restriction;
    if (restriction.type === 'daily') {
      for (let day = firstDay; day <= lastDay; day++) {
        if (!restriction.days.includes(weekday(day))) continue;
        add(day * DAY_MS + from, (to <= from ? day + 1 : day) * DAY_MS + to);
      }
    } else {
      const monday = firstDay - weekday(firstDay) - 7;
      for (let day = monday; day <= lastDay; day += 7) {
        add(day * DAY_MS + from, day * DAY_MS + to + (to <= from ? WEEK_MS : 0));
      }
    }
  }
  return union(windows);
}

/** Sorted and merged; what touches becomes one. */
export function union(spans: Span[]): Span[] {
  spans.sort((a, b) => a.from - b.from);
  const merged: { from: Instant; to: Instant }[] = [];
  for (const { from, to } of spans) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
