import type { Instant } from '../../base/clock.ts';

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

/** An event keeps its id as long as it is the same person's shift of the same schedule from the same moment on. */
export type CalendarEvent = {
  readonly schedule: string;
  readonly user: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly summary: string;
};

/** Shifts as an iCalendar feed (RFC 5545). They do not make anybody busy. */
export function calendarOf(name: string, shifts: readonly CalendarEvent[], now: Instant): string {
  const events = shifts.flatMap((shift) => [
    'BEGIN:VEVENT',
    `UID:${stamp(shift.from)}-${escape(shift.user)}-${escape(shift.schedule)}@muster`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(shift.from)}`,
    `DTEND:${stamp(shift.to)}`,
    `SUMMARY:${escape(shift.summary)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Muster//On call//EN`,
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escape(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...events,
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');
}
