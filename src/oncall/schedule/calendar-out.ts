import type { Instant } from '../../base/clock.ts';
import type { FinalShift } from './final-schedule.ts';

const stamp = (at: Instant): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** RFC 5545, 3.3.11: commas, semicolons, backslashes and line ends are escaped. */
const escape = (text: string): string => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');

/** RFC 5545, 3.1: no line is longer than 75 octets, and no character is cut in two. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > (parts.length === 0 ? 75 : 74)) {
      parts.push(part);
      part = '';
      octets = 0;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}

/** Shifts as an iCalendar feed: an event keeps its id as long as it is the same shift. */
export function calendarOf(
  schedule: string,
  shifts: readonly FinalShift[],
  nameOf: (user: string) => string,
  now: Instant,
): string {
  const events = shifts.flatMap((shift) => [
    'BEGIN:VEVENT',
    `UID:${stamp(shift.from)}-${escape(shift.user)}-${escape(schedule)}@muster`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(shift.from)}`,
    `DTEND:${stamp(shift.to)}`,
    `SUMMARY:${escape(`${nameOf(shift.user)} on call: ${schedule}`)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Muster//On call//EN`,
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escape(`On call: ${schedule}`)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...events,
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');
}
