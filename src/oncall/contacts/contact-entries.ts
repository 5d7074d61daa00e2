import { z } from 'zod';
import { person, rich } from '../../base/rich-text.ts';
import { type EntryKind, defineEntryKind } from '../../timeline/entry-kind.ts';
import { METHODS } from '../config/person.ts';

/** Somebody tried their contacts, and what came of each. */
export const contactsTested = defineEntryKind({
  kind: 'contacts.tested',
  v: 1,
  schema: z.object({
    person: z.string().min(1).max(100),
    results: z.array(
      z.object({
        method: z.enum(METHODS),
        sent: z.boolean(),
        reason: z.string().max(300).nullable(),
        durationMs: z.int(),
      }),
    ),
  }),
  describe({ data }) {
    const failed = data.results.filter((result) => !result.sent).map((result) => result.method);
    const outcome = failed.length === 0 ? 'all were sent' : `${failed.join(', ')} failed`;
    return { line: rich`${person(data.person)} tried ${data.results.length} contacts: ${outcome}` };
  },
});

export const contactKinds: readonly EntryKind[] = [contactsTested];
