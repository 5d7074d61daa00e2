import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';

/** A time as somebody gave it: an instant and how exact it is, or only what it came after. */
export type GivenTime =
  | { readonly precision: 'second' | 'minute' | 'approximate'; readonly at: Instant }
  | { readonly precision: 'order-only'; readonly afterSeq: number };

export interface TimeContext {
  readonly now: Instant;
  /** IANA name: what a time without a zone is meant in. */
  readonly timeZone: string;
  /** `2017-01-31`: the day that a time of day is meant on; without it, today. */
  readonly day?: string;
}

/** Nothing that people record happened before; a year such as 0217 is a slip of the hand. */
const EARLIEST = Date.UTC(1970, 0, 2);
/** Other machines' clocks run a little ahead. */
const CLOCK_SKEW_MS = 60_000;

const FORMS = 'Write 14:05, 20 min ago, yesterday 23:10 Europe/Berlin, 2026-01-31 14:05, ~18:00 or after #12.';

/**
 * Every form of time that Muster takes. Refuses `time/unclear`, `time/zone`, `time/impossible` (a day or time of day that
 * does not exist), `time/ambiguous` (the hour that the clocks repeat), `time/future`; each says what to write instead.
 */
export function parseTime(text: string, context: TimeContext): Result<GivenTime> {
  let rest = text.trim().replace(/\s+/g, ' ');
  const order = /^(?:after|behind) #?(\d{1,7})$/i.exec(rest);
  if (order) return ok({ precision: 'order-only', afterSeq: Number(order[1]) });

  const loose = /^(?:~|≈|about |around |approx(?:imately|\.)? |circa |ca\.? |roughly )\s*/i.exec(rest);
  if (loose) rest = rest.slice(loose[0].length);

  const given = instantOf(rest, context);
  if (!given.ok) return given;
  const { at, precision } = given.value;
  if (at > context.now + CLOCK_SKEW_MS) return future(rest, at, context);
  if (at < EARLIEST)
    return refuse('time/impossible', 'That is before 1970: check the year, and write it with four digits.');
  return ok({ at: Math.min(at, context.now), precision: loose ? 'approximate' : precision });
}

/**
 * When something is to be done by: `in 2 h`, `tomorrow 10:00`, `friday`, `2026-12-01 17:00`. A day alone means 17:00, a time
 * of day alone its next coming. Refuses what lies behind.
 */
export function parseDue(text: string, context: TimeContext): Result<Instant> {
  const words = text.trim().replace(/\s+/g, ' ');
  const ahead = /^in (.+)$/i.exec(words);
  if (ahead?.[1] !== undefined) {
    const back = ago(`${ahead[1]} ago`, context);
    if (!back?.ok)
      return refuse('time/unclear', `"${shown(words)}" is not understood. Write in 2 h, tomorrow 10:00 or friday.`);
    return ok(2 * context.now - back.value.at);
  }
  const withTime = /\d{1,2}:\d{2}|\d ?[ap]m\b/i.test(words) ? words : `${words} 17:00`;
  const given = instantOf(withTime, context);
  if (!given.ok) return given;
  let { at } = given.value;
  if (at <= context.now && /^\d{1,2}:\d{2}$/.test(words)) at += DAY_MS;
  if (at <= context.now && WEEKDAYS.some((day) => words.toLowerCase().startsWith(day.slice(0, 3)))) at += 7 * DAY_MS;
  return at > context.now ? ok(at) : refuse('time/past', `${shown(words)} is over already. Give a time to come.`);
}

const DAY_MS = 86_400_000;

type Exact = { readonly at: Instant; readonly precision: 'second' | 'minute' };

function instantOf(text: string, context: TimeContext): Result<Exact> {
  if (/^now$/i.test(text)) return ok({ at: context.now, precision: 'second' });
  const stamp = /^<t:(\d{1,12})(?::[tTdDfFRsS])?>$/.exec(text); // as Discord writes a timestamp
  if (stamp) return ok({ at: Number(stamp[1]) * 1000, precision: 'second' });
  return ago(text, context) ?? onClock(text, context);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `20 min ago`, `1h 20m ago`, `an hour ago`. */
function ago(text: string, { now }: TimeContext): Result<Exact> | undefined {
  const match = /^(.+?) ?\bago$/i.exec(text);
  if (!match?.[1]) return undefined;
  const part =
    /^(\d{1,6}(?:[.,]\d{1,2})?|an?|half an?) ?(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)\b(?:,| and)? ?/i;
  let rest = match[1];
  let durationMs = 0;
  let finest = Infinity;
  while (rest !== '') {
    const found = part.exec(rest);
    const unit = UNIT_MS[found?.[2]?.charAt(0).toLowerCase() ?? ''];
    if (!found?.[1] || unit === undefined)
      return refuse('time/unclear', `"${shown(text)}" is not understood. Write 20 min ago or 1h 30m ago.`);
    const count = /^half/i.test(found[1]) ? 0.5 : /^an?$/i.test(found[1]) ? 1 : Number(found[1].replace(',', '.'));
    durationMs += count * unit;
    finest = Math.min(finest, unit);
    rest = rest.slice(found[0].length);
  }
  return ok({ at: now - Math.round(durationMs), precision: finest === 1000 ? 'second' : 'minute' });
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `[day] time [zone]`, also ISO 8601. */
function onClock(text: string, context: TimeContext): Result<Exact> {
  const match =
    /^(?:(?<day>.*?)(?:,? at |, ?| ?T(?=\d)| |$))??(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d{1,9})?)?)? ?(?<half>[ap]\.?m\.?)?(?: ?(?<zone>[+-]\d{1,2}(?::?\d{2})?|[a-z][\w/+:.-]*))?$/i.exec(
      text,
    );
  const groups = match?.groups;
  if (!groups || (groups['minute'] === undefined && groups['half'] === undefined)) {
    return refuse('time/unclear', `"${shown(text)}" is no time that Muster understands. ${FORMS}`);
  }
  const zone = groups['zone'] === undefined ? ok(IANAZone.create(context.timeZone)) : zoneOf(groups['zone']);
  if (!zone.ok) return zone;
  const today = DateTime.fromMillis(context.now, { zone: zone.value });
  const day = dayOf(groups['day'] ?? '', today, context);
  if (!day.ok) return day;
  const hour = hourOf(Number(groups['hour']), groups['half']);
  const minute = Number(groups['minute'] ?? 0);
  const second = Number(groups['second'] ?? 0);
  if (hour === undefined || minute > 59 || second > 59) {
    return refuse('time/impossible', `"${shown(text)}" has a time of day that does not exist: 00:00 to 23:59 do.`);
  }
  const at = resolved({ ...day.value, hour, minute, second }, zone.value, text);
  return at.ok ? ok({ at: at.value, precision: groups['second'] === undefined ? 'minute' : 'second' }) : at;
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

type Day = { readonly year: number; readonly month: number; readonly day: number };

function dayOf(text: string, today: DateTime, context: TimeContext): Result<Day> {
  const dayText = text.trim().toLowerCase().replace(/,$/, '');
  const of = (date: DateTime): Result<Day> => ok({ year: date.year, month: date.month, day: date.day });
  if (dayText === '') return context.day === undefined ? of(today) : dayOf(context.day, today, { ...context, day: '' });
  if (dayText === 'today') return of(today);
  if (dayText === 'tomorrow') return of(today.plus({ days: 1 }));
  if (dayText === 'yesterday') return of(today.minus({ days: 1 }));
  const weekday = WEEKDAYS.findIndex((name) =>
    new RegExp(`^(?:last |on )?${name.slice(0, 3)}(?:${name.slice(3)})?$`).test(dayText),
  );
  if (weekday >= 0) return of(today.minus({ days: (today.weekday - 1 - weekday + 7) % 7 }));
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(dayText);
  if (iso) return date(Number(iso[1]), Number(iso[2]), Number(iso[3]), text);
  const named =
    /^(?:(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]{3,9})|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?),?(?: (\d{4}))?$/.exec(
      dayText,
    );
  const month = MONTHS.indexOf((named?.[2] ?? named?.[3] ?? '').slice(0, 3)) + 1;
  if (named && month > 0) {
    const dayNumber = Number(named[1] ?? named[4]);
    if (named[5] !== undefined) return date(Number(named[5]), month, dayNumber, text);
    const thisYear = date(today.year, month, dayNumber, text);
    // Without a year, the last time that this day came round.
    const ahead = month > today.month || (month === today.month && dayNumber > today.day);
    return ahead ? date(today.year - 1, month, dayNumber, text) : thisYear;
  }
  if (/^\d{1,4}[./-]\d{1,2}[./-]\d{0,4}$/.test(dayText)) {
    return refuse('time/ambiguous', `"${shown(text)}" can be read as two different days. Write the day as 2026-01-31.`);
  }
  return refuse('time/unclear', `"${shown(text)}" is no day that Muster understands. ${FORMS}`);
}

function date(year: number, month: number, day: number, text: string): Result<Day> {
  return DateTime.utc(year, month, day).isValid && year >= 1
    ? ok({ year, month, day })
    : refuse('time/impossible', `There is no day "${shown(text)}" in the calendar.`);
}

/** IANA names, UTC and fixed offsets. Abbreviations such as CST or IST mean several zones, and are refused. */
function zoneOf(text: string): Result<Zone> {
  if (/^(?:z|utc|gmt)$/i.test(text)) return ok(FixedOffsetZone.utcInstance);
  const offset = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    if (minutes > 14 * 60) return refuse('time/zone', `No zone is ${shown(text)} from UTC.`);
    return ok(FixedOffsetZone.instance(offset[1] === '-' ? -minutes : minutes));
  }
  // Abbreviations that IANA happens to list (EST, MST …) would silently ignore daylight saving.
  if (text.includes('/') && IANAZone.isValidZone(text)) return ok(IANAZone.create(text));
  return refuse(
    'time/zone',
    `"${shown(text)}" is no time zone that means one thing only. Write Europe/Berlin, UTC or +02:00.`,
  );
}

type Local = Day & { readonly hour: number; readonly minute: number; readonly second: number };

function resolved(local: Local, zone: Zone, text: string): Result<Instant> {
  const utc = DateTime.fromObject(local, { zone: FixedOffsetZone.utcInstance });
  if (!utc.isValid) return refuse('time/impossible', `There is no time "${shown(text)}".`);
  const [at, ...others] = instantsOf(utc.toMillis(), zone);
  if (at === undefined) {
    return refuse(
      'time/impossible',
      `${clock(local)} did not exist on that day in ${zone.name}: the clocks were put forward over it. Give the time in UTC, or as +02:00.`,
    );
  }
  if (others.length > 0) {
    const choices = [at, ...others].map((one) => `${clock(local)} ${zone.formatOffset(one, 'short')}`).join(' or ');
    return refuse(
      'time/ambiguous',
      `${clock(local)} came twice on that day in ${zone.name}, when the clocks were put back. Write ${choices}.`,
    );
  }
  return ok(at);
}

/**
 * Every instant at which the zone's clocks show this time, earliest first; `local` as if it were UTC. By the offsets in force
 * around that day: luxon begins with today's, and misses an hour where a zone has changed sides of the date line since.
 */
function instantsOf(local: number, zone: Zone): readonly Instant[] {
  const offsets = new Set([-DAY_MS, 0, DAY_MS].map((away) => zone.offset(local + away)));
  return [...offsets]
    .map((offset) => local - offset * 60_000)
    .filter((at) => at + zone.offset(at) * 60_000 === local)
    .sort((one, other) => one - other);
}

const clock = ({ hour, minute }: Local): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

function future(text: string, at: Instant, context: TimeContext): Result<GivenTime> {
  const now = DateTime.fromMillis(context.now, { zone: context.timeZone }).toFormat('yyyy-MM-dd HH:mm');
  const remedy =
    /^\d{1,2}:\d{2}(?::\d{2})?$/.test(text) && at - context.now < 86_400_000
      ? ` For yesterday's, write yesterday ${text}.`
      : '';
  return refuse(
    'time/future',
    `${shown(text)} is still to come: it is ${now} (${context.timeZone}).${remedy === '' ? ' Give a time up to now.' : remedy}`,
  );
}

/** What somebody typed, short enough for a sentence. */
const shown = (text: string): string => ([...text].length > 60 ? `${[...text].slice(0, 60).join('')}…` : text);
