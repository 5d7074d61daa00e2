import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { words } from './shapes.ts';

export const impactChanged = defineEntryKind({
  kind: 'impact.changed',
  v: 1,
  schema: z.object({ from: words, to: words }),
  describe: ({ data }) => ({ line: rich`Impact: ${data.to}` }),
});
