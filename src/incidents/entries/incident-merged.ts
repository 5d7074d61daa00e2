import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';

/** On the duplicate's timeline. */
export const incidentMerged = defineEntryKind({
  kind: 'incident.merged',
  v: 1,
  schema: z.object({ into: z.int().min(1) }),
  describe: ({ data }) => ({ line: rich`A duplicate: merged into ${strong(`incident ${data.into}`)}` }),
});
