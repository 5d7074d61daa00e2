import { z } from 'zod';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { words } from './shapes.ts';

/** Somebody's words. A backfilled line is one, too; `evidence` says where it comes from. */
export const noteAdded = defineEntryKind({
  kind: 'note.added',
  v: 1,
  schema: z.object({
    text: words.min(1),
    evidence: z.string().max(500).optional(),
    category: z.string().max(40).optional(),
  }),
  describe: ({ data }) => {
    const [first = '', ...rest] = data.text.split('\n');
    return {
      line: [first, ...(data.evidence && !isAddress(data.evidence) ? [` [${data.evidence}]`] : [])],
      ...(rest.length > 0 && { body: rest.join('\n') }),
      ...(data.evidence && isAddress(data.evidence) && { links: [{ text: 'source', url: data.evidence }] }),
    };
  },
});

const isAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text);
