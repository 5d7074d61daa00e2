import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { subscriptionChanged } from '../entries/subscription-changed.ts';
import { type IncidentState, takesPart } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** Of a private one hear those who take part by name: who may see it by a permission or by somebody's role may lose that again. */
export function decideSubscribe(state: IncidentState, person: string, context: DecideContext): Decided {
  const refusal = unlessOpen(state, 'subscribe to it');
  if (refusal) return refusal;
  if (state.subscribers.length >= 500)
    return refuse('subscribe/many', 'Too many subscribe already: follow the channel.');
  if (state.private && !state.subscribers.includes(person) && !takesPart(state, person)) {
    return refuse(
      'subscribe/private',
      `Incident ${state.number} is private: of its updates hear those who take part. Ask one of them to add you: /incident add person:.`,
    );
  }
  const subscribed = !state.subscribers.includes(person);
  return record(subscriptionChanged({ person, subscribed }, { subject: { kind: 'person', id: person } }), context);
}
