import { z } from 'zod';
import { instant, person, rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId } from './shapes.ts';

export const postmortemChanged = defineEntryKind({
  kind: 'postmortem.changed',
  v: 1,
  schema: z.object({
    state: z.enum(['draft', 'in review', 'reviewed']).optional(),
    owner: personId.optional(),
    dueAt: z.int().optional(),
  }),
  describe: ({ data }) => ({
    line: rich`Postmortem${data.state === undefined ? '' : rich` ${strong(data.state)}`}${data.owner === undefined ? '' : rich`, owner ${person(data.owner)}`}${data.dueAt === undefined ? '' : rich`, due ${instant(data.dueAt, 'date-time')}`}`,
  }),
});
