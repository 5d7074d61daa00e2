import { METHODS, type Method } from '../config/person.ts';
import { type SenderSource, senderOf } from '../paging/senders.ts';
import type { CodeSender } from './verifications.ts';

/** `contact.sms` leads to an SMS; a PagerDuty user is shown to be somebody's by a mail to the address it logs in with. */
const methodOf = (kind: string): Method | undefined =>
  kind === 'pagerduty' ? 'email' : METHODS.find((method) => kind === `contact.${method}`);

/** Brings verification codes by the same senders that bring pages. */
export const codeSenderOf =
  (source: SenderSource) =>
  (kind: string): CodeSender | undefined => {
    const method = methodOf(kind);
    if (method === undefined) return undefined;
    return async (claim, { id, title, text }, effect, signal) => {
      const sender = senderOf(source, method, effect, null);
      if (typeof sender === 'string') return { sent: false, reason: sender, transient: false };
      const address = kind === 'pagerduty' ? (claim.value.split(' ')[1] ?? '') : claim.value;
      const message = { title: [title], blocks: [{ type: 'text' as const, text: [text] }] };
      return sender(
        { id, method, address, title, text, message, urgent: false, possibleRepeat: effect.attempts > 1, facts: {} },
        signal,
      );
    };
  };
