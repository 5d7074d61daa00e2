import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

/** Somebody wants the channel of a closed incident to stay. */
export const channelKept = defineEntryKind({
  kind: 'channel.kept',
  v: 1,
  schema: z.object({}),
  describe: () => ({ line: rich`The channel is kept: it will not be deleted` }),
});
