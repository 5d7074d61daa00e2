import { createContext } from 'preact';
import type { Channel, Message, User } from '../protocol/shapes.ts';
import { type May, mayIn } from '../state/may.ts';

export interface ShownPicture {
  /** An address of this sandbox. */
  readonly src: string;
  readonly alt: string;
}

/** What can be done with a message: handed down, so that a message can be drawn anywhere (list, pins, search). */
export interface Act {
  readonly press: (message: Message, customId: string, componentType: number, values?: readonly string[]) => void;
  /** custom ids of which an answer is being waited for, with their message's id before: `message:custom`. */
  readonly busy: ReadonlySet<string>;
  readonly react: (message: Message, emoji: string, mine: boolean) => void;
  /** Who reacted with it. */
  readonly reactors: (message: Message, emoji: string) => Promise<readonly User[]>;
  readonly menu: (message: Message, at: { readonly x: number; readonly y: number }) => void;
  readonly reply: (message: Message) => void;
  readonly edit: (message: Message) => void;
  readonly pickEmoji: (message: Message, anchor: HTMLElement) => void;
  readonly openUser: (id: string, anchor: HTMLElement) => void;
  /** Large, over the page; the others are a key away. */
  readonly showPictures: (pictures: readonly ShownPicture[], first: number) => void;
  readonly openThread: (thread: Channel) => void;
  /** To a message of the open channel, or of another one. */
  readonly jump: (messageId: string, channelId?: string) => void;
  readonly me: string;
  /** What this person may do with it. */
  readonly may: (message: Message) => May;
}

const nothing = (): void => undefined;

export const ActContext = createContext<Act>({
  press: nothing,
  busy: new Set(),
  react: nothing,
  reactors: async () => [],
  menu: nothing,
  reply: nothing,
  edit: nothing,
  pickEmoji: nothing,
  openUser: nothing,
  showPictures: nothing,
  openThread: nothing,
  jump: nothing,
  me: '',
  may: () => mayIn({ channels: {} }, undefined),
});
