import type { OptionValue } from '../composer/command-values.ts';
import type { Answer } from '../overlays/modal-fields.tsx';
import type { FormField } from '../overlays/modal-answers.ts';
import type { Channel, Choice, Command, Member, Message, Modal, Role, User } from './shapes.ts';

/** What one person sees of the guild. */
export interface Snapshot {
  readonly me: string;
  readonly guild: { readonly id: string; readonly name: string; readonly ownerId: string };
  /** All that this person is in. */
  readonly guilds: readonly { readonly id: string; readonly name: string }[];
  readonly roles: readonly Role[];
  readonly members: readonly Member[];
  readonly channels: readonly Channel[];
  readonly commands: readonly Command[];
  readonly nowMs: number;
  /** To who never looked, messages with a later id are news. */
  readonly newsAfter: string;
  /** The ids of the messages that call this person, by channel; of a direct message all. */
  readonly mentions: Readonly<Record<string, readonly string[]>>;
  /** The event after which this snapshot holds. */
  readonly seq: number;
}

/** A channel's messages, oldest first. */
export interface ChannelMessages {
  readonly items: readonly Message[];
  readonly hasOlder: boolean;
  /** The event after which they were asked for: what came before it is in them. */
  readonly seq: number;
}

export interface Frame {
  readonly seq: number;
  readonly at: number;
  readonly kind: 'rest' | 'gateway' | 'control';
  readonly direction: 'in' | 'out';
  readonly title: string;
  readonly status?: number;
  readonly refused?: string;
  readonly body?: unknown;
  readonly response?: unknown;
}

/** What is ordered to go wrong, by the sandbox's own names. */
export interface Fault {
  readonly id: string;
  readonly kind: string;
  /** How often it still strikes; always, where it is left out. */
  readonly times?: number | undefined;
}

/** What an interaction led to: answered, or a form to fill in. */
export interface Answered {
  readonly interactionId: string;
  readonly modal?: Modal;
}

/** The sandbox's control API, as the page uses it. Every promise rejects with an Error whose message is a sentence. */
export interface Control {
  /** Who acts; known after the first snapshot when the address named nobody. */
  readonly me: () => string;
  /** The guild that is open, in the same way. */
  readonly guildId: () => string;
  readonly snapshot: (me: string | undefined) => Promise<Snapshot>;
  readonly messages: (channelId: string, before: string | undefined) => Promise<ChannelMessages>;
  /** With everything behind it. */
  readonly around: (channelId: string, messageId: string) => Promise<ChannelMessages>;
  readonly pins: (channelId: string) => Promise<readonly Message[]>;
  /** The newest first, of all channels that this person reads. */
  readonly search: (text: string) => Promise<readonly Message[]>;
  readonly reactors: (messageId: string, emoji: string) => Promise<readonly User[]>;
  readonly commands: (channelId: string) => Promise<readonly Command[]>;
  readonly threads: (channelId: string) => Promise<readonly Channel[]>;
  readonly send: (
    channelId: string,
    text: string,
    files: readonly File[],
    reply: { readonly to: string; readonly pings: boolean } | undefined,
  ) => Promise<void>;
  readonly edit: (channelId: string, messageId: string, text: string) => Promise<void>;
  readonly remove: (channelId: string, messageId: string) => Promise<void>;
  readonly react: (channelId: string, messageId: string, emoji: string, on: boolean) => Promise<void>;
  readonly pin: (channelId: string, messageId: string, on: boolean) => Promise<void>;
  readonly typing: (channelId: string) => Promise<void>;
  readonly startThread: (
    channelId: string,
    messageId: string | undefined,
    name: string,
  ) => Promise<Channel | undefined>;
  readonly command: (
    channelId: string,
    command: Command,
    words: readonly string[],
    values: readonly OptionValue[],
    files: Readonly<Record<string, File>>,
  ) => Promise<Answered>;
  readonly suggest: (
    channelId: string,
    command: Command,
    words: readonly string[],
    option: string,
    values: readonly OptionValue[],
    typed: string,
  ) => Promise<readonly Choice[]>;
  readonly press: (
    message: Message,
    customId: string,
    componentType: number,
    values: readonly string[] | undefined,
  ) => Promise<Answered>;
  readonly menu: (channelId: string, command: Command, targetId: string) => Promise<Answered>;
  readonly submit: (
    interactionId: string,
    channelId: string,
    customId: string,
    fields: readonly FormField[],
    answers: Readonly<Record<string, Answer>>,
  ) => Promise<Answered>;
  readonly advance: (durationMs: number) => Promise<number>;
  readonly frames: (after: number) => Promise<readonly Frame[]>;
  readonly faults: () => Promise<readonly Fault[]>;
  readonly addFault: (order: Readonly<Record<string, string | number>>) => Promise<void>;
  readonly removeFault: (id: string) => Promise<void>;
  readonly cutGateway: (resumable: boolean) => Promise<void>;
}
