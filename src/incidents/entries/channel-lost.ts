import { z } from 'zod';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

/** Somebody deleted it in Discord: what was not on the timeline is gone. */
export const channelLost = defineEntryKind({
  kind: 'channel.lost',
  v: 1,
  schema: z.object({ channel: channelId }),
  describe: () => ({ line: ['Channel deleted in Discord'] }),
});
