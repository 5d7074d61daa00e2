import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

/** Where PagerDuty pages: one of its services, and another policy than the service's own. */
export const carrierSchema = z.object({ service: z.string().min(1).max(40), policy: z.string().max(40).nullable() });
export type Carrier = z.infer<typeof carrierSchema>;

/**
 * PagerDuty pages people for it instead of Muster. Until `nextAt` it has to have said so, else Muster pages by itself;
 * null once it has, and is asked again and again how it goes.
 */
export const pageCarried = defineEntryKind({
  kind: 'page.carried',
  v: 1,
  schema: z.object({
    carrier: carrierSchema,
    why: z.enum(['opened', 'accepted', 'woken', 'reopened']),
    nextAt: z.int().nullable(),
  }),
  describe: ({ data }) => ({
    line: {
      opened: rich`PagerDuty is to page for it (service ${data.carrier.service})`,
      accepted: rich`PagerDuty pages for it`,
      woken: rich`The snooze is over: PagerDuty pages for it again`,
      reopened: rich`It is not acknowledged in PagerDuty any more, which pages for it again`,
    }[data.why],
  }),
});

export const pageTakenBack = defineEntryKind({
  kind: 'page.taken-back',
  v: 1,
  schema: z.object({ reason: z.string().max(500) }),
  describe: ({ data }) => ({ line: rich`Muster pages by itself: ${data.reason}` }),
});
