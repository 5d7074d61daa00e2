import { z } from 'zod';
import type { EffectDraft } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import { overrideCancelled, overrideCreated } from '../living/entries.ts';

/** The payload of `pagerduty.override`. `add` and `remove` are keys of muster.yaml. */
export const overrideOrderSchema = z.object({
  override: z.string(),
  schedule: z.string(),
  from: z.int(),
  to: z.int(),
  add: z.string().nullable(),
  remove: z.string().nullable(),
});
export type OverrideOrder = z.infer<typeof overrideOrderSchema>;
export const overrideCancelSchema = z.object({ override: z.string(), schedule: z.string() });

/**
 * Overrides that these entries make or take back, to be written to PagerDuty, too, where it is the source of their
 * schedule. In order for each schedule.
 */
export function writeOverrides(
  entries: readonly EntryDraft[],
  isPagerDutys: (schedule: string) => boolean,
): readonly EffectDraft[] {
  return entries.flatMap((entry): EffectDraft[] => {
    if (entry.kind === overrideCreated.kind) {
      const { id, schedule, from, to, add = null, remove = null } = overrideCreated.schema.parse(entry.data);
      if (!isPagerDutys(schedule)) return [];
      const payload = { override: id, schedule, from, to, add, remove };
      return [{ kind: 'pagerduty.override', lane: `pagerduty:schedule:${schedule}`, payload }];
    }
    if (entry.kind === overrideCancelled.kind) {
      const { id, schedule } = overrideCancelled.schema.parse(entry.data);
      if (!isPagerDutys(schedule)) return [];
      const payload = { override: id, schedule };
      return [{ kind: 'pagerduty.override-cancel', lane: `pagerduty:schedule:${schedule}`, payload }];
    }
    return [];
  });
}
