import { z } from 'zod';
import { keySchema, snowflakeSchema } from '../../catalog/people.ts';
import { durationSchema } from './duration.ts';

const webAddress = z.url({ protocol: /^https?$/, error: 'is no http(s) address' });

/** `oncall:` of muster.yaml. Secrets come from the environment: `smtpUrl: ${MUSTER_SMTP_URL}`. */
export const onCallConfigSchema = z.strictObject({
  /** Told when nobody is on call, nobody can be reached, or future shifts have gaps. */
  channel: z.string().min(1).max(100).default('incidents'),
  email: z
    .strictObject({ smtpUrl: z.string().regex(/^smtps?:\/\//, { error: 'is no smtp:// address' }), from: z.string() })
    .optional(),
  twilio: z
    .strictObject({
      accountSid: z.string().min(1),
      authToken: z.string().min(1),
      from: z.string().min(3),
      apiUrl: webAddress.default('https://api.twilio.com'),
    })
    .optional(),
  ntfy: z.strictObject({ token: z.string().min(1).optional() }).optional(),
  /** Signs what webhooks of contacts and policies are sent; left out, they go unsigned. */
  webhookSecret: z.string().min(16).optional(),
  /** Pinged every minute that the auditor finds everything in order. */
  heartbeat: webAddress.optional(),
  /** What is kept equal to who is on call, by schedule: a role's holders, a channel's topic (both by id). */
  mirrors: z
    .record(keySchema, z.strictObject({ role: snowflakeSchema.optional(), topic: snowflakeSchema.optional() }))
    .default({}),
  /** Calendars may be read from these hosts although their addresses are private: `[calendar.internal, 10.0.0.5]`. */
  calendarHosts: z.array(z.string().min(1).max(253)).max(50).default([]),
  /** Incidents of these severities page the policies of their services by themselves. */
  autoPage: z.array(z.string().max(20)).default(['SEV-1', 'SEV-2']),
  pagerduty: z
    .strictObject({
      /** In whose name Muster opens incidents when no linked person does; never used to acknowledge one. */
      from: z.email().optional(),
    })
    .prefault({}),
  /** How long before a shift its person is reminded: `[1d, 1h]`. Left out, never. */
  remindBefore: z.array(durationSchema(60_000)).max(5).default([]),
  /** How far ahead gaps are announced. */
  announceGaps: durationSchema().default(7 * 86_400_000),
});
export type OnCallConfig = z.infer<typeof onCallConfigSchema>;
