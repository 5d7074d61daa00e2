import type { APIMessage, APIUser } from 'discord-api-types/v10';
import type { UploadedFile } from '../files.ts';
import type { Command } from '../model.ts';
import type { ChannelShape } from '../shapes/channel.ts';
import type { OptionValues } from './command-options.ts';
import type { Exchange } from './exchange.ts';
import type { Fields } from './modal.ts';

export interface SendOptions {
  readonly attachments?: readonly UploadedFile[];
  /** A message's id. */
  readonly replyTo?: string;
  /** Whether an answer calls who is answered; it does unless this is false. */
  readonly pings?: boolean;
}

/**
 * One of the sandbox's people. Channels are named by id, `#name` or name. What Discord's client would not let them do is
 * thrown as a DiscordRefusal.
 */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** `/incident declare title:"DB down"` sends the command, anything else the text. */
  type(channel: string, text: string): Promise<Exchange | APIMessage>;
  command(channel: string, name: string, options?: OptionValues): Promise<Exchange>;
  /** Suggestions for `focused`, as typed so far. */
  autocomplete(channel: string, name: string, options: OptionValues, focused: string): Promise<Exchange>;
  /** By custom id or label. */
  press(messageId: string, customId: string): Promise<Exchange>;
  select(messageId: string, customId: string, values: readonly string[]): Promise<Exchange>;
  /** Fills in the modal that an exchange answered with. */
  submit(exchange: Pick<Exchange, 'interaction'>, fields: Fields): Promise<Exchange>;
  messageMenu(messageId: string, name: string): Promise<Exchange>;
  userMenu(channel: string, user: string, name: string): Promise<Exchange>;
  send(channel: string, text: string, options?: SendOptions): APIMessage;
  edit(messageId: string, text: string): APIMessage;
  delete(messageId: string): void;
  react(messageId: string, emoji: string): void;
  unreact(messageId: string, emoji: string): void;
  pin(messageId: string): void;
  unpin(messageId: string): void;
  typing(channel: string): void;
  /** A public thread, on a message when one is named. */
  startThread(channel: string, name: string, messageId?: string): ChannelShape;
  /** The direct messages with someone; the bot without a name. */
  directMessages(user?: string): ChannelShape;
  /** The channel as it shows to this person, oldest first. Refuses 50001 when it does not show. */
  see(channel: string, page?: { before?: string; after?: string; around?: string; limit?: number }): APIMessage[];
  message(messageId: string): APIMessage;
  /** Who reacted with it, in the order in which they did. */
  reactors(messageId: string, emoji: string): APIUser[];
  /** The newest first, at most 50: `disk full from:ada in:incidents`. */
  search(text: string): APIMessage[];
  /** Channels, threads and direct messages that show to this person. */
  channels(): ChannelShape[];
  /** Commands that show to this person in a channel. */
  commands(channel: string): readonly Command[];
  /** Looks again after everything that happens until `look` finds something. Rejects after `timeoutMs` of real time. */
  waitFor<T>(look: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
}
