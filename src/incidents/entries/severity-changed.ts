import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { SEVERITIES } from '../vocabulary.ts';
import { words } from './shapes.ts';

export const severityChanged = defineEntryKind({
  kind: 'severity.changed',
  v: 1,
  schema: z.object({ from: z.enum(SEVERITIES), to: z.enum(SEVERITIES), reason: words }),
  describe: ({ data }) => ({
    line: rich`Severity ${strong(data.to)} (was ${data.from})${data.reason === '' ? '' : `: ${data.reason}`}`,
  }),
});
