import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

/** What an incident needs to keep a thread when the entry that opened it is erased: the name in that was somebody's words. */
export const threadNameErased = defineEntryKind({
  kind: 'thread.name-erased',
  v: 1,
  schema: z.object({ thread: channelId }),
  describe: () => ({ line: rich`What a thread was called at first is erased; the thread stays` }),
});
