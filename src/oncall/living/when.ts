import { DateTime } from 'luxon';
import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { parseDuration } from '../config/duration.ts';
import type { Span } from '../schedule/definition.ts';
import { zoneOf } from '../schedule/zone.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const FORMS = 'Write "tonight 20:00 to 08:00", "fri 18:00 to mon 08:00", "2026-03-01 09:00 for 8h" or "now for 2h".';

/**
 * A moment to come, in somebody's zone: `now`, `20:00` (the next one), `tomorrow 9:00`, `tonight`, `fri 18:00`,
 * `2026-03-01 09:00`, an instant with an offset. `after`: times of day are the next ones behind it.
 */
export function parseMomentInWords(text: string, zone: string, after: Instant): Result<Instant> {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const now = DateTime.fromMillis(after, { zone });
  if (words === 'now' || words === '') return ok(after);
  const iso = /^\d{4}-\d\d-\d\d/.test(words)
    ? DateTime.fromISO(words.toUpperCase().replace(' ', 'T'), { zone })
    : undefined;
  if (iso) return iso.isValid ? exact(iso, words) : unclear(text);

  const found = /^(?:(today|tonight|tomorrow|[a-z]{3,9}) ?)?(?:at )?(?:(\d{1,2})(?::(\d\d))?(am|pm)?)?$/.exec(words);
  if (!found) return unclear(text);
  const [, day, hourText, minuteText, half] = found;
  const noTime = hourText === undefined;
  if (noTime && day !== 'tonight') return unclear(text);
  let hour = noTime ? 20 : Number(hourText);
  if (half === 'pm' && hour < 12) hour += 12;
  if (half === 'am' && hour === 12) hour = 0;
  const minute = Number(minuteText ?? 0);
  if (hour > 24 || minute > 59) return unclear(text);
  const weekday = day === undefined ? -1 : WEEKDAYS.findIndex((name) => day.startsWith(name));
  const base = day === 'tomorrow' ? now.plus({ days: 1 }) : now;
  if (weekday < 0 && day !== undefined && !['today', 'tonight', 'tomorrow'].includes(day)) return unclear(text);

  const onDay = (date: DateTime): DateTime => date.set({ hour, minute, second: 0, millisecond: 0 });
  let moment = onDay(base);
  if (weekday >= 0) {
    moment = onDay(base.plus({ days: (weekday + 1 - base.weekday + 7) % 7 }));
    if (moment.toMillis() <= after) moment = onDay(moment.plus({ days: 7 }));
  } else if (day === undefined && moment.toMillis() <= after) moment = onDay(base.plus({ days: 1 }));
  return exact(moment, `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
}

/** luxon moves a time that the clocks skip: that is said instead. */
function exact(moment: DateTime, written: string): Result<Instant> {
  const time = /(\d\d):(\d\d)/.exec(written);
  const day = Number(time?.[1] ?? moment.hour) % 24;
  const offset = /[z+]|-\d\d:\d\d$/.test(written);
  if (!offset && time && (moment.hour !== day || moment.minute !== Number(time[2]))) {
    return refuse(
      'time/impossible',
      `${time[0]} does not exist on that day in ${moment.zoneName ?? ''}: the clocks go forward.`,
    );
  }
  // Of a time that happens twice luxon may take the later one: ours is always the first (schedules say the same).
  if (offset) return ok(moment.toMillis());
  return ok(zoneOf(moment.zoneName ?? 'UTC').instantOf(moment.toMillis() + moment.offset * 60_000));
}

const unclear = (text: string) => refuse('time/unclear', `“${text}” is no time that Muster understands. ${FORMS}`);

/** `tonight 20:00 to 08:00`, `fri 18:00 until mon 08:00`, `now for 2h`, `tomorrow 09:00 for 8h`. Refuses past and reversed. */
export function parseSpanInWords(text: string, zone: string, now: Instant): Result<Span> {
  const lasting = /^(.*?)\s*\bfor\s+(.+)$/i.exec(text.trim());
  if (lasting) {
    const from = parseMomentInWords(lasting[1] ?? '', zone, now);
    if (!from.ok) return from;
    const durationMs = parseDuration(lasting[2] ?? '');
    if (durationMs === undefined || durationMs === 0) return unclear(lasting[2] ?? '');
    return checked({ from: from.value, to: from.value + durationMs }, now);
  }
  const parts = /^(.+?)\s+(?:to|until|till|[-–])\s+(.+)$/i.exec(text.trim().replace(/^from\s+/i, ''));
  if (!parts) return unclear(text);
  const from = parseMomentInWords(parts[1] ?? '', zone, now);
  if (!from.ok) return from;
  const to = parseMomentInWords(parts[2] ?? '', zone, from.value);
  return to.ok ? checked({ from: from.value, to: to.value }, now) : to;
}

function checked(span: Span, now: Instant): Result<Span> {
  if (span.to <= span.from)
    return refuse('time/reversed', 'Its end is not after its beginning. Exchange them, or correct one.');
  if (span.to <= now) return refuse('time/past', 'That is over already: an override changes the future only.');
  return ok({ from: Math.max(span.from, now), to: span.to });
}
