import { DAY_MS } from '../base/durations.ts';
import { DateTime } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import { ago, dayOf, instantOf, shown, type TimeContext } from './read-instant.ts';

/** A time as somebody gave it: an instant and how exact it is, or only what it came after. */
export type GivenTime =
  | { readonly precision: 'second' | 'minute' | 'approximate'; readonly at: Instant }
  | { readonly precision: 'order-only'; readonly afterSeq: number };

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

  if (rest === '') return refuse('time/unclear', `"${shown(text)}" says no time. ${FORMS}`);

  const ahead = /^in (.+)$/i.exec(rest);
  const left = ahead?.[1] === undefined ? undefined : ago(`${ahead[1]} ago`, context);
  if (left?.ok) return future(rest, 2 * context.now - left.value.at, context);

  const given = instantOf(rest, { ...context, forms: FORMS, latest: context.now + CLOCK_SKEW_MS });
  if (!given.ok) return given;
  const { at, precision } = given.value;
  if (at > context.now + CLOCK_SKEW_MS) return future(rest, at, context);
  if (at < EARLIEST)
    return refuse('time/impossible', 'That is before 1970: check the year, and write it with four digits.');
  return ok({ at: Math.min(at, context.now), precision: loose ? 'approximate' : precision });
}

/** `2026-11-30` of a day that is written alone, in any form that a time may begin with. Refuses as `parseTime` does. */
export function parseDay(text: string, context: TimeContext): Result<string> {
  const today = DateTime.fromMillis(context.now, { zone: context.timeZone });
  const day = dayOf(text, today, { ...context, forms: 'Write it as 2026-01-31.' });
  if (!day.ok) return day;
  const date = DateTime.fromObject(day.value, { zone: 'utc' }).toFormat('yyyy-MM-dd');
  const now = today.toFormat('yyyy-MM-dd');
  return date <= now
    ? ok(date)
    : refuse(
        'time/future',
        `${shown(text)} is still to come: it is ${now} (${context.timeZone}). Give a day up to now.`,
      );
}

function future(text: string, at: Instant, context: TimeContext): Result<GivenTime> {
  const now = DateTime.fromMillis(context.now, { zone: context.timeZone }).toFormat('yyyy-MM-dd HH:mm');
  const remedy =
    /^\d{1,2}:\d{2}(?::\d{2})?$/.test(text) && at - context.now < DAY_MS
      ? ` For yesterday's, write yesterday ${text}.`
      : '';
  return refuse(
    'time/future',
    `${shown(text)} is still to come: it is ${now} (${context.timeZone}).${remedy === '' ? ' Give a time up to now.' : remedy}`,
  );
}
