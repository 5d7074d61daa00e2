import type { Message } from '../../commands/message.ts';
import type { Method } from '../config/person.ts';

/** One telling of one person. */
export interface Delivery {
  /** The far side's idempotency key, where it has one: the effect's id. */
  readonly id: string;
  readonly method: Method;
  /** A Discord user id, an ntfy topic's address, an e-mail address, a phone number, a web address. */
  readonly address: string;
  /** Plain text, one line, at most 100 characters: a notification's title, a mail's subject. */
  readonly title: string;
  /** Plain text: the page's own words. */
  readonly text: string;
  /** For chat: the same with buttons. */
  readonly message: Message;
  /** Acknowledges without Discord; absent where no public address is configured. */
  readonly acknowledgeUrl?: string;
  readonly urgent: boolean;
  readonly possibleRepeat: boolean;
  /** What a webhook's receiver gets beside the text. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

export type Sent =
  | {
      readonly sent: true;
      readonly reference: string | null;
      /** In the chat: the channel's id and the message's, so that it can be edited later. */
      readonly message?: { readonly channel: string; readonly message: string };
    }
  /** `transient`: trying again may help. The reason is shown, and holds no secret. */
  | { readonly sent: false; readonly reason: string; readonly transient: boolean };

export type Sender = (delivery: Delivery, signal: AbortSignal) => Promise<Sent>;

/** How long any counterpart may take to accept a message. */
export const SEND_TIMEOUT_MS = 10_000;
