import { z } from 'zod';
import { keySchema, timeZoneSchema } from '../../catalog/people.ts';
import { durationSchema } from './duration.ts';

/** One calendar of a schedule: `{ name: rota, url: ${ROTA_CALENDAR_URL}, refresh: 15m }`. */
export const calendarSchema = z.strictObject({
  name: z.string().min(1).max(60).optional(),
  /** http, https or webcal. A secret one comes from the environment. */
  url: z
    .string()
    .regex(/^(https?|webcal):\/\/\S+$/i, { error: 'is no address of a calendar: write https://… or webcal://…' })
    .refine((url) => URL.canParse(url), { error: 'is no address of a calendar: write https://… or webcal://…' }),
  /** Every event is this person’s. Left out, an event’s guests or its title say whose it is. */
  user: keySchema.optional(),
  /** What people are called in the calendar: `{ "Al the admin": alice }`. */
  names: z.record(z.string().min(1).max(100), keySchema).default({}),
  /** Of all-day events, and of times that name no zone. */
  timeZone: timeZoneSchema.optional(),
  refresh: durationSchema(60_000).default(15 * 60_000),
});
