import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

/** What an incident needs to keep its channel when the entry that opened it is erased: the name in that was somebody's words. */
export const channelNameErased = defineEntryKind({
  kind: 'channel.name-erased',
  v: 1,
  schema: z.object({ channel: channelId, thread: z.boolean() }),
  describe: () => ({ line: rich`What the channel was called at first is erased; the channel stays` }),
});
