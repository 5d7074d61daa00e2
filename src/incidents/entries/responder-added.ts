import { z } from 'zod';
import { person, rich, role } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId } from './shapes.ts';

/** A person, or everybody of a Discord role. `page`: the number of the page that the person answered. */
export const responderAdded = defineEntryKind({
  kind: 'responder.added',
  v: 1,
  schema: z.union([
    z.object({ person: personId, page: z.int().min(1).optional() }),
    z.object({ role: z.string().min(1).max(40) }),
  ]),
  describe: ({ data }) => ({
    line:
      'person' in data
        ? rich`${person(data.person)} joined${data.page === undefined ? '' : ` by answering page ${data.page}`}`
        : rich`${role(data.role)} added`,
  }),
});
