import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { words } from './shapes.ts';

export const incidentTriaged = defineEntryKind({
  kind: 'incident.triaged',
  v: 1,
  schema: z.object({ accepted: z.boolean(), reason: words }),
  describe: ({ data }) => ({
    line: rich`Triage: ${strong(data.accepted ? 'accepted' : 'declined')}${data.reason === '' ? '' : `: ${data.reason}`}`,
  }),
});
