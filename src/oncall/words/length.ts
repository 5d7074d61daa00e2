import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import { parseDuration } from '../config/duration.ts';
import { type Zone } from '../schedule/zone.ts';

const COUNTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: '1',
    an: '1',
    one: '1',
    two: '2',
    three: '3',
    four: '4',
    five: '5',
    six: '6',
    seven: '7',
    eight: '8',
    ten: '10',
    twelve: '12',
  }),
);

/** `2h`, `1h 30m`, `1.5 hours`, `half an hour`, `an hour and a half`, `a day and a half`, `three days`, `a week`. */
export type Length = { readonly days: number; readonly ms: number };

/** Days and weeks keep the time of day, hours and less their length. Undefined when it is no length. */
export function parseLength(text: string): Length | undefined {
  let words = text
    .trim()
    .replace(/^the (?:next|coming) /, '')
    .replace(/^next /, '')
    .replace(/^half an hour$/, '30m')
    .replace(/^half a day$/, '12h')
    .replace(/(\bdays?) and a half$/, '$1 12h')
    .replace(/(\bweeks?) and a half$/, '$1 3d 12h')
    .replace(/ and a half$/, ' 30m')
    .replace(/\band\b/g, ' ')
    .replace(/\b[a-z]+\b/g, (word) => COUNTS.get(word) ?? word)
    .replace(/(\d+)[.,]5\s*h(?:ours?|rs?)?\b/g, '$1h 30m')
    .replace(/(\d+)\s*hrs?\b/g, '$1h');
  let days = 0;
  words = words.replace(/(\d{1,3})\s*(w(?:eeks?)?|d(?:ays?)?)\b/g, (_, count: string, unit: string) => {
    days += Number(count) * (unit.startsWith('w') ? 7 : 1);
    return ' ';
  });
  const rest = words.trim();
  if (rest === '') return days > 0 ? { days, ms: 0 } : undefined;
  const ms = /^(now|0)$/.test(rest) ? undefined : parseDuration(rest);
  return ms === undefined || ms === 0 ? undefined : { days, ms };
}

export function after(instant: Instant, { days, ms }: Length, zone: Zone): Instant {
  return (days === 0 ? instant : zone.instantOf(zone.wallAt(instant) + days * DAY_MS)) + ms;
}

export function before(instant: Instant, { days, ms }: Length, zone: Zone): Instant {
  return days === 0 ? instant - ms : zone.instantOf(zone.wallAt(instant) - days * DAY_MS) - ms;
}
