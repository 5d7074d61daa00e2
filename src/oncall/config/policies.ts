import { z } from 'zod';
import { keySchema } from '../../catalog/people.ts';
import { durationSchema } from './duration.ts';

/** Whom a step pages. */
export type Target =
  | { readonly type: 'person'; readonly key: string }
  | { readonly type: 'schedule'; readonly key: string }
  | { readonly type: 'policy'; readonly key: string }
  /** A channel's name or id. */
  | { readonly type: 'channel'; readonly key: string }
  | { readonly type: 'webhook'; readonly url: string }
  /** One of these: the next with every page, and with every round of one. */
  | { readonly type: 'round-robin'; readonly among: readonly Target[] };

/** `waitMs` is 0 where nothing is written beside a policy: its steps say how long. */
export type PolicyStep = { readonly page: readonly Target[]; readonly waitMs: number };

/** Of a step that says nothing of it. */
export const DEFAULT_WAIT_MS = 300_000;

export type Policy = {
  /** How often the steps are gone through again after the first time. */
  readonly repeat: number;
  /** `current`: an open page follows what the policy says now; `as-it-was`: what it said when the page was opened. */
  readonly follow: 'current' | 'as-it-was';
  readonly steps: readonly PolicyStep[];
  /** An acknowledged page that is not resolved goes on after this long; null: never. */
  readonly acknowledgeTimeoutMs: number | null;
  /** The channel that is told when nobody can be reached. */
  readonly fallback: string | null;
  /** PagerDuty pages: in this service, by another policy than the service’s own. The steps are for when it cannot. */
  readonly pagerduty?: { readonly service: string; readonly policy: string | null } | undefined;
};

/** `schedule:primary`, `person:erin`, `channel:incidents`, `policy:infra`, `webhook:https://…`. */
export function parseTarget(text: string): Target | undefined {
  const colon = text.indexOf(':');
  const type = text.slice(0, colon);
  const key = text.slice(colon + 1).trim();
  if (key === '') return undefined;
  if (type === 'webhook') return /^https?:\/\/\S+$/.test(key) ? { type, url: key } : undefined;
  if (type === 'channel') return { type, key: key.replace(/^#/, '') };
  if (type === 'person' || type === 'schedule' || type === 'policy') {
    return keySchema.safeParse(key).success ? { type, key } : undefined;
  }
  return undefined;
}

const plainTarget = z.string().transform((text, context): Target => {
  const target = parseTarget(text);
  if (target) return target;
  context.addIssue({
    code: 'custom',
    message: 'is no target: write schedule:NAME, person:NAME, policy:NAME, channel:NAME or webhook:https://…',
  });
  return z.NEVER;
});

const targetSchema = z.union([
  plainTarget,
  z
    .strictObject({ roundRobin: z.array(plainTarget).min(1) })
    .transform(({ roundRobin }): Target => ({ type: 'round-robin', among: roundRobin })),
]);

/** As PagerDuty’s addresses show it: `PXXXXXX`. */
const pagerDutyId = z.string().regex(/^[A-Z0-9]{5,20}$/, { error: 'is no id of PagerDuty: write it like PABC123' });

export const policySchema = z
  .strictObject({
    repeat: z.int().min(0).max(50).default(0),
    follow: z.enum(['current', 'as-it-was']).default('current'),
    steps: z
      .array(
        z.strictObject({
          page: z.array(targetSchema).min(1, { error: 'names nobody: add a target, or remove the step' }),
          wait: durationSchema(1000).optional(),
        }),
      )
      .min(1, { error: 'is a policy without steps: it would page nobody. Add a step' })
      .max(50),
    acknowledgeTimeout: durationSchema(60_000).optional(),
    pagerduty: z.strictObject({ service: pagerDutyId, policy: pagerDutyId.optional() }).optional(),
    fallback: z
      .string()
      .regex(/^(channel:)?#?\S+$/, { error: 'is no channel: write channel:NAME' })
      .optional(),
  })
  .transform((policy): Policy => ({
    repeat: policy.repeat,
    follow: policy.follow,
    steps: policy.steps.map(({ page, wait }) => ({
      page,
      waitMs: wait ?? (page.some(({ type }) => type === 'policy') ? 0 : DEFAULT_WAIT_MS),
    })),
    acknowledgeTimeoutMs: policy.acknowledgeTimeout ?? null,
    fallback: policy.fallback?.replace(/^(channel:)?#?/, '') ?? null,
    ...(policy.pagerduty && {
      pagerduty: { service: policy.pagerduty.service, policy: policy.pagerduty.policy ?? null },
    }),
  }));

export const policiesConfig = z.record(keySchema, policySchema);
