import type { DecideContext } from '../../timeline/timeline.ts';
import { strong } from '../../base/rich-text.ts';
import { prose } from '../../commands/message.ts';
import { tellAudience } from '../audience.ts';
import type { IncidentsConfig } from '../config.ts';
import { stateTimers } from '../timers.ts';
import { incidentEffects, type PlainMessage } from '../effects.ts';
import { updatePosted } from '../entries/update-posted.ts';
import type { IncidentState } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

export interface UpdateText {
  readonly conditions: string;
  readonly actions: string;
  readonly needs: string;
}

/** `forChannel` is what the incident's channel is told when the update was given elsewhere: at the command line, say. */
export function decideUpdate(
  state: IncidentState,
  input: UpdateText,
  { config, forChannel }: { readonly config: IncidentsConfig; readonly forChannel?: PlainMessage },
  context: DecideContext,
): Decided {
  return (
    unlessOpen(state, 'post an update') ??
    record(updatePosted({ ...input }), context, [
      incidentEffects.card(state.stream),
      incidentEffects.announcement(state.stream),
      ...(forChannel === undefined || state.channelId === null
        ? []
        : [incidentEffects.post(state.stream, state.channelId, forChannel)]),
      ...stateTimers(state, { ...state, cadenceFrom: context.now, snoozedUntil: null }, config, context.now),
      ...tellAudience(state, config, [
        ...prose([strong('Update')], input.conditions),
        ...prose([strong('Actions')], input.actions),
      ]),
    ])
  );
}
