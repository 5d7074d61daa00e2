import type { EffectHandlers } from '../../timeline/effect.ts';
import type { OnCallConfig } from '../config/oncall.ts';
import type { Method } from '../config/person.ts';
import { NO_MAIL_SERVER, NO_TWILIO } from '../config/unsendable-warnings.ts';
import { type ChatTry, chatSender } from '../contacts/chat.ts';
import { emailSender } from '../contacts/email.ts';
import { ntfySender } from '../contacts/ntfy.ts';
import type { Sender } from '../contacts/sender.ts';
import type { SentMessages } from '../contacts/sent-messages.ts';
import { callSender, smsSender } from '../contacts/twilio.ts';
import { webhookSender } from '../contacts/webhook.ts';

export interface SenderSource {
  readonly config: () => OnCallConfig;
  /** The chat adapter's handlers, once it is there. */
  readonly chat: () => EffectHandlers | undefined;
  readonly sent: SentMessages;
  readonly now: () => number;
  /** Undefined: webhooks go unsigned. */
  readonly webhookSecret: () => string | undefined;
}

/** The sender of a method, or a sentence about what is not set up. */
export function senderOf(
  source: SenderSource,
  method: Method,
  effect: ChatTry,
  channel: string | null,
): Sender | string {
  const { email, twilio, ntfy } = source.config();
  switch (method) {
    case 'discord':
    case 'mention':
      return chatSender(source.sent, source.chat, effect, method, channel);
    case 'ntfy':
      return ntfySender(ntfy?.token);
    case 'email':
      return email ? emailSender(email) : NO_MAIL_SERVER;
    case 'sms':
      return twilio ? smsSender(twilio) : NO_TWILIO;
    case 'call':
      return twilio ? callSender(twilio) : NO_TWILIO;
    case 'webhook':
      return webhookSender(source.webhookSecret, source.now);
  }
}
