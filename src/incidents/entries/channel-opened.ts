import { z } from 'zod';
import { channel, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

export const channelOpened = defineEntryKind({
  kind: 'channel.opened',
  v: 1,
  schema: z.object({ channel: channelId, thread: z.boolean(), name: z.string().max(100).optional() }),
  describe: ({ data }) => ({
    line: data.thread
      ? rich`Thread ${channel(data.channel, data.name)} opened: the server has no room for another channel`
      : rich`Channel ${channel(data.channel, data.name)} opened`,
  }),
});
