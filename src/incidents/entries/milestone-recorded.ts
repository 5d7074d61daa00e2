import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { MILESTONES, MILESTONE_LABELS } from '../vocabulary.ts';
import { words } from './shapes.ts';

/** When it came to pass is the entry's own time. A later one of the same milestone takes its place. `confirmed`: somebody says that it lies as far from the declaration as it does. */
export const milestoneRecorded = defineEntryKind({
  kind: 'milestone.recorded',
  v: 1,
  schema: z.object({
    milestone: z.enum(MILESTONES),
    text: words.default(''),
    confirmed: z.literal(true).optional(),
    /** Whether the postmortem had been reviewed by then. */
    afterReview: z.boolean().optional(),
  }),
  describe: ({ data }) => ({
    line: rich`${strong(`Milestone: ${MILESTONE_LABELS[data.milestone]}`)}${data.text === '' ? '' : ` - ${data.text}`}${data.confirmed === true ? ' (its time is confirmed)' : ''}${data.afterReview ? ' (after the review)' : ''}`,
  }),
});
