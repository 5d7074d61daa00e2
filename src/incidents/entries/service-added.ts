import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

export const serviceAdded = defineEntryKind({
  kind: 'service.added',
  v: 1,
  schema: z.object({ service: z.string().min(1).max(80) }),
  describe: ({ data }) => ({ line: rich`Service affected: ${strong(data.service)}` }),
});
