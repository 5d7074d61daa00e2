import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId, webUrl, words } from './shapes.ts';

/** On the timeline that goes on: the duplicate's people and open tasks are its own now. */
export const incidentAbsorbed = defineEntryKind({
  kind: 'incident.absorbed',
  v: 1,
  schema: z.object({
    number: z.int().min(1),
    responders: z.array(personId),
    responderRoles: z.array(z.string()),
    /** They hear of this one from now on; absent where none came along. */
    subscribers: z.array(personId).optional(),
    tasks: z.array(
      z.object({
        id: z.string(),
        text: words,
        followUp: z.boolean(),
        assignee: personId.nullable(),
        dueAt: z.int().nullable(),
        url: webUrl.optional(),
      }),
    ),
  }),
  describe: ({ data }) => ({
    line: rich`${strong(`Incident ${data.number}`)} was a duplicate of this one: ${data.responders.length} people and ${data.tasks.length} tasks moved here`,
  }),
});
