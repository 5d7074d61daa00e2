import { DateTime } from 'luxon';
import type { Instant } from '../../base/clock.ts';
import type { FreezeConfig } from '../config/freeze-schema.ts';

/** A span in which nothing is deployed, UTC milliseconds, end exclusive. */
export interface FreezeSpan {
  readonly name: string;
  readonly reason: string;
  readonly from: Instant;
  readonly until: Instant;
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Freezes that touch [from, to), weekly ones repeated, in the order of their beginning. */
export function freezeSpans(
  freezes: Readonly<Record<string, FreezeConfig>>,
  from: Instant,
  to: Instant,
): readonly FreezeSpan[] {
  return Object.entries(freezes)
    .flatMap(([name, freeze]) => spansOf(freeze, from, to).map((span) => ({ ...span, name, reason: freeze.reason })))
    .filter((span) => span.until > from && span.from < to)
    .sort((a, b) => a.from - b.from);
}

function spansOf(freeze: FreezeConfig, from: Instant, to: Instant): readonly { from: Instant; until: Instant }[] {
  const zone = freeze.timeZone;
  if ('from' in freeze) {
    const until = DateTime.fromISO(freeze.to, { zone }).toMillis();
    return [{ from: DateTime.fromISO(freeze.from, { zone }).toMillis(), until }];
  }
  const spans: { from: Instant; until: Instant }[] = [];
  // From the week before, because a freeze may wrap the week.
  let monday = DateTime.fromMillis(from, { zone }).startOf('week').minus({ weeks: 1 });
  for (; monday.toMillis() < to; monday = monday.plus({ weeks: 1 })) {
    const begin = weekMoment(monday, freeze.weekly.from);
    const end = weekMoment(monday, freeze.weekly.to);
    spans.push({ from: begin.toMillis(), until: (end > begin ? end : end.plus({ weeks: 1 })).toMillis() });
  }
  return spans;
}

/** `fri 16:00` in the week that begins on that Monday: local time, so that a change of the clocks does not move it. */
function weekMoment(monday: DateTime, text: string): DateTime {
  const [day = '', time = ''] = text.toLowerCase().split(' ');
  const [hour, minute] = time.split(':').map(Number);
  return monday.plus({ days: WEEKDAYS.indexOf(day) }).set({ hour: hour ?? 0, minute: minute ?? 0 });
}

/** Freezes that hold for an app's environment at `now`, the longest first. */
export function activeFreezes(
  freezes: Readonly<Record<string, FreezeConfig>>,
  place: { readonly app: string; readonly environment: string },
  now: Instant,
): readonly FreezeSpan[] {
  const meant = Object.entries(freezes).filter(
    ([, { apps, environments }]) =>
      (apps?.includes(place.app) ?? true) && (environments?.includes(place.environment) ?? true),
  );
  return freezeSpans(Object.fromEntries(meant), now, now + 1).toSorted((a, b) => b.until - a.until);
}
