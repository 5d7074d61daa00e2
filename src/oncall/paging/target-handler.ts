import { z } from 'zod';
import { failpoint } from '../../base/failpoint.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { sayInChat } from '../contacts/chat.ts';
import type { Sent } from '../contacts/sender.ts';
import { webhookSender } from '../contacts/webhook.ts';
import type { NotifyResult } from './attempts.ts';
import { decideTargetTold } from './decide-target.ts';
import { type ToTarget, withoutFiles } from './page-effects.ts';
import { type HandlerParts, afterUrgent, effectCause, mayRepeat } from './page-handlers.ts';
import { pageMessage } from './page-message.ts';
import { type PageState, pageFold } from './page-state.ts';

const payloadSchema = z.object({
  type: z.enum(['channel', 'webhook']),
  to: z.string(),
  step: z.int(),
  round: z.int(),
  wave: z.int(),
  attempt: z.int(),
  dueAt: z.int(),
  first: z.string().exactOptional(),
});

/** `page.target`: a channel gets the page's card with buttons and the step's people mentioned, a webhook signed JSON. */
export const targetHandler = (parts: HandlerParts): EffectHandler => {
  const tellChannel = async (effect: Effect, state: PageState, to: ToTarget, signal: AbortSignal): Promise<Sent> => {
    const handler = parts.chat()?.['message.post'];
    if (!handler) return { sent: false, reason: 'Discord is not connected', transient: true };
    const ping = state.wave === to.wave ? state.people.map(({ id }) => id) : [];
    const message = pageMessage(effect.stream, state, { possibleRepeat: mayRepeat(effect, to.attempt), ping });
    const payload = { channel: to.to, message: withoutFiles(message) };
    return sayInChat(
      parts.sent,
      handler,
      { ...effect, id: to.first ?? effect.id, kind: 'message.post', payload },
      signal,
    );
  };

  const tellWebhook = (effect: Effect, state: PageState, to: ToTarget, signal: AbortSignal): Promise<Sent> =>
    webhookSender(parts.webhookSecret, parts.now)(
      {
        id: to.first ?? effect.id,
        method: 'webhook',
        address: to.to,
        title: `Muster page ${state.number}`,
        text: state.message,
        message: { blocks: [] },
        urgent: state.urgency === 'high',
        possibleRepeat: mayRepeat(effect, to.attempt),
        facts: { page: state.number, urgency: state.urgency, service: state.service, policy: state.policy },
      },
      signal,
    );

  return async (effect, signal) => {
    const to = payloadSchema.parse(effect.payload);
    const state = await parts.timeline.state(effect.stream, pageFold);
    const later = afterUrgent(effect, state, parts);
    if (later) return later;
    // Somebody has it: there is nobody to be called any more. Of a step that is past only the first attempt is still owed.
    if (state.status !== 'open' || (state.wave !== to.wave && to.attempt > 1)) return { outcome: 'done' };
    failpoint('page.target.before-send');
    const sent = await (to.type === 'channel' ? tellChannel : tellWebhook)(effect, state, to, signal);
    failpoint('page.target.after-send');
    const result: NotifyResult = sent.sent
      ? { result: 'sent', reference: sent.reference, ...(sent.message && { message: sent.message }) }
      : { result: 'failed', reason: sent.reason, transient: sent.transient };
    const routing = await parts.routingOf(sent.sent ? null : state.incident);
    const more = { possibleRepeat: mayRepeat(effect, to.attempt), effect: effect.id };
    const done = await parts.timeline.change(effect.stream, pageFold, effectCause(effect), (present, context) =>
      decideTargetTold(effect.stream, present, to, result, more, routing, context),
    );
    failpoint('page.target.after-commit');
    return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
  };
};
