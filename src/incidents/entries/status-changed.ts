import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { STATUSES } from '../vocabulary.ts';
import { words } from './shapes.ts';

export const statusChanged = defineEntryKind({
  kind: 'status.changed',
  v: 1,
  schema: z.object({ from: z.enum(STATUSES), to: z.enum(STATUSES), reason: words }),
  describe: ({ data }) => ({
    line: rich`Status ${strong(data.to)} (was ${data.from})${data.reason === '' ? '' : `: ${data.reason}`}`,
  }),
});
