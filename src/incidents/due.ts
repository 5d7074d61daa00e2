import { DateTime } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import { ago, instantOf, shown, type TimeContext, WEEKDAYS } from './read-instant.ts';

const FORMS = 'Write in 2 h, 18:00, tomorrow 10:00, friday or 2026-12-01 17:00.';

/**
 * When something is to be done by: `in 2 h`, `tomorrow 10:00`, `friday`, `2026-12-01 17:00`. A day alone means 17:00, a time
 * of day alone its next coming. Refuses what lies behind.
 */
export function parseDue(text: string, context: TimeContext): Result<Instant> {
  const words = text.trim().replace(/\s+/g, ' ');
  if (words === '') return refuse('time/unclear', `No time is given. ${FORMS}`);
  const ahead = /^in (.+)$/i.exec(words);
  if (ahead?.[1] !== undefined) {
    const back = ago(`${ahead[1]} ago`, context);
    if (!back?.ok) return refuse('time/unclear', `"${shown(words)}" is not understood. ${FORMS}`);
    return ok(2 * context.now - back.value.at);
  }
  const withTime = /\d{1,2}:\d{2}|\d ?[ap]m\b/i.test(words) ? words : `${words} 17:00`;
  const given = instantOf(withTime, { ...context, forms: FORMS });
  if (!given.ok) return given;
  let { at } = given.value;
  // By the calendar: a day on which the clocks change has 23 or 25 hours.
  const later = (days: number): Instant =>
    DateTime.fromMillis(at, { zone: context.timeZone }).plus({ days }).toMillis();
  if (at <= context.now && /^\d{1,2}:\d{2}$/.test(words)) at = later(1);
  if (at <= context.now && WEEKDAYS.some((day) => words.toLowerCase().startsWith(day.slice(0, 3)))) at = later(7);
  return at > context.now ? ok(at) : refuse('time/past', `${shown(words)} is over already. Give a time to come.`);
}
