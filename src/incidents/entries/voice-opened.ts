import { z } from 'zod';
import { channel, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

export const voiceOpened = defineEntryKind({
  kind: 'voice.opened',
  v: 1,
  schema: z.object({ channel: channelId }),
  describe: ({ data }) => ({ line: rich`Voice channel ${channel(data.channel)} opened` }),
});
