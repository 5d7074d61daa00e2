import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { channelId } from './shapes.ts';

export const voiceClosed = defineEntryKind({
  kind: 'voice.closed',
  v: 1,
  schema: z.object({ channel: channelId }),
  describe: () => ({ line: rich`Voice channel deleted` }),
});
