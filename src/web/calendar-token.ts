import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The token of a calendar's address: calendar programs keep the address for years, so it does not expire. A new
 * `generation` of its person makes all their earlier tokens invalid.
 */
export const calendarToken = (secret: string, schedule: string, person: string, generation = ''): string => {
  const mac = createHmac('sha256', secret).update(JSON.stringify(['muster.calendar/1', schedule, person, generation]));
  return `${Buffer.from(person).toString('base64url')}.${mac.digest('base64url')}`;
};

/** Whose token it says it is: to find their generation by, and nothing else. */
export const claimedPerson = (token: string): string =>
  Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString();

/** Whose token it is; undefined when it is nobody's. */
export function calendarPerson(secret: string, schedule: string, token: string, generation = ''): string | undefined {
  const [encoded = '', mac = ''] = token.split('.');
  const person = claimedPerson(token);
  const expected = Buffer.from(calendarToken(secret, schedule, person, generation));
  const given = Buffer.from(`${encoded}.${mac}`);
  return person !== '' && expected.length === given.length && timingSafeEqual(expected, given) ? person : undefined;
}

/** A person's own address of a calendar, or undefined where Muster's port cannot be reached. For private answers alone. */
export function calendarLink(
  origin: string | undefined,
  secret: string | undefined,
  calendar: string,
  person: string,
  generation = '',
): string | undefined {
  if (origin === undefined || secret === undefined) return undefined;
  const token = calendarToken(secret, calendar, person, generation);
  return `${origin.replace(/\/$/, '')}/calendars/${encodeURIComponent(calendar)}.ics?token=${token}`;
}
