import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { words } from './shapes.ts';

/** The entry that it `revises` should not have been made. It stays readable, struck out. */
export const entryRetracted = defineEntryKind({
  kind: 'entry.retracted',
  v: 1,
  schema: z.object({ seq: z.int(), reason: words, afterReview: z.boolean().optional() }),
  describe: ({ data }) => ({
    line: rich`Entry #${data.seq} retracted${data.reason === '' ? '' : `: ${data.reason}`}${data.afterReview ? ' (after the review)' : ''}`,
  }),
});
