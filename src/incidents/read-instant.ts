import { DAY_MS } from '../base/durations.ts';
import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';

export interface TimeContext {
  readonly now: Instant;
  /** IANA name: what a time without a zone is meant in. */
  readonly timeZone: string;
  /** `2017-01-31`: the day that a time of day is meant on; without it, today. */
  readonly day?: string;
}

/** What words are read by, and the sentence that names the forms they may have. */
export interface Reading extends TimeContext {
  readonly forms: string;
  /** Of a time that the clocks show twice, what lies behind this is not meant. */
  readonly latest?: Instant;
}

export type Exact = { readonly at: Instant; readonly precision: 'second' | 'minute' };

/** An instant in words that say one: `20 min ago`, `yesterday 23:10 Europe/Berlin`, `2026-01-31T14:05Z`. Refuses as `parseTime` does. */
export function instantOf(text: string, context: Reading): Result<Exact> {
  if (/^now$/i.test(text)) return ok({ at: context.now, precision: 'second' });
  const stamp = /^<t:(\d{1,12})(?::[tTdDfFRsS])?>$/.exec(text); // as Discord writes a timestamp
  if (stamp) return ok({ at: Number(stamp[1]) * 1000, precision: 'second' });
  return ago(text, context) ?? onClock(text, context);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const NUMBERS = ['a', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const COUNTS: ReadonlyMap<string, number> = new Map<string, number>([
  ...NUMBERS.map((word, n) => [word, Math.max(1, n)] as const),
  ['an', 1],
  ['half a', 0.5],
  ['half an', 0.5],
  ['fifteen', 15],
  ['twenty', 20],
  ['thirty', 30],
]);
const LENGTH = new RegExp(
  `^(\\d{1,6}(?:[.,]\\d{1,2})?|${[...COUNTS.keys()].join('|')}) ?` +
    '(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)\\b(?:,| and)? ?',
  'i',
);

/** `20 min ago`, `1h 20m ago`, `an hour ago`, `ten minutes ago`. */
export function ago(text: string, { now }: Pick<Reading, 'now'>): Result<Exact> | undefined {
  const match = /^(.+?) ?\bago$/i.exec(text);
  if (!match?.[1]) return undefined;
  let rest = match[1];
  let durationMs = 0;
  let finest = Infinity;
  while (rest !== '') {
    const found = LENGTH.exec(rest);
    const unit = UNIT_MS[found?.[2]?.charAt(0).toLowerCase() ?? ''];
    if (!found?.[1] || unit === undefined)
      return refuse('time/unclear', `"${shown(text)}" is not understood. Write 20 min ago or 1h 30m ago.`);
    durationMs += (COUNTS.get(found[1].toLowerCase()) ?? Number(found[1].replace(',', '.'))) * unit;
    finest = Math.min(finest, unit);
    rest = rest.slice(found[0].length);
  }
  return ok({ at: now - Math.round(durationMs), precision: finest === 1000 ? 'second' : 'minute' });
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `[day] time [zone]`, also ISO 8601. */
function onClock(text: string, context: Reading): Result<Exact> {
  const match =
    /^(?:(?<day>.*?)(?:,? at |, ?| ?T(?=\d)| |$))??(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d{1,9})?)?)? ?(?<half>[ap]\.?m\.?)?(?: ?(?<zone>[+-]\d{1,2}(?::?\d{2})?|[a-z][\w/+:.-]*))?$/i.exec(
      text,
    );
  const groups = match?.groups;
  if (!groups || (groups['minute'] === undefined && groups['half'] === undefined)) {
    return refuse('time/unclear', `"${shown(text)}" is no time that Muster understands. ${context.forms}`);
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
  const at = resolved({ ...day.value, hour, minute, second }, zone.value, text, context.latest);
  return at.ok ? ok({ at: at.value, precision: groups['second'] === undefined ? 'minute' : 'second' }) : at;
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

type Day = { readonly year: number; readonly month: number; readonly day: number };

/** The day that words say; none: the context's, or today. */
export function dayOf(text: string, today: DateTime, context: Reading): Result<Day> {
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
  return refuse('time/unclear', `"${shown(text)}" is no day that Muster understands. ${context.forms}`);
}

function date(year: number, month: number, day: number, text: string): Result<Day> {
  return DateTime.utc(year, month, day).isValid && year >= 1
    ? ok({ year, month, day })
    : refuse('time/impossible', `There is no day "${shown(text)}" in the calendar. Check the day and the month.`);
}

/** IANA names, UTC and fixed offsets. Abbreviations such as CST or IST mean several zones, and are refused. */
function zoneOf(text: string): Result<Zone> {
  if (/^(?:z|utc|gmt)$/i.test(text)) return ok(FixedOffsetZone.utcInstance);
  const offset = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    if (minutes > 14 * 60 || Number(offset[3] ?? 0) > 59)
      return refuse(
        'time/zone',
        `No zone is ${shown(text)} from UTC: 14 hours are the most. Write Europe/Berlin, UTC or +02:00.`,
      );
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

function resolved(local: Local, zone: Zone, text: string, latest = Infinity): Result<Instant> {
  const utc = DateTime.fromObject(local, { zone: FixedOffsetZone.utcInstance });
  if (!utc.isValid) return refuse('time/impossible', `There is no time "${shown(text)}". Check the day and the hour.`);
  const [at, ...later] = instantsOf(utc.toMillis(), zone);
  const others = later.filter((one) => one <= latest);
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

/** What somebody typed, short enough for a sentence. */
export const shown = (text: string): string => ([...text].length > 60 ? `${[...text].slice(0, 60).join('')}…` : text);
