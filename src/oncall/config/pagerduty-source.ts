import { z } from 'zod';
import { durationSchema } from './duration.ts';

/** `pagerduty: { schedule: PABC123, refresh: 5m, fallback: 12h }`: that schedule of PagerDuty says who is on call. */
export const pagerDutySourceSchema = z.strictObject({
  /** Its id, of a layer schedule or of a shift-based one. */
  schedule: z.string().regex(/^P[A-Z0-9]{4,19}$/, { error: 'is no id of a PagerDuty schedule: write it like PABC123' }),
  refresh: durationSchema(60_000).default(300_000),
  /** So long after PagerDuty's last answer the schedule's own layers say who is on call. */
  fallback: durationSchema(60_000).optional(),
});
