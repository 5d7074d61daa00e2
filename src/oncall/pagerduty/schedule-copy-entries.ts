import { z } from 'zod';
import { instant, rich, strong } from '../../base/rich-text.ts';
import { type EntryKind, defineEntryKind } from '../../timeline/entry-kind.ts';

const id = z.string().min(1).max(100);
const at = z.int();

/** What PagerDuty says of a schedule from `from` on; what it said of the time before stands. */
export const scheduleCopied = defineEntryKind({
  kind: 'pagerduty-schedule.copied',
  v: 1,
  schema: z.object({
    schedule: id,
    source: id,
    name: z.string(),
    mode: z.enum(['layered', 'concurrent']),
    from: at,
    upTo: at,
    shifts: z.array(z.object({ user: z.string().min(1).max(200), from: at, to: at })),
  }),
  describe: ({ data }) => ({
    line: rich`PagerDuty’s ${data.name} changed ${strong(data.schedule)}: ${data.shifts.length} shifts up to ${instant(data.upTo, 'date-time')}`,
  }),
});

/** PagerDuty was away for too long: the layers of muster.yaml say who is on call from then on. */
export const scheduleGivenUp = defineEntryKind({
  kind: 'pagerduty-schedule.given-up',
  v: 1,
  schema: z.object({ schedule: id, at, readAt: at.nullable() }),
  describe: ({ data }) => ({
    line: rich`${strong(data.schedule)} follows muster.yaml: PagerDuty could not be read for too long`,
  }),
});

export const scheduleCopyKinds: readonly EntryKind[] = [scheduleCopied, scheduleGivenUp];
