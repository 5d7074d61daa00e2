import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

/** On the organisation's timeline: the server came near to the number of channels that Discord allows, or left it. */
export const channelsCounted = defineEntryKind({
  kind: 'channels.counted',
  v: 1,
  schema: z.object({ channels: z.int(), scarce: z.boolean() }),
  describe: ({ data }) => ({
    line: data.scarce
      ? rich`The server has ${data.channels} of the 500 channels that Discord allows`
      : rich`The server has room for channels again: ${data.channels} of 500`,
  }),
});
