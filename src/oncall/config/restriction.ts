import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import type { Restriction } from '../schedule/definition.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const WHOLE = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `mon`, `Monday`, and what is in between, like `thurs`; -1 for anything else. */
const weekdayNumber = (name: string): number =>
  name.length < 3 ? -1 : WHOLE.findIndex((day) => day.startsWith(name.toLowerCase()));

/** `08:00` as milliseconds since midnight; `24:00` is the end of the day. */
export function parseTimeOfDay(text: string): number | undefined {
  const found = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text.trim());
  if (!found) return undefined;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  const ms = hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1000;
  return minutes < 60 && seconds < 60 && ms <= DAY_MS ? ms : undefined;
}

function parseTimeOfWeek(text: string): number | undefined {
  const found = /^([a-z]{3,9})\s+(\S+)$/i.exec(text.trim());
  const day = weekdayNumber(found?.[1] ?? '');
  const time = parseTimeOfDay(found?.[2] ?? '');
  return day < 0 || time === undefined ? undefined : day * DAY_MS + time;
}

const weekdaySchema = z.string().transform((text, context) => {
  const day = weekdayNumber(text);
  if (day >= 0) return day;
  context.addIssue({ code: 'custom', message: `is no weekday: one of ${WEEKDAYS.join(', ')}` });
  return z.NEVER;
});

/** `{ days: [mon, tue], from: "08:00", to: "20:00" }`, or `{ from: fri 18:00, to: mon 08:00 }`. */
export const restrictionSchema = z
  .strictObject({ days: z.array(weekdaySchema).min(1).optional(), from: z.string(), to: z.string() })
  .transform(({ days, from, to }, context): Restriction => {
    const daily = [parseTimeOfDay(from), parseTimeOfDay(to)];
    if (daily[0] !== undefined && daily[1] !== undefined && daily[0] < DAY_MS) {
      return { type: 'daily', days: days ?? [0, 1, 2, 3, 4, 5, 6], from: daily[0], to: daily[1] };
    }
    const weekly = [parseTimeOfWeek(from), parseTimeOfWeek(to)];
    if (weekly[0] !== undefined && weekly[1] !== undefined && !days) {
      return { type: 'weekly', from: weekly[0], to: weekly[1] };
    }
    context.addIssue({
      code: 'custom',
      message:
        'is no restriction: write { days: [mon, tue], from: "08:00", to: "20:00" } or { from: fri 18:00, to: mon 08:00 }',
    });
    return z.NEVER;
  });
