import { z } from 'zod';
import { instant, link, person, rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId, webUrl, words } from './shapes.ts';

/** A task belongs to the incident; a follow-up is done after it. */
export const taskAdded = defineEntryKind({
  kind: 'task.added',
  v: 1,
  schema: z.object({
    id: z.string(),
    number: z.int().min(1),
    text: words.min(1),
    followUp: z.boolean(),
    assignee: personId.nullable(),
    dueAt: z.int().nullable(),
    /** Where it is tracked: an issue, a ticket. */
    url: webUrl.optional(),
    /** The message that it was made from, so that many reactions make one task. */
    message: z.string().optional(),
  }),
  describe: ({ data }) => ({
    line: rich`${data.followUp ? 'Follow-up' : 'Task'} ${strong(`T${data.number}`)}: ${data.text}${data.assignee === null ? '' : rich` (${person(data.assignee)})`}${data.dueAt === null ? '' : rich`, due ${instant(data.dueAt, 'date-time')}`}${data.url === undefined ? '' : rich`, ${link('tracked here', data.url)}`}`,
  }),
});

/** `github.com`: what an address is called where it stands in a line. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
