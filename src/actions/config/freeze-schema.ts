import { DateTime } from 'luxon';
import { z } from 'zod';
import { timeZoneSchema } from '../../catalog/people.ts';
import { keySchema } from '../../catalog/people.ts';

const DAY_TIME = /^(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):([0-5]\d)$/i;

/** `fri 16:00` */
const dayTimeSchema = z.string().regex(DAY_TIME, { error: 'is no weekday with a time: write it like fri 16:00' });

/** A local time in the freeze's zone, or an instant with an offset. */
const momentSchema = z
  .string()
  .refine((text) => DateTime.fromISO(text).isValid, { error: 'is no time: write it like 2026-12-20T18:00' });

const scope = {
  reason: z.string().min(1).max(300),
  /** Left out, it is the organisation’s: see `fillOrganisationZone`. */
  timeZone: timeZoneSchema.optional().transform((zone) => zone ?? 'UTC'),
  /** Default: all. */
  apps: z.array(keySchema).optional(),
  environments: z.array(keySchema).optional(),
};

export const freezeSchema = z.union([
  z.strictObject({ ...scope, from: momentSchema, to: momentSchema }),
  /** Each week from … to; may wrap the week. */
  z.strictObject({ ...scope, weekly: z.strictObject({ from: dayTimeSchema, to: dayTimeSchema }) }),
]);
export type FreezeConfig = z.infer<typeof freezeSchema>;

export const freezesSchema = z.record(keySchema, freezeSchema);
