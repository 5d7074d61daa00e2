import type { Instant } from '../base/clock.ts';
import type { EffectChange } from '../timeline/effect.ts';
import { recordHead } from '../timeline/heads.ts';
import type { IncidentsConfig } from './config.ts';
import { incidentEffects } from './effects.ts';
import type { IncidentState } from './state.ts';
import { channelDeletion } from './timers.ts';

/** What follows when an incident is closed, cancelled, declined or merged: its channel is archived and locked, nobody talks on, and its head is kept outside. */
export const endingEffects = (state: IncidentState, config: IncidentsConfig, now: Instant): readonly EffectChange[] => [
  ...(state.channelId === null ? [] : [incidentEffects.archive(state, state.channelId, config.archive, true)]),
  ...(state.voice.channelId === null ? [] : [incidentEffects.closeVoice(state, state.voice.channelId)]),
  ...channelDeletion({ ...state, endedAt: now }, config, now),
  recordHead(state.stream),
];
