import { z } from 'zod';
import type { Moment } from '../schedule/definition.ts';

const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?)?\s*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/i;

/** `2026-01-05T09:00` on the wall, or with `Z` or `+02:00` an instant. Undefined for a date that does not exist. */
export function parseMoment(text: string): Moment | undefined {
  const found = SHAPE.exec(text.trim());
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(wall);
  // `Date.UTC` takes the year 26 for 1926.
  const isThere = read.getUTCFullYear() === year && read.getUTCMonth() === month - 1 && read.getUTCDate() === day;
  if (!isThere || hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = found[7];
  if (zone === undefined) return { wall };
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):?(\d\d)/.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return { instant: wall - offset * 60_000 };
}

export const momentSchema = z.string().transform((text, context): Moment => {
  const moment = parseMoment(text);
  if (moment) return moment;
  context.addIssue({
    code: 'custom',
    message: 'is no time: write it like 2026-01-05T09:00, or with an offset like 2026-01-05T09:00Z',
  });
  return z.NEVER;
});
