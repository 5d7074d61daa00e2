import { refuse } from '../../base/result.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { responderAdded } from '../entries/responder-added.ts';
import type { IncidentState } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** A person, or everybody who has a Discord role. */
export type Responder = { readonly person: string } | { readonly role: string };

/** Who is there already is passed over; a refusal when all are. */
export function decideAddResponders(
  state: IncidentState,
  wanted: readonly Responder[],
  context: DecideContext,
): Decided {
  const refusal = unlessOpen(state, 'add people to it');
  if (refusal) return refusal;
  const isThere = (one: Responder): boolean =>
    'person' in one ? state.responders.includes(one.person) : state.responderRoles.includes(one.role);
  const [first, ...rest] = wanted.filter((one) => !isThere(one)).map(draftOf);
  if (!first) return refuse('responder/same', `They are part of incident ${state.number} already.`);
  const people = wanted.flatMap((one) => ('person' in one && !isThere(one) ? [one.person] : []));
  const roles = wanted.flatMap((one) => ('role' in one && !isThere(one) ? [one.role] : []));
  return record(
    first,
    context,
    [
      incidentEffects.card(state.stream),
      ...(state.channelId ? incidentEffects.addMembers(state, state.channelId, people, roles) : []),
    ],
    rest,
  );
}

const draftOf = (responder: Responder): EntryDraft =>
  responderAdded(responder, {
    subject: 'person' in responder ? { kind: 'person', id: responder.person } : { kind: 'role', id: responder.role },
  });
