import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { linkAdded } from '../entries/link-added.ts';
import type { IncidentState } from '../state.ts';
import type { LinkRelation } from '../vocabulary.ts';
import { unlessDeclared } from './guards.ts';
import { type Decided, record } from './recorded.ts';

export function decideLink(
  state: IncidentState,
  input: {
    readonly relation: LinkRelation;
    readonly url: string | null;
    readonly number: number | null;
    readonly title: string;
  },
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const same = state.links.some(
    (link) => link.relation === input.relation && link.url === input.url && link.number === input.number,
  );
  if (same) return refuse('link/same', 'That link is there already.');
  if (input.number === state.number) return refuse('link/self', 'An incident cannot be linked to itself.');
  return record(linkAdded({ ...input, id: context.newId() }), context, [incidentEffects.card(state.stream)]);
}
