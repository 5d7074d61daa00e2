import type { ChannelMessages } from '../protocol/control.ts';
import type { Channel, Command, Member, Message, Modal, Role } from '../protocol/shapes.ts';

/** An interaction that the page caused and that nobody has answered yet, or that nobody answered in time. */
export interface Waiting {
  readonly key: string;
  readonly channelId: string;
  /** `/incident declare`, or `message:custom_id` of a pressed component. */
  readonly what: string;
  readonly kind: 'command' | 'component' | 'modal' | 'menu';
  readonly state: 'sent' | 'failed';
  readonly reason?: string;
}

export interface Toast {
  readonly key: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  /** The message that it tells of. */
  readonly about?: { readonly channelId: string; readonly messageId: string };
}

export interface PageState {
  readonly me: string;
  /** The event after which the guild was asked for: what came before it is in the state. */
  readonly seq: number;
  readonly connection: 'connecting' | 'open' | 'lost';
  readonly guildId: string;
  readonly guildName: string;
  /** All that this person is in. */
  readonly guilds: readonly { readonly id: string; readonly name: string }[];
  readonly ownerId: string;
  readonly members: Readonly<Record<string, Member>>;
  readonly roles: Readonly<Record<string, Role>>;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly selected: string | undefined;
  readonly messages: Readonly<Record<string, ChannelMessages>>;
  /** The last message that was read in each channel. */
  readonly read: Readonly<Record<string, string>>;
  /** Where the line "New" stands while a channel is looked at. */
  readonly readBefore: string | undefined;
  readonly mentionCounts: Readonly<Record<string, number>>;
  /** Counts what happened to messages in each channel, what came not. */
  readonly changes: Readonly<Record<string, number>>;
  readonly typing: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly commands: readonly Command[];
  readonly waiting: readonly Waiting[];
  readonly modal:
    | { readonly modal: Modal; readonly interactionId: string; readonly busy: boolean; readonly failure?: string }
    | undefined;
  readonly replyTo: Message | undefined;
  /** Whether the answer calls who is answered. */
  readonly replyPings: boolean;
  readonly editing: Message | undefined;
  readonly target: string | undefined;
  readonly toasts: readonly Toast[];
  /** How many messages came while the connection was lost. */
  readonly missed: number;
}

export const emptyState = (me: string): PageState => ({
  me,
  seq: 0,
  connection: 'connecting',
  guildId: '',
  guildName: '',
  guilds: [],
  ownerId: '',
  members: {},
  roles: {},
  channels: {},
  selected: undefined,
  messages: {},
  read: {},
  readBefore: undefined,
  mentionCounts: {},
  changes: {},
  typing: {},
  commands: [],
  waiting: [],
  modal: undefined,
  replyTo: undefined,
  replyPings: true,
  editing: undefined,
  target: undefined,
  toasts: [],
  missed: 0,
});
