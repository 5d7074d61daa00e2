import { z } from 'zod';
import { channel, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

/** A thread in the incident's channel: what is said and marked there belongs to the same incident. */
export const threadOpened = defineEntryKind({
  kind: 'thread.opened',
  v: 1,
  schema: z.object({ thread: channelId, name: z.string().max(200) }),
  describe: ({ data }) => ({ line: rich`Thread ${channel(data.thread)} opened: ${data.name}` }),
});
