import { HOUR_MS, DAY_MS } from '../../base/durations.ts';
import { IANAZone } from 'luxon';
import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { parseMoment } from '../config/moment.ts';
import { type WallMs, type Zone, zoneOf } from '../schedule/zone.ts';
import { type NamedDay, dayOf, parseDay, weekdayOf } from './day.ts';
import { after, before, parseLength } from './length.ts';
import { TIME_WORDS, parseTimeOfDay } from './time-of-day.ts';

const MOMENT_FORMS =
  'Write 20:00, "fri 18:00", "tomorrow 9:00", "24 dec 9am", "yesterday 22:00", "in 2h" or "2026-03-01 09:00".';

/** When an evening begins that is named without a time: tonight, Friday night. */
export const EVENING_MS = 20 * HOUR_MS;
/** Hours up to here belong to the night before. */
const NIGHT_ENDS_MS = 6 * HOUR_MS;

const TIME_LAST = new RegExp(`^(?:(.+?)\\s+)?(?:at )?(${TIME_WORDS})$`);
const TIME_FIRST = new RegExp(`^(${TIME_WORDS}) (?:on )?(.+)$`);
/** A day by its date alone begins whenever its clocks first show it: at 01:00 where they skip midnight. */
const DATE = /^\d{4}-\d\d-\d\d$/;
const PART_OF_DAY = / ?\b(?:in the )?(morning|afternoon|evening|night)\b/;

/** One spelling of everything that may be spelt in several ways. */
export const plainWords = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[,;]/g, ' ')
    .replace(/[“”"]/g, '')
    .replace(/\bo['’]clock\b/g, '')
    .replace(/\b([ap])\.m\.?/g, '$1m')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:on|at|from) /, '');

/** A zone at the end of the words (`20:00 Europe/Berlin`) and the rest; undefined where none is named. */
export function zoneInWords(words: string): { readonly rest: string; readonly zone: string } | undefined {
  const found = /^(.*\S)\s+([a-z]+\/[a-z0-9_+/-]+|utc|gmt)$/.exec(words);
  const zone = found?.[2];
  return zone !== undefined && IANAZone.isValidZone(zone) ? { rest: found?.[1] ?? '', zone } : undefined;
}

/** An offset behind a time of day: `sun 02:30 +01:00` is the second of two. */
function offsetInWords(words: string): { readonly rest: string; readonly zone: string } | undefined {
  const [, rest, zone] = /^(.*\d(?: ?[ap]m)?) ?([+-](?:0\d|1[0-4]):[0-5]\d)$/.exec(words) ?? [];
  return rest === undefined || zone === undefined ? undefined : { rest, zone };
}

/** When a day begins that is named alone: `1 nov`, `last monday`, `2026-11-01`. Undefined when it is no day. */
export function parseDayInWords(text: string, timeZone: string, now: Instant): Instant | undefined {
  const words = plainWords(text);
  const named = zoneInWords(words);
  if (named) return parseDayInWords(named.rest, named.zone, now);
  const zone = zoneOf(timeZone);
  const day = parseDay(words, dayOf(zone.wallAt(now)));
  return day === undefined || day.type === 'tonight' ? undefined : zone.instantOf(wallOf(day, 0, zone, now));
}

/**
 * A moment in somebody's zone: `now`, `20:00` (the next one), `tomorrow 9:00`, `tonight`, `fri 18:00`, `24 dec 9am`,
 * `2026-03-01 09:00`, `in 2h`, `yesterday 22:00`, `3h ago`, each with a zone or an offset of its own behind it if wanted.
 * Times of day and days of the week are the next ones behind `behind`; today and tomorrow are counted from `now`.
 * Refuses `time/unclear`, `time/impossible` for a time that the clocks skip, and `time/ambiguous` for one that they show twice.
 */
export function parseMomentInWords(text: string, timeZone: string, now: Instant, behind = now): Result<Instant> {
  const words = plainWords(text);
  if (words === '') return ok(behind);
  if (words === 'now') return ok(now);
  const stamp = /^<t:(\d{1,12})(?::[tdfr])?>$/.exec(words); // as Discord writes a timestamp
  if (stamp) return ok(Number(stamp[1]) * 1000);
  const named = zoneInWords(words) ?? offsetInWords(words);
  if (named) return parseMomentInWords(named.rest, named.zone, now, behind);
  const zone = zoneOf(timeZone);

  const relative = /^(?:in (.+)|(.+) from now|(.+) ago)$/.exec(words);
  const length = relative && parseLength(relative[1] ?? relative[2] ?? relative[3] ?? '');
  if (length) return ok(relative[3] === undefined ? after(now, length, zone) : before(now, length, zone));

  const written = parseMoment(words);
  if (written && 'instant' in written) return ok(written.instant);
  if (written) return DATE.test(words) ? ok(zone.instantOf(written.wall)) : onWall(written.wall, zone);
  const part = PART_OF_DAY.exec(words)?.[1];
  const rest = words.startsWith('last night') ? words : words.replace(PART_OF_DAY, '').trim();
  return onDay(rest, part, zone, now, behind) ?? (parseDay(rest, 0) ? timeless(text) : unclear(text));
}

function onDay(
  words: string,
  part: string | undefined,
  zone: Zone,
  now: Instant,
  behind: Instant,
): Result<Instant> | undefined {
  const today = dayOf(zone.wallAt(now));
  const split = splitTime(words);
  const dayWords = split?.day ?? (split ? undefined : words);
  const day = dayWords === undefined ? undefined : parseDay(dayWords, today);
  if (dayWords !== undefined && !day) return undefined;
  const evening = day?.type === 'tonight' || part === 'night';
  let time = split && parseTimeOfDay(split.time);
  if (split && !time) return undefined;
  if (!time && evening) time = { ms: EVENING_MS, half: 'pm' };
  if (!time) return undefined;
  let { ms } = time;
  // Tonight at 8, Friday afternoon at 3: twelve hours later than it is written.
  const late = part === 'afternoon' || part === 'evening' || (evening && ms >= NIGHT_ENDS_MS);
  if (time.half === 'open' && late && ms < 12 * HOUR_MS) ms += 12 * HOUR_MS;
  if (evening && ms < NIGHT_ENDS_MS) ms += DAY_MS; // behind midnight
  const wall = wallOf(day, ms, zone, behind);
  // The next one is asked for: of two, where the first is over, there is one.
  const second = zone.instantOf(wall, 'last');
  const isNext = day === undefined || (day.type === 'weekday' && day.which === 'coming');
  return isNext && zone.instantOf(wall) <= behind && behind < second ? ok(second) : onWall(wall, zone);
}

/** The reading on the wall: of a day that is named, or the next one behind `behind`. */
function wallOf(day: NamedDay | undefined, ms: number, zone: Zone, behind: Instant): WallMs {
  const here = dayOf(zone.wallAt(behind));
  if (day?.type === 'date' || day?.type === 'tonight') return day.day * DAY_MS + ms;
  const isBehind = (candidate: number): boolean => zone.instantOf(candidate * DAY_MS + ms, 'last') > behind;
  if (!day) return (isBehind(here) ? here : here + 1) * DAY_MS + ms;
  const monday = here - weekdayOf(here);
  if (day.which === 'next') return (monday + 7 + day.weekday) * DAY_MS + ms;
  const coming = here + ((day.weekday - weekdayOf(here) + 7) % 7);
  if (day.which === 'last') return (coming === here || isBehind(coming) ? coming - 7 : coming) * DAY_MS + ms;
  return (isBehind(coming) ? coming : coming + 7) * DAY_MS + ms;
}

/** The one instant at which the clocks show this. Refuses `time/impossible` where they skip it, `time/ambiguous` where they show it twice. */
export function onWall(wall: WallMs, zone: Zone): Result<Instant> {
  const [first, second] = [zone.instantOf(wall), zone.instantOf(wall, 'last')];
  const [time, day] = [timeOf(wall), new Date(wall).toISOString().slice(0, 10)];
  if (zone.wallAt(first) !== wall) {
    const words = `${time} does not exist on ${day} in ${zone.name}: the clocks go forward. Write ${timeOf(zone.wallAt(first))} or later.`;
    return refuse('time/impossible', words);
  }
  if (first === second) return ok(first);
  return refuse(
    'time/ambiguous',
    `${time} comes twice on ${day} in ${zone.name}: the clocks go back. Write ${time} ${offsetOf(first, zone)} for the first, ${time} ${offsetOf(second, zone)} for the second.`,
  );
}

const timeOf = (wall: WallMs): string => new Date(wall).toISOString().slice(11, 16);
const offsetOf = (at: Instant, zone: Zone): string => {
  const offset = zone.offsetAt(at);
  return `${offset < 0 ? '-' : '+'}${timeOf(Math.abs(offset))}`;
};

/** `fri 18:00` and `18:00 on friday`. A bare number behind a month is a day of it: `dec 24`. */
function splitTime(words: string): { readonly day: string | undefined; readonly time: string } | undefined {
  if (parseDay(words, 0)) return undefined;
  const last = TIME_LAST.exec(words);
  if (last?.[2] !== undefined) return { day: last[1], time: last[2].trim() };
  const first = TIME_FIRST.exec(words);
  return first?.[1] === undefined ? undefined : { day: first[2], time: first[1].trim() };
}

const timeless = (text: string) =>
  refuse('time/unclear', `“${text.trim()}” is a whole day: say a time of it, too, such as “${text.trim()} 22:00”.`);

const unclear = (text: string) =>
  refuse('time/unclear', `“${text.trim()}” is no time that Muster understands. ${MOMENT_FORMS}`);
