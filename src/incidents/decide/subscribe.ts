import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { subscriptionChanged } from '../entries/subscription-changed.ts';
import type { IncidentState } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

export function decideSubscribe(state: IncidentState, person: string, context: DecideContext): Decided {
  const refusal = unlessOpen(state, 'subscribe to it');
  if (refusal) return refusal;
  if (state.subscribers.length >= 500)
    return refuse('subscribe/many', 'Too many subscribe already: follow the channel.');
  const subscribed = !state.subscribers.includes(person);
  return record(subscriptionChanged({ person, subscribed }, { subject: { kind: 'person', id: person } }), context);
}
