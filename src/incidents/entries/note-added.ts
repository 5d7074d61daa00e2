import { z } from 'zod';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { words } from './shapes.ts';

/**
 * Somebody's words. A backfilled line is one, too: then `evidence` says where it comes from (an address, or in words) and
 * `by` who did it, when that was not the one who recorded it.
 */
export const noteAdded = defineEntryKind({
  kind: 'note.added',
  v: 1,
  schema: z.object({
    text: words.min(1),
    evidence: z.string().max(500).optional(),
    by: z.string().max(80).optional(),
    category: z.string().max(40).optional(),
  }),
  describe: ({ data }) => {
    const [first = '', ...rest] = data.text.split('\n');
    return { line: [first], ...(rest.length > 0 && { body: rest.join('\n') }) };
  },
});
