import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { INCIDENT_KINDS, SEVERITIES } from '../vocabulary.ts';

/** What an incident needs to stay itself when the words of its declaration are erased: nothing in it is anybody's. */
export const declarationKept = defineEntryKind({
  kind: 'declaration.kept',
  v: 1,
  schema: z.object({
    number: z.int().min(1),
    severity: z.enum(SEVERITIES),
    kind: z.enum(INCIDENT_KINDS),
    private: z.boolean(),
    services: z.array(z.string().max(80)),
  }),
  describe: () => ({ line: rich`The words of the declaration are erased; number, dates and severity stay` }),
});
