import { z } from 'zod';
import { person, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId } from './shapes.ts';

/** Who subscribes is told of every update and change by direct message, without taking part. */
export const subscriptionChanged = defineEntryKind({
  kind: 'subscriber.changed',
  v: 1,
  schema: z.object({ person: personId, subscribed: z.boolean() }),
  describe: ({ data }) => ({
    line: rich`${person(data.person)} ${data.subscribed ? 'subscribed' : 'no longer subscribes'}`,
  }),
});
