import { MINUTE_MS, HOUR_MS, DAY_MS } from '../base/durations.ts';
import { createTask, parse, validateDetailed } from 'node-cron';
import type { Instant } from '../base/clock.ts';
import { type Result, messageOf, ok, refuse } from '../base/result.ts';

/** All of today's zones stand whole quarters of an hour from UTC, so only these minutes can fit. */
const QUARTER = 15;
/** 29 February comes at most eight years after the last one. */
const HORIZON_MS = 8 * 366 * DAY_MS;

/** Names the runs of a calendar-shaped timer. */
export interface RunTimes {
  /** The first run behind `after`; undefined when there is none (30 February). */
  next(after: Instant): Instant | undefined;
}

/**
 * `expression` has five fields (minute, hour, day, month, weekday) and is read on the clocks of `zone`. A time that the
 * clocks skip in spring is left out; one that comes twice in autumn runs the first time, unless it is for every hour.
 * node-cron says which instants fit; which one is next we ask ourselves, because node-cron asks the system's clock.
 * Refuses `calendar/expression` and `calendar/zone`.
 */
export function runTimes(expression: string, zone: string): Result<RunTimes> {
  const fields = expression.trim().split(/\s+/);
  const checked = validateDetailed(expression);
  if (fields.length !== 5 || !checked.valid) {
    const why = checked.errors[0]?.message ?? 'it has not five fields';
    return refuse('calendar/expression', `"${expression}" is no time of the calendar: ${why}. Example: 0 9 * * 1-5.`);
  }
  try {
    const wallClock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    const task = createTask(expression, () => undefined, { timezone: zone });
    const { minute, hour, month, dayOfMonth } = parse(expression);
    const quarters = new Set(minute.map((value) => value % QUARTER));
    const isSecondTime = (at: Instant): boolean =>
      hour.length < 24 && wallClock.format(at) === wallClock.format(at - HOUR_MS);

    const next = (after: Instant): Instant | undefined => {
      let at = Math.floor(after / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
      for (const end = after + HORIZON_MS; at < end; at += MINUTE_MS) {
        if (
          !isNear(at, month, (date) => date.getUTCMonth() + 1) ||
          !isNear(at, dayOfMonth, (date) => date.getUTCDate())
        ) {
          at = Math.floor(at / DAY_MS) * DAY_MS + DAY_MS - MINUTE_MS; // to the next day
          continue;
        }
        if (!quarters.has((at / MINUTE_MS) % QUARTER)) continue;
        if (task.match(new Date(at)) && !isSecondTime(at)) return at;
      }
      return undefined;
    };
    return ok({ next });
  } catch (error) {
    return refuse(
      'calendar/zone',
      `${zone} is no time zone that is known here (${messageOf(error)}). Example: Europe/Berlin.`,
    );
  }
}

/** Whether it can be one of these months or days anywhere on earth. `L` and `15W` among them: it can. */
const isNear = (at: Instant, values: readonly (number | string)[], valueOf: (date: Date) => number): boolean =>
  values.some((value) => typeof value === 'string') ||
  [at - DAY_MS, at, at + DAY_MS].some((near) => values.includes(valueOf(new Date(near))));
