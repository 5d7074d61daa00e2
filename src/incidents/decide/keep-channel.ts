import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { channelKept } from '../entries/channel-kept.ts';
import type { IncidentState } from '../state.ts';
import { cancelDeletion } from '../timers.ts';
import { unlessDeclared } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** Takes back that the channel of a closed incident is deleted some days later. */
export function decideKeepChannel(state: IncidentState, context: DecideContext): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  if (state.channelId === null || state.channelKept) {
    return refuse('channel/kept', `The channel of incident ${state.number} is not going to be deleted.`);
  }
  return record(channelKept({}), context, cancelDeletion(state.stream));
}
