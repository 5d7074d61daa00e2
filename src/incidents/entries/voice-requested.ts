import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

export const voiceRequested = defineEntryKind({
  kind: 'voice.requested',
  v: 1,
  schema: z.object({}),
  describe: () => ({ line: rich`Voice channel asked for` }),
});
