import { refuse } from '../../base/result.ts';
import { person, rich } from '../../base/rich-text.ts';
import { paragraph } from '../../commands/message.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { responderAdded } from '../entries/responder-added.ts';
import type { IncidentState } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** A person (`page`: who answered that page), or everybody who has a Discord role. */
export type Responder = { readonly person: string; readonly page?: number } | { readonly role: string };

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
  const arrived = wanted.filter((one) => !isThere(one));
  const [first, ...rest] = arrived.map(draftOf);
  if (!first) return refuse('responder/same', `They are part of incident ${state.number} already.`);
  return record(
    first,
    context,
    [
      incidentEffects.card(state.stream),
      ...(state.channelId === null ? [] : arrivals(state, state.channelId, arrived)),
    ],
    rest,
  );
}

/**
 * Opens the channel to them, or puts it before their eyes. Who answered a page was named in a public channel for that. Into
 * a private one nobody inside has let them: all are told, and they see where the work is.
 */
function arrivals(state: IncidentState, channelId: string, arrived: readonly Responder[]): readonly EffectDraft[] {
  const called = arrived.filter((one) => state.private || !('person' in one) || one.page === undefined);
  const people = called.flatMap((one) => ('person' in one ? [one.person] : []));
  const roles = called.flatMap((one) => ('role' in one ? [one.role] : []));
  return [
    ...(called.length === 0 ? [] : incidentEffects.addMembers(state, channelId, people, roles)),
    ...called.flatMap((one) =>
      'person' in one && one.page !== undefined
        ? [
            incidentEffects.post(state.stream, channelId, {
              ...paragraph(rich`Let in: ${person(one.person)}, who was paged`),
              ping: { people: [one.person] },
            }),
          ]
        : [],
    ),
  ];
}

const draftOf = (responder: Responder): EntryDraft =>
  responderAdded(responder, {
    subject: 'person' in responder ? { kind: 'person', id: responder.person } : { kind: 'role', id: responder.role },
  });
