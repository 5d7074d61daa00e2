import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

const bits = z.string().regex(/^\d{1,30}$/);

/** What the channel said of speaking otherwise than its category, by a role's or person's id, just before it was locked. */
export const channelRulesKept = defineEntryKind({
  kind: 'channel.rules-kept',
  v: 1,
  schema: z.object({
    rules: z.array(z.object({ id: z.string().min(1).max(40), allow: bits, deny: bits })).max(1000),
  }),
  describe: ({ data }) => ({
    line:
      data.rules.length === 0
        ? rich`Who may write in the channel is as its category has it`
        : rich`Who may write in the channel is kept, for when it is opened again`,
  }),
});
