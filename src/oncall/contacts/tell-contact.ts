import { ORGANISATION } from '../../timeline/entry.ts';
import type { Method } from '../config/person.ts';
import { type SenderSource, senderOf } from '../paging/senders.ts';
import type { ChatTry } from './chat.ts';
import type { Sent } from './sender.ts';
import type { Claim } from './verification-entries.ts';
import type { CodeSender } from './verifications.ts';

/** A few words to one address by one method, outside of any page: codes, and tests of contacts. */
export type TellContact = (
  to: { readonly method: Method; readonly address: string },
  words: { readonly id: string; readonly title: string; readonly text: string },
  signal: AbortSignal,
) => Promise<Sent>;

export const createTellContact =
  (source: SenderSource): TellContact =>
  async ({ method, address }, { id, title, text }, signal) => {
    const first: ChatTry = {
      id,
      lane: null,
      key: null,
      dueAt: source.now(),
      pool: '',
      state: 'running',
      attempts: 1,
      stream: ORGANISATION,
      causeId: id,
      createdAt: source.now(),
      lastError: null,
    };
    // A mention stands in a channel for all to see: a direct message to the same account is what can be tried.
    const sender = senderOf(source, method, first, null);
    if (typeof sender === 'string') return { sent: false, reason: sender, transient: false };
    const message = { title: [title], blocks: [{ type: 'text' as const, text: [text] }] };
    const kind = { id, method, address, title, text, message };
    return sender({ ...kind, urgent: false, possibleRepeat: false, facts: {} }, signal);
  };

/** Codes go to the contact itself (`contact.sms`), or to the address that somebody logs in to PagerDuty with. */
export const codeSenderOf =
  (tell: TellContact, addressOf: (claim: Claim) => string | undefined) =>
  (kind: string): CodeSender | undefined => {
    const method = VERIFIABLE.find((each) => kind === `contact.${each}`);
    if (method)
      return async (claim, words, signal) => {
        const address = addressOf(claim);
        return address === undefined
          ? { sent: false, reason: 'muster.yaml does not name that contact any more', transient: false }
          : tell({ method, address }, words, signal);
      };
    if (kind !== 'pagerduty') return undefined;
    return ({ value }, words, signal) => tell({ method: 'email', address: value.split(' ')[1] ?? '' }, words, signal);
  };

/** Discord needs no code: whoever uses Muster from that account has it. */
export const VERIFIABLE = ['ntfy', 'email', 'sms', 'call', 'webhook'] as const satisfies readonly Method[];
