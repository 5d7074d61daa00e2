import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import type { IncidentsConfig } from '../config.ts';
import { incidentEffects } from '../effects.ts';
import { channelLost } from '../entries/channel-lost.ts';
import { voiceClosed } from '../entries/voice-closed.ts';
import type { IncidentState } from '../state.ts';
import { type Decided, record } from './recorded.ts';

/** A channel of it was deleted in Discord: what is not over yet goes on in a new one, and a voice channel can be asked for again. */
export function decideChannelLost(
  state: IncidentState,
  channelId: string,
  config: IncidentsConfig,
  context: DecideContext,
): Decided {
  if (state.voice.channelId === channelId) {
    const card = state.channelId === null ? [] : [incidentEffects.card(state.stream)];
    return record(voiceClosed({ channel: channelId }), context, card);
  }
  if (state.channelId !== channelId) return refuse('channel/other', 'That is not its channel any more.');
  const ended = state.endedAt !== null;
  return record(channelLost({ channel: channelId }), context, [
    ...(ended ? [] : [incidentEffects.openChannel(state, config)]),
    incidentEffects.announcement(state.stream, 'now'),
  ]);
}
