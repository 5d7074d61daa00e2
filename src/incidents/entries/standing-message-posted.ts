import { z } from 'zod';
import { channel, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

/** On the organisation's timeline: the message that incidents are declared from stands, for the first time or anew. */
export const standingMessagePosted = defineEntryKind({
  kind: 'standing-message.posted',
  v: 1,
  schema: z.object({ channel: channelId, message: z.string().min(1).max(40) }),
  describe: ({ data }) => ({ line: rich`Incidents can be declared from a pinned message in ${channel(data.channel)}` }),
});
