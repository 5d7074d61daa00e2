import { ChannelType } from 'discord-api-types/v10';
import { mentions, later } from '../messages/rows.ts';
import type { Channel, Member, Message, Role } from '../protocol/shapes.ts';
import type { PageState } from './page-state.ts';

/** The events of Discord's gateway that change what the page shows. Their data comes from the sandbox and is taken as it is. */
export interface GatewayEvent {
  readonly t: string;
  readonly d: unknown;
}

/** The fields of all those events together: each has its own of them. */
type Data = Message &
  Pick<Member, 'user' | 'roles'> & {
    readonly message_id?: string;
    readonly user_id?: string;
    readonly emoji: { readonly id: string | null; readonly name: string };
    readonly role: Role;
    readonly role_id: string;
    readonly ids?: readonly string[];
  };

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));

function onMessages(
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

const edit = (items: readonly Message[], id: string, change: (message: Message) => Message): readonly Message[] =>
  items.some((item) => item.id === id) ? items.map((item) => (item.id === id ? change(item) : item)) : items;

function react(message: Message, data: Data, me: boolean, step: 1 | -1): Message {
  const same = (other: { id: string | null; name: string | null }): boolean =>
    other.id === data.emoji.id && other.name === data.emoji.name;
  const known = message.reactions?.find((reaction) => same(reaction.emoji));
  const count = (known?.count ?? 0) + step;
  const others = message.reactions ?? [];
  if (!known) {
    if (step < 0) return message;
    const reaction = {
      emoji: data.emoji,
      count: 1,
      me,
      me_burst: false,
      burst_colors: [],
      count_details: { burst: 0, normal: 1 },
    };
    return { ...message, reactions: [...others, reaction] };
  }
  if (me && known.me === step > 0) return message;
  return {
    ...message,
    reactions:
      count <= 0
        ? others.filter((reaction) => reaction !== known)
        : others.map((reaction) =>
            reaction === known ? { ...reaction, count, me: me ? step > 0 : reaction.me } : reaction,
          ),
  };
}

const keepOwnReactions = (before: Message, after: Message): Message =>
  after.reactions && before.reactions
    ? {
        ...after,
        reactions: after.reactions.map((reaction) => ({
          ...reaction,
          me: before.reactions?.find((old) => old.emoji.name === reaction.emoji.name)?.me ?? reaction.me,
        })),
      }
    : after;

function created(state: PageState, message: Message): PageState {
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
      !(Number(message.flags ?? 0) & 64) && {
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

/** The state after an event; unknown events change nothing. */
export function applyEvent(state: PageState, event: GatewayEvent): PageState {
  // The one cast of the page's receiving edge: the sandbox sends Discord's own shapes, checked by its own tests.
  const d = event.d as Data;
  switch (event.t) {
    case 'MESSAGE_CREATE':
      return created(state, d);
    case 'MESSAGE_UPDATE':
      return onMessages(state, d.channel_id, (items) =>
        edit(items, d.id, (before) => keepOwnReactions(before, { ...before, ...d })),
      );
    case 'MESSAGE_DELETE':
      return onMessages(state, d.channel_id, (items) =>
        items.some((item) => item.id === d.id) ? items.filter((item) => item.id !== d.id) : items,
      );
    case 'MESSAGE_DELETE_BULK':
      return onMessages(state, d.channel_id, (items) => items.filter((item) => !d.ids?.includes(item.id)));
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE':
      return onMessages(state, d.channel_id, (items) =>
        edit(items, d.message_id ?? '', (item) =>
          react(item, d, d.user_id === state.me, event.t === 'MESSAGE_REACTION_ADD' ? 1 : -1),
        ),
      );
    case 'MESSAGE_REACTION_REMOVE_ALL':
      return onMessages(state, d.channel_id, (items) =>
        edit(items, d.message_id ?? '', (item) => ({ ...item, reactions: [] })),
      );
    case 'MESSAGE_REACTION_REMOVE_EMOJI':
      return onMessages(state, d.channel_id, (items) =>
        edit(items, d.message_id ?? '', (item) => ({
          ...item,
          reactions: (item.reactions ?? []).filter((reaction) => reaction.emoji.name !== d.emoji.name),
        })),
      );
    case 'CHANNEL_CREATE':
    case 'CHANNEL_UPDATE':
    case 'THREAD_CREATE':
    case 'THREAD_UPDATE':
      return {
        ...state,
        channels: { ...state.channels, [d.id]: Object.assign({}, state.channels[d.id], event.d as Channel) },
      };
    case 'CHANNEL_DELETE':
    case 'THREAD_DELETE':
      return {
        ...state,
        channels: without(state.channels, d.id),
        messages: without(state.messages, d.id),
        selected: state.selected === d.id ? undefined : state.selected,
      };
    case 'GUILD_MEMBER_ADD':
    case 'GUILD_MEMBER_UPDATE':
      return {
        ...state,
        members: { ...state.members, [d.user.id]: Object.assign({}, state.members[d.user.id], event.d as Member) },
      };
    case 'GUILD_MEMBER_REMOVE':
      return { ...state, members: without(state.members, d.user.id) };
    case 'GUILD_ROLE_CREATE':
    case 'GUILD_ROLE_UPDATE':
      return { ...state, roles: { ...state.roles, [d.role.id]: d.role } };
    case 'GUILD_ROLE_DELETE':
      return { ...state, roles: without(state.roles, d.role_id) };
    case 'TYPING_START':
      return d.user_id === state.me || d.user_id === undefined
        ? state
        : {
            ...state,
            typing: {
              ...state.typing,
              [d.channel_id]: { ...state.typing[d.channel_id], [d.user_id]: Date.now() + 10_000 },
            },
          };
    default:
      return state;
  }
}
