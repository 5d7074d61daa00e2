import { z } from 'zod';
import { nameAddresses } from '../../base/addresses.ts';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { attachments } from './attachment.ts';
import { words } from './shapes.ts';

/** Discord hands words and files over with the intent Message Content, or by a menu: pressed later, that revises the entry. */
const UNREAD = '(its words could not be read: the message’s menu, Apps > Add to timeline, fills them in)';

/** A chat message, at its own time, by its author. The entry's source has its permalink. */
export const messageCaptured = defineEntryKind({
  kind: 'message.captured',
  v: 1,
  schema: z.object({
    message: z.string(),
    channel: z.string(),
    text: words,
    attachments,
    /** Who put it on the timeline; null when every message of the channel is recorded. */
    by: z.string().nullable(),
    /** Names of the addresses in it, as they were known then: `192.0.2.7` is `payments-db`. The text stays as it was said. */
    names: z.record(z.string(), z.string()).optional(),
  }),
  describe: ({ data }) => {
    const [first = '', ...rest] = nameAddresses(data.text, (address) => data.names?.[address]).split('\n');
    return {
      line: rich`💬 ${first === '' ? (data.attachments.length > 0 ? '(attachment)' : UNREAD) : first}`,
      ...(rest.length > 0 && { body: rest.join('\n') }),
      // In words of ours: a name alone looks like an address (`graph.png`), and such a link has to lead to just that.
      links: data.attachments.map(({ name, url }) => ({ text: `attached: ${name}`, url })),
    };
  },
});
