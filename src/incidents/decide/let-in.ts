import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import { incidentEffects } from '../effects.ts';
import { responderAdded } from '../entries/responder-added.ts';
import { type IncidentState, takesPart } from '../state.ts';

/** Who is given something to do in a private incident sees it from then on; without that it could not be done. */
export const isLetIn = (
  incident: Pick<IncidentState, 'private' | 'declaredBy' | 'responders' | 'roles'>,
  person: string | null | undefined,
): person is string => person != null && incident.private && !takesPart(incident, person);

export function letIn(
  state: IncidentState,
  person: string | null | undefined,
): { readonly entries: readonly EntryDraft[]; readonly effects: readonly EffectChange[] } {
  if (!isLetIn(state, person)) return { entries: [], effects: [] };
  return {
    entries: [responderAdded({ person }, { subject: { kind: 'person', id: person } })],
    effects: state.channelId === null ? [] : incidentEffects.addMembers(state, state.channelId, [person]),
  };
}
