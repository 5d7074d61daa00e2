import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { subscriptionChanged } from '../entries/subscription-changed.ts';
import { type IncidentState, takesPart } from '../state.ts';
import { unlessDeclared, unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** Of a private one hear those who take part by name: who may see it by a permission or by somebody's role may lose that again. */
export function decideSubscribe(
  state: IncidentState,
  person: string,
  /** By default the other way round than it is. */
  wanted: boolean | undefined,
  context: DecideContext,
): Decided {
  const subscribes = state.subscribers.includes(person);
  const subscribed = wanted ?? !subscribes;
  const refusal = subscribed ? unlessOpen(state, 'subscribe to it') : unlessDeclared(state);
  if (refusal) return refusal;
  if (subscribed === subscribes)
    return refuse('subscribe/same', `You do not hear of incident ${state.number} by direct message.`);
  if (subscribed && state.subscribers.length >= 500)
    return refuse('subscribe/many', 'Too many subscribe already: follow the channel.');
  if (state.private && subscribed && !takesPart(state, person)) {
    return refuse(
      'subscribe/private',
      `Incident ${state.number} is private: of its updates hear those who take part. Ask one of them to add you: /incident add person:.`,
    );
  }
  return record(subscriptionChanged({ person, subscribed }, { subject: { kind: 'person', id: person } }), context);
}
