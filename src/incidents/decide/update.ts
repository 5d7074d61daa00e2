import type { DecideContext } from '../../timeline/timeline.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { tellAudience } from '../audience.ts';
import type { IncidentsConfig } from '../config.ts';
import { stateTimers } from '../timers.ts';
import { incidentEffects } from '../effects.ts';
import { updatePosted } from '../entries/update-posted.ts';
import type { IncidentState } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

export interface UpdateText {
  readonly conditions: string;
  readonly actions: string;
  readonly needs: string;
}

export function decideUpdate(
  state: IncidentState,
  input: UpdateText,
  config: IncidentsConfig,
  context: DecideContext,
): Decided {
  return (
    unlessOpen(state, 'post an update') ??
    record(updatePosted({ ...input }), context, [
      incidentEffects.card(state.stream),
      incidentEffects.announcement(state.stream),
      ...stateTimers({ ...state, cadenceFrom: context.now, snoozedUntil: null }, config, context.now),
      ...tellAudience(state, config, rich`${strong('Update')} ${input.conditions}`, [
        ...(input.actions === '' ? [] : [rich`${strong('Actions')} ${input.actions}`]),
      ]),
    ])
  );
}
