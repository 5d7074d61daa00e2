import { z } from 'zod';
import { channel, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

export const announcementPosted = defineEntryKind({
  kind: 'announcement.posted',
  v: 1,
  schema: z.object({
    channel: channelId,
    message: z.string().min(1).max(40),
    name: z.string().max(100).optional(),
  }),
  describe: ({ data }) => ({ line: rich`Announced in ${channel(data.channel, data.name)}` }),
});
