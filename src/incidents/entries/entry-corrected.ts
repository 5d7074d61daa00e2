import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { attachments } from './attachment.ts';
import { words } from './shapes.ts';

export const correctedWhenSchema = z.union([
  z.object({ precision: z.enum(['second', 'minute', 'approximate']), at: z.int() }),
  z.object({ precision: z.literal('order-only'), after: z.string() }),
]);

/** Says what the entry that it `revises` should have said: its text, its time, or both. The original stays readable. */
export const entryCorrected = defineEntryKind({
  kind: 'entry.corrected',
  v: 1,
  schema: z.object({
    seq: z.int(),
    text: words.min(1).optional(),
    /** Of a captured message that was edited: names of the addresses in its new words. */
    names: z.record(z.string(), z.string()).optional(),
    /** Of a captured message whose files could not be read before. */
    attachments: attachments.optional(),
    when: correctedWhenSchema.optional(),
    reason: words,
    /** Whether the postmortem had been reviewed by then. */
    afterReview: z.boolean().optional(),
  }),
  describe: ({ data }) => ({
    line: rich`Entry #${data.seq} corrected${data.reason === '' ? '' : `: ${data.reason}`}${data.afterReview ? ' (after the review)' : ''}`,
    ...(data.text !== undefined && { body: data.text }),
  }),
});
