import { HOUR_MS, DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { Span } from '../schedule/definition.ts';
import { type Zone, zoneOf } from '../schedule/zone.ts';
import { dayOf, parseDay, weekdayOf } from './day.ts';
import { after, parseLength } from './length.ts';
import { EVENING_MS, onWall, parseMomentInWords, plainWords, zoneInWords } from './moment.ts';
import { TIME_WORDS, parseTimeOfDay } from './time-of-day.ts';

const FORMS =
  'Write "tonight 20:00 to 08:00", "fri 18:00 to mon 08:00", "2026-03-01 09:00 for 8h", "now for 2h", "until 18:00" or "tomorrow".';

type Ends = { readonly from: string; readonly to: string };

/** A night that is named without its times ends at this hour. */
const MORNING_MS = 8 * HOUR_MS;
const LAST_TIME = new RegExp(`(?:^|\\s)(${TIME_WORDS})$`);
/** Says which half of the day it is by itself: `01:30 -06:00 to 5pm`. */
const OFFSET_LAST = /\d(?: ?[ap]m)? ?[+-]\d\d:\d\d$/;
const HYPHEN = new RegExp(`^((?:.*?[^\\d.:-])?)(${TIME_WORDS})\\s*[-–—]\\s*(.+)$`);

/**
 * A span to come, in somebody's zone: `tonight 20:00 to 08:00`, `fri 18:00 until mon 08:00`, `now for 2h`, `20:00-22:00`,
 * `tomorrow from 9 to 5pm`, `until 18:00`; days and nights by their names alone: `tonight`, `friday night`, `24 dec`,
 * `this weekend`, `next week`. Refuses what is unclear, impossible, reversed or over, and `time/ambiguous`.
 */
export function parseSpanInWords(text: string, timeZone: string, now: Instant): Result<Span> {
  const words = plainWords(text);
  const named = zoneInWords(words);
  if (named) return parseSpanInWords(named.rest, named.zone, now);
  const zone = zoneOf(timeZone);
  const whole = wholeOf(words, zone, now);
  if (whole) return checked(whole, now);

  const lasting = /^(?:(.*?)\s*)?\bfor (.+)$/.exec(words);
  if (lasting) {
    const from = parseMomentInWords(lasting[1] ?? '', timeZone, now);
    if (!from.ok) return from;
    const length = parseLength(lasting[2] ?? '');
    return length ? checked({ from: from.value, to: after(from.value, length, zone) }, now) : unclear(lasting[2] ?? '');
  }
  const ends = endsOf(words);
  if (!ends) return unclear(text);
  const from = parseMomentInWords(ends.from, timeZone, now);
  if (!from.ok) return from;
  const to = sameHalf(ends, from.value, zone) ?? parseMomentInWords(ends.to, timeZone, now, from.value);
  return to.ok ? checked({ from: from.value, to: to.value }, now) : to;
}

const AMBIGUOUS = 'Morning or evening? Write "9:00 to 17:00" or "9am to 5pm".';

/**
 * `tonight 8 to 10` ends at 22:00: what is said of the beginning holds for the end. `9 to 5` is unclear: nobody means to be
 * on call until five in the morning who does not say so.
 */
function sameHalf(ends: Ends, from: Instant, zone: Zone): Result<Instant> | undefined {
  const end = parseTimeOfDay(ends.to);
  const begin = parseTimeOfDay(LAST_TIME.exec(ends.from)?.[1]?.trim() ?? '');
  if (end?.half !== 'open' || begin?.half !== 'open') return undefined;
  const wall = zone.wallAt(from);
  const day = dayOf(wall) * DAY_MS;
  if (wall - day === begin.ms + 12 * HOUR_MS) {
    const evening = day + end.ms + 12 * HOUR_MS;
    return evening > wall ? onWall(evening, zone) : undefined;
  }
  const bare = /^\d{1,2}$/.test(ends.to) && /(?:^|\s)\d{1,2}$/.test(ends.from);
  return bare && end.ms <= begin.ms ? refuse('time/ambiguous', AMBIGUOUS) : undefined;
}

/** Its two ends, in words. `8-10pm` are both in the evening, `10-2pm` are not. */
function endsOf(words: string): Ends | undefined {
  const until = /^(?:until|till|til|up to) (.+)$/.exec(words);
  if (until) return { from: '', to: until[1] ?? '' };
  const between = /^(.*?)\bbetween (.+) and (.+)$/.exec(words);
  if (between) return { from: `${between[1] ?? ''}${between[2] ?? ''}`, to: between[3] ?? '' };
  const joined = words.replace(/\bfrom /, '');
  const parts = /^(.+?)\s+(?:to|until|till|til|through|[-–—])\s+(.+)$/.exec(joined);
  if (parts) return withHalf({ day: '', from: parts[1] ?? '', to: parts[2] ?? '' });
  const hyphen = HYPHEN.exec(joined);
  return hyphen ? withHalf({ day: hyphen[1] ?? '', from: hyphen[2] ?? '', to: hyphen[3] ?? '' }) : undefined;
}

function withHalf({ day, from, to }: Ends & { readonly day: string }): Ends {
  const [, before = '', bare = ''] = OFFSET_LAST.test(from) ? [] : (/^(.*?)(\d{1,2}(?:[:.]\d\d)?)$/.exec(from) ?? []);
  const end = /^(?:\d{1,2}(?:[:.]\d\d)?)\s?(am|pm)$/.exec(to)?.[1];
  if (end === undefined || bare === '' || parseTimeOfDay(bare)?.half !== 'open') return { from: `${day}${from}`, to };
  const other = end === 'pm' ? 'am' : 'pm';
  const same = (parseTimeOfDay(`${bare}${end}`)?.ms ?? 0) < (parseTimeOfDay(to)?.ms ?? 0);
  return { from: `${day}${before}${bare}${same ? end : other}`, to };
}

/** A day, a night, a weekend or a week by its name alone. */
function wholeOf(words: string, zone: Zone, now: Instant): Span | undefined {
  const today = dayOf(zone.wallAt(now));
  const days = (day: number, from: number, to: number): Span => ({
    from: zone.instantOf(day * DAY_MS + from),
    to: zone.instantOf(day * DAY_MS + to),
  });
  const monday = today - weekdayOf(today);
  const weekend = /^(?:(?:the|this|over the|all) )?(next )?weekend$/.exec(words);
  if (weekend) return days(monday + 5 + (weekend[1] === undefined ? 0 : 7), 0, 2 * DAY_MS);
  if (words === 'next week') return days(monday + 7, 0, 7 * DAY_MS);
  const night = /^(.+) night$/.exec(words);
  const named = parseDay(night?.[1] ?? words.replace(/^(?:all day|the whole(?: of)?|all of|whole)\s*/, ''), today);
  if (!named || words === 'yesterday' || words.startsWith('last ')) return undefined;
  let day = named.type === 'weekday' ? today + ((named.weekday - weekdayOf(today) + 7) % 7) : named.day;
  if (named.type === 'weekday' && named.which === 'next') day = monday + 7 + named.weekday;
  return night || named.type === 'tonight' ? days(day, EVENING_MS, DAY_MS + MORNING_MS) : days(day, 0, DAY_MS);
}

function checked(span: Span, now: Instant): Result<Span> {
  if (span.to <= span.from)
    return refuse('time/reversed', 'Its end is not after its beginning. Exchange them, or correct one.');
  if (span.to <= now) return refuse('time/past', 'That is over already: an override changes the future only.');
  return ok({ from: Math.max(span.from, now), to: span.to });
}

const unclear = (text: string) =>
  refuse('time/unclear', `“${text.trim()}” is no span of time that Muster understands. ${FORMS}`);
