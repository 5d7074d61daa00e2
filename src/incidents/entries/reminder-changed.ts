import { z } from 'zod';
import { instant, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

/** Update reminders: asleep until then, or (null) stopped. */
export const reminderChanged = defineEntryKind({
  kind: 'reminder.changed',
  v: 1,
  schema: z.object({ until: z.int().nullable() }),
  describe: ({ data }) => ({
    line:
      data.until === null
        ? rich`Update reminders stopped`
        : rich`Update reminder snoozed until ${instant(data.until, 'time')}`,
  }),
});
