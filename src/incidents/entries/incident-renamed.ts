import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { title } from './shapes.ts';

export const incidentRenamed = defineEntryKind({
  kind: 'incident.renamed',
  v: 1,
  schema: z.object({ from: z.string(), to: title }),
  describe: ({ data }) => ({ line: rich`Renamed to ${strong(data.to)} (was ${data.from})` }),
});
