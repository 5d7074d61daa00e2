import { refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { sentence } from '../../commands/message.ts';
import { tellAudience } from '../audience.ts';
import type { IncidentsConfig } from '../config.ts';
import { incidentEffects } from '../effects.ts';
import { endingEffects } from '../ending.ts';
import { incidentTriaged } from '../entries/incident-triaged.ts';
import { responderAdded } from '../entries/responder-added.ts';
import { statusChanged } from '../entries/status-changed.ts';
import type { IncidentState } from '../state.ts';
import { stateTimers } from '../timers.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** A refusal unless somebody still has to say whether it is an incident. */
export const unlessWaiting = (state: Parameters<typeof unlessOpen>[0] & Pick<IncidentState, 'triage'>) =>
  unlessOpen(state, 'triage it') ??
  (state.triage === 'waiting'
    ? undefined
    : refuse(
        'triage/done',
        state.triage === 'none'
          ? `Incident ${state.number} did not wait for anybody: there is nothing to accept. Cancel it if it is none.`
          : `Incident ${state.number} is ${state.triage} already: there is nothing more to decide.`,
      ));

/** Accepting makes one take part; declining ends it, with a reason. */
export function decideTriage(
  state: IncidentState,
  input: { readonly accepted: boolean; readonly reason: string; readonly person: string | null },
  config: IncidentsConfig,
  context: DecideContext,
): Decided {
  const refusal = unlessWaiting(state);
  if (refusal) return refusal;
  const { accepted, reason, person } = input;
  if (!accepted && reason === '') return refuse('triage/reason', 'Say why it is declined.');
  const joins = accepted && person !== null && !state.responders.includes(person);
  const after: IncidentState = accepted
    ? { ...state, triage: 'accepted', cadenceFrom: context.now }
    : { ...state, triage: 'declined', status: 'cancelled' };
  return record(
    incidentTriaged({ accepted, reason }),
    context,
    [
      accepted ? incidentEffects.page(state.stream) : incidentEffects.keepPages(state.stream),
      incidentEffects.card(state.stream, 'now'),
      incidentEffects.announcement(state.stream, 'now'),
      ...(joins && state.channelId ? incidentEffects.addMembers(state, state.channelId, [person]) : []),
      ...stateTimers(state, after, config, context.now),
      ...(accepted ? [] : endingEffects(state, config, context.now)),
      ...tellAudience(
        after,
        config,
        sentence(
          accepted
            ? rich`Accepted as an incident: ${strong(state.severity)}.`
            : rich`Declined, it is no incident: ${reason}`,
        ),
      ),
    ],
    accepted
      ? joins
        ? [responderAdded({ person })]
        : []
      : [statusChanged({ from: state.status, to: 'cancelled', reason })],
  );
}
