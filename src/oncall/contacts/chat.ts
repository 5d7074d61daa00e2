import type { Effect, EffectHandler, EffectHandlers, EffectOutcome } from '../../timeline/effect.ts';
import { SEND_TIMEOUT_MS, type Sender, type Sent } from './sender.ts';
import type { SentMessages } from './sent-messages.ts';

/** What the chat's handlers take beside what is to be said: which try of it this is, and when it was asked for. */
export type ChatTry = Omit<Effect, 'kind' | 'payload'>;

/**
 * Discord by the adapter's own handlers: a direct message, or a mention in a channel. The delivery's id is the message's
 * nonce, so a quick repetition does not show twice. What would wait there counts as failed here: somebody else is asked.
 */
export function chatSender(
  sent: SentMessages,
  handlers: () => EffectHandlers | undefined,
  effect: ChatTry,
  kind: 'discord' | 'mention',
  channel: string | null,
): Sender {
  return async (delivery, signal) => {
    const type =
      kind === 'mention' && channel !== null && !channel.endsWith(':') ? 'message.post' : 'direct-message.send';
    const handler = handlers()?.[type];
    if (!handler) return { sent: false, reason: 'Discord is not connected', transient: true };
    const { files: _files, ...message } = delivery.message;
    const pinging = { ...message, ping: { people: [delivery.address] } };
    const payload = type === 'message.post' ? { channel, message: pinging } : { person: delivery.address, message };
    return sayInChat(sent, handler, { ...effect, kind: type, payload }, signal);
  };
}

/** One effect of the chat's, as a delivery: what it became, and which message. */
export async function sayInChat(
  sent: SentMessages,
  handler: EffectHandler,
  effect: Effect,
  signal: AbortSignal,
): Promise<Sent> {
  const { outcome, message } = await sent.during(effect.id, () => withinLimit(handler(effect, signal)));
  if (outcome.outcome === 'done') return { sent: true, reference: null, ...(message && { message }) };
  return { sent: false, reason: outcome.reason, transient: outcome.outcome === 'retry' };
}

/**
 * A client that waits out one rate limit after another comes to no end by itself; whoever is paged cannot wait for that.
 * Should it arrive after all, the next attempt bears the same nonce. Real time: it is the client's own patience that is bounded.
 */
function withinLimit(answer: Promise<EffectOutcome>): Promise<EffectOutcome> {
  const late = Promise.withResolvers<EffectOutcome>();
  const timer = setTimeout(() => {
    late.resolve({ outcome: 'retry', reason: `Discord did not take it within ${SEND_TIMEOUT_MS / 1000} seconds` });
  }, SEND_TIMEOUT_MS).unref();
  return Promise.race([answer, late.promise]).finally(() => {
    clearTimeout(timer);
  });
}
