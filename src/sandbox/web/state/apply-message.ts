import { ChannelType } from 'discord-api-types/v10';
import { mentions, later } from '../messages/rows.ts';
import type { Message } from '../protocol/shapes.ts';
import type { PageState } from './page-state.ts';
import { isEphemeral } from '../messages/is-ephemeral.ts';

/** Changes the messages of a channel that are here. */
export function onMessages(
  state: PageState,
  channelId: string,
  change: (items: readonly Message[]) => readonly Message[],
): PageState {
  const known = state.messages[channelId];
  if (!known) return state;
  const items = change(known.items);
  return items === known.items
    ? state
    : { ...state, messages: { ...state.messages, [channelId]: { ...known, items } } };
}

export const edit = (
  items: readonly Message[],
  id: string,
  change: (message: Message) => Message,
): readonly Message[] =>
  items.some((item) => item.id === id) ? items.map((item) => (item.id === id ? change(item) : item)) : items;

/** A message more: its place, whom it calls, and what is unread. */
export function created(state: PageState, message: Message): PageState {
  const channelId = message.channel_id;
  const added = onMessages(state, channelId, (items) => {
    if (items.some((item) => item.id === message.id)) return edit(items, message.id, () => message);
    const last = items.at(-1);
    if (!last || later(message.id, last.id)) return [...items, message];
    const at = items.findIndex((item) => later(item.id, message.id));
    return [...items.slice(0, at), message, ...items.slice(at)];
  });
  const channel = added.channels[channelId];
  const mine = state.members[state.me]?.roles ?? [];
  const open = state.selected === channelId;
  const seen = open && !document.hidden;
  const calls = channel?.type === ChannelType.DM ? message.author.id !== state.me : mentions(message, state.me, mine);
  // Whoever reads along, or speaks, has nothing new: the line "New" is for what came meanwhile.
  const before = state.messages[channelId]?.items.at(-1)?.id;
  const readAlong =
    open &&
    state.messages[channelId] !== undefined &&
    (message.author.id === state.me ||
      (document.hasFocus() && (before === undefined || !later(before, state.readBefore ?? '0'))));
  const typing = added.typing[channelId];
  return {
    ...added,
    ...(channel &&
      !isEphemeral(message) && {
        channels: { ...added.channels, [channelId]: Object.assign({}, channel, { last_message_id: message.id }) },
      }),
    ...(message.author.id === state.me && { read: { ...added.read, [channelId]: message.id } }),
    ...(readAlong && { readBefore: message.id }),
    ...(!seen &&
      calls && {
        mentionCounts: { ...added.mentionCounts, [channelId]: (added.mentionCounts[channelId] ?? 0) + 1 },
      }),
    ...(typing?.[message.author.id] && {
      typing: {
        ...added.typing,
        [channelId]: Object.fromEntries(Object.entries(typing).filter(([id]) => id !== message.author.id)),
      },
    }),
  };
}
