import { ok } from '../../base/result.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { carry } from './carried.ts';
import type { Carrier } from './carried-entries.ts';
import type { Decided } from './decided.ts';
import { pageOpened, pageRegistered } from './entries.ts';
import { escalate } from './escalate.ts';
import { post } from './page-effects.ts';
import { pageMessage } from './page-message.ts';
import { INITIAL, type PageState, afterDrafts } from './page-state.ts';
import type { PageRegister } from './register.ts';
import type { Routing } from './routing.ts';

/** Everything that somebody says of a new page. */
export type PageOrder = Pick<
  PageState,
  | 'message'
  | 'urgency'
  | 'policy'
  | 'steps'
  | 'repeat'
  | 'follow'
  | 'acknowledgeTimeoutMs'
  | 'fallback'
  | 'service'
  | 'incident'
  | 'channel'
  | 'dedupKey'
>;

export function decideOpen(
  register: PageRegister,
  order: PageOrder,
  routing: Routing,
  context: DecideContext,
  /** PagerDuty pages for it: where, and in whose name. */
  carried?: { readonly carrier: Carrier; readonly by: string | null },
): Decided {
  const stream = `page-${context.newId()}`;
  const number = register.nextNumber;
  const { policy } = order;
  const data = { ...order, number, ...(policy !== null && { turn: register.turns[policy] ?? 0 }) };
  const opened = pageOpened(data);
  const state: PageState = { ...INITIAL, ...data, status: 'open', openedAt: context.now };
  const moved = carried
    ? carry(stream, carried.carrier, carried.by, context.now)
    : escalate(stream, state, 'opened', routing, context.now);
  const entries = [opened, ...moved.entries];
  // Drawn as it is once these entries are there; what is posted late is brought up to date by `decideShown`.
  const card =
    order.channel === null ? [] : [cardOf(stream, order.channel, afterDrafts(state, moved.entries, context.now))];
  return ok({
    entries: [pageRegistered({ number, stream, ...(policy !== null && { policy }) })],
    also: [{ stream, entries }, ...(order.incident === null ? [] : [{ stream: order.incident, entries }])],
    effects: [...card, ...moved.effects],
    answer: { stream, number },
  });
}

export const cardOf = (stream: string, channel: string, state: PageState): EffectChange =>
  post(stream, channel, pageMessage(stream, state), { as: 'card', wave: state.wave });
