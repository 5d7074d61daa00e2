import type { Channel, Member, Message, Role } from '../protocol/shapes.ts';
import { created, edit, onMessages } from './apply-message.ts';
import { keepOwnReactions, react } from './apply-reaction.ts';
import type { PageState } from './page-state.ts';

/** The events of Discord's gateway that change what the page shows. Their data comes from the sandbox and is taken as it is. */
export interface GatewayEvent {
  /** Its number: later events have higher ones. */
  readonly seq: number;
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

/** What happened to what is there already, and not what came: lists that were asked for are then stale. */
const CHANGES = /^(MESSAGE_(UPDATE|DELETE|REACTION)|CHANNEL_PINS_UPDATE)/;

/** The state after an event; unknown events change nothing, nor do those that came before what they would change was asked for. */
export function applyEvent(state: PageState, event: GatewayEvent): PageState {
  const next = onlyNews(state, event, applied(state, event));
  if (!CHANGES.test(event.t)) return next;
  const { channel_id: id } = event.d as Data;
  return { ...next, changes: { ...next.changes, [id]: (next.changes[id] ?? 0) + 1 } };
}

/** A message's event changes its channel's list, which is asked for by itself; everything else is of the guild. */
function onlyNews(state: PageState, { seq, t, d }: GatewayEvent, next: PageState): PageState {
  const isOfMessage = t.startsWith('MESSAGE_');
  const list = isOfMessage ? state.messages[(d as Data).channel_id] : undefined;
  const messages = list && seq <= list.seq ? state.messages : next.messages;
  if (seq > state.seq) return { ...next, messages };
  return isOfMessage ? { ...state, messages, typing: next.typing } : state;
}

function applied(state: PageState, event: GatewayEvent): PageState {
  // The cast of the page's receiving edge: the sandbox sends Discord's own shapes, checked by its own tests.
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
          react(item, d.emoji, d.user_id === state.me, event.t === 'MESSAGE_REACTION_ADD' ? 1 : -1),
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
