import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { parseTimeOfDay } from './restriction.ts';

export const METHODS = ['discord', 'mention', 'ntfy', 'email', 'sms', 'call', 'webhook'] as const;
/** How somebody is told: a direct message, a mention in the page's channel, ntfy, e-mail, SMS, a call, a signed webhook. */
export type Method = (typeof METHODS)[number];

export const URGENCIES = ['high', 'low'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** `after` counts from the moment that the step reaches the person. */
export type NotificationRule = { readonly afterMs: number; readonly method: Method };

const webAddress = z.url({ protocol: /^https?$/, error: 'is no http(s) address' });
const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'is no phone number: write it like +4930123456' });

const contactSchema = z.union(
  [
    z.strictObject({ ntfy: webAddress }).transform(({ ntfy }) => ({ method: 'ntfy' as const, address: ntfy })),
    z.strictObject({ email: z.email() }).transform(({ email }) => ({ method: 'email' as const, address: email })),
    z.strictObject({ sms: phoneNumber }).transform(({ sms }) => ({ method: 'sms' as const, address: sms })),
    z.strictObject({ call: phoneNumber }).transform(({ call }) => ({ method: 'call' as const, address: call })),
    z
      .strictObject({ webhook: webAddress })
      .transform(({ webhook }) => ({ method: 'webhook' as const, address: webhook })),
  ],
  { error: 'is no contact: write { ntfy: https://… }, { email: … }, { sms: "+…" }, { call: "+…" } or { webhook: … }' },
);
export type Contact = z.infer<typeof contactSchema>;

/** `now discord`, `2m ntfy`, `5 min sms`. */
const ruleSchema = z.string().transform((text, context): NotificationRule => {
  const found = /^(.+?)\s+([a-z-]+)$/i.exec(text.trim());
  const afterMs = parseDuration(found?.[1] ?? '');
  const method = METHODS.find((name) => name === found?.[2]?.toLowerCase());
  if (afterMs !== undefined && method) return { afterMs, method };
  context.addIssue({
    code: 'custom',
    message: `is no rule: write a delay and a method (${METHODS.join(', ')}), like "now discord" or "5m sms"`,
  });
  return z.NEVER;
});

const timeOfDaySchema = z.string().transform((text, context) => {
  const time = parseTimeOfDay(text);
  if (time !== undefined) return time;
  context.addIssue({ code: 'custom', message: 'is no time of day: write it like 22:00' });
  return z.NEVER;
});

/** What on-call adds to a person of muster.yaml. */
export const onCallPersonFields = {
  contacts: z.array(contactSchema).max(20).optional(),
  rules: z
    .strictObject({
      high: z
        .array(ruleSchema)
        .min(1, { error: 'is empty: nothing urgent would ever reach them. Add a rule, or leave it out' })
        .max(20)
        .optional(),
      low: z.array(ruleSchema).max(20).optional(),
    })
    .optional(),
  /** In their own zone. During them pages of these urgencies wait for the end, but never those of a policy’s last step. */
  quietHours: z
    .strictObject({
      from: timeOfDaySchema,
      to: timeOfDaySchema,
      urgencies: z.array(z.enum(URGENCIES)).min(1).default(['low']),
    })
    .optional(),
};

/** What on-call adds to a service of muster.yaml. */
export const onCallServiceFields = {
  policy: z.string().min(1).max(40).optional(),
  /** What an urgent alert of it does: it pages, or opens an incident, too, that waits until somebody accepts it. */
  alerts: z.enum(['page', 'triage']).optional(),
  /** 32 characters, a secret: `routingKey: ${CHECKOUT_ROUTING_KEY}`. Senders of the Events API (`POST /v2/enqueue`) name the service by it. */
  routingKey: z.string().length(32, { error: 'must have 32 characters' }).optional(),
};
