import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

export const cardPosted = defineEntryKind({
  kind: 'card.posted',
  v: 1,
  schema: z.object({ message: z.string().min(1).max(40) }),
  describe: () => ({ line: rich`Status card pinned` }),
});
