import { createContext } from 'preact';
import type { Message } from '../protocol/shapes.ts';

/** What can be done with a message: handed down, so that a message can be drawn anywhere (list, pins, search). */
export interface Act {
  press(message: Message, customId: string, componentType: number, values?: readonly string[]): void;
  /** custom ids of which an answer is being waited for, with their message's id before: `message:custom`. */
  readonly busy: ReadonlySet<string>;
  react(message: Message, emoji: string, mine: boolean): void;
  menu(message: Message, at: { readonly x: number; readonly y: number }): void;
  reply(message: Message): void;
  edit(message: Message): void;
  pickEmoji(message: Message, anchor: HTMLElement): void;
  openUser(id: string, anchor: HTMLElement): void;
  jump(messageId: string): void;
  readonly me: string;
}

const nothing = (): void => undefined;

export const ActContext = createContext<Act>({
  press: nothing,
  busy: new Set(),
  react: nothing,
  menu: nothing,
  reply: nothing,
  edit: nothing,
  pickEmoji: nothing,
  openUser: nothing,
  jump: nothing,
  me: '',
});
