import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import type { IncidentsConfig } from '../config.ts';
import { incidentEffects } from '../effects.ts';
import { voiceRequested } from '../entries/voice-requested.ts';
import type { IncidentState } from '../state.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** A voice channel beside the incident's own, until it is closed. */
export function decideVoice(state: IncidentState, config: IncidentsConfig, context: DecideContext): Decided {
  const refusal = unlessOpen(state, 'open a voice channel for it');
  if (refusal) return refusal;
  if (state.voice.wanted) {
    return refuse(
      'voice/same',
      state.voice.channelId === null
        ? `The voice channel of incident ${state.number} is being opened already.`
        : `Incident ${state.number} has a voice channel already: its card leads there.`,
    );
  }
  return record(voiceRequested({}), context, [incidentEffects.openVoice(state, config)]);
}
