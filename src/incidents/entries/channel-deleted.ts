import { z } from 'zod';
import { code, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

/** With the head of the record whose export was verified right before. */
export const channelDeleted = defineEntryKind({
  kind: 'channel.deleted',
  v: 1,
  schema: z.object({ channel: channelId, seq: z.int(), hash: z.string().max(64) }),
  describe: ({ data }) => ({
    line: rich`Channel deleted, after an export of all ${data.seq} entries was verified (${code(data.hash.slice(0, 12))})`,
  }),
});
