import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { serviceAdded } from '../entries/service-added.ts';
import { serviceRemoved } from '../entries/service-removed.ts';
import type { IncidentState } from '../state.ts';
import { unlessDeclared } from './guards.ts';
import { type Decided, record } from './recorded.ts';

export function decideService(
  state: IncidentState,
  input: { readonly service: string; readonly affected: boolean },
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const { service, affected } = input;
  if (state.services.includes(service) === affected) {
    return refuse('service/same', affected ? `${service} is named already.` : `${service} is not named in it.`);
  }
  const draft = affected ? serviceAdded({ service }) : serviceRemoved({ service });
  return record(draft, context, [
    ...(affected ? [incidentEffects.page(state.stream)] : []),
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
  ]);
}
