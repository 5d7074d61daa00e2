import { z } from 'zod';
import { instant, link, person, rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId, webUrl } from './shapes.ts';

/** What stands in it is new; what is left out stays. */
export const taskChanged = defineEntryKind({
  kind: 'task.changed',
  v: 1,
  schema: z.object({
    number: z.int().min(1),
    assignee: personId.optional(),
    dueAt: z.int().optional(),
    url: webUrl.optional(),
    done: z.boolean().optional(),
  }),
  describe: ({ data }) => ({
    line: rich`Task ${strong(`T${data.number}`)}${data.done === undefined ? '' : data.done ? ' done' : ' not done after all'}${data.assignee === undefined ? '' : rich` given to ${person(data.assignee)}`}${data.dueAt === undefined ? '' : rich` due ${instant(data.dueAt, 'date-time')}`}${data.url === undefined ? '' : rich`, ${link('tracked here', data.url)}`}`,
  }),
});
