import { later } from '../messages/rows.ts';
import type { ChannelMessages, Control } from '../protocol/control.ts';

/** How many messages came after `last`: the channel's newest are known, and what lies between is asked for until `last`. */
export async function countMissed(
  control: Pick<Control, 'messages'>,
  channelId: string,
  newest: Pick<ChannelMessages, 'items' | 'hasOlder'>,
  last: string,
): Promise<number> {
  let { items, hasOlder } = newest;
  let missed = 0;
  for (;;) {
    const came = items.filter(({ id }) => later(id, last));
    missed += came.length;
    const [first] = came;
    if (!first || came.length < items.length || !hasOlder) return missed;
    ({ items, hasOlder } = await control.messages(channelId, first.id));
  }
}
