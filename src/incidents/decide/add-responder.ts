import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { responderAdded } from '../entries/responder-added.ts';
import type { IncidentState } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** A person, or everybody who has a Discord role. */
export type Responder = { readonly person: string } | { readonly role: string };

export function decideAddResponder(state: IncidentState, responder: Responder, context: DecideContext): Decided {
  const refusal = unlessOpen(state, 'add people to it');
  if (refusal) return refusal;
  const there =
    'person' in responder ? state.responders.includes(responder.person) : state.responderRoles.includes(responder.role);
  if (there) return refuse('responder/same', `They are part of incident ${state.number} already.`);
  const subject =
    'person' in responder ? { kind: 'person', id: responder.person } : { kind: 'role', id: responder.role };
  return record(responderAdded(responder, { subject }), context, [
    incidentEffects.card(state.stream),
    ...(state.channelId
      ? 'person' in responder
        ? incidentEffects.addMembers(state, state.channelId, [responder.person])
        : incidentEffects.addMembers(state, state.channelId, [], [responder.role])
      : []),
  ]);
}
