import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

export const voiceRefused = defineEntryKind({
  kind: 'voice.refused',
  v: 1,
  schema: z.object({}),
  describe: () => ({ line: rich`No voice channel: the server has no room for another channel` }),
});
