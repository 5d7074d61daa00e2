import { code, instant, rich } from '../base/rich-text.ts';
import { type Result, refuse } from '../base/result.ts';
import type { Effect, EffectHandlers } from '../timeline/effect.ts';
import { type ChannelDelete, channelLane, incidentEffects, type PlainMessage } from './effects.ts';
import { exportSource } from './export/document.ts';
import { checkWrittenExport } from './export/check-export.ts';
import { exportJson } from './export/json.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import type { IncidentState } from './state.ts';
import { GRACE_MS, timerStep } from './timer-step.ts';
import { channelDeletion, deletionDue, deletionDueAt, deletionTold, NOTICE_MS } from './timers.ts';

/**
 * The channels of closed incidents, deleted so many days later: people are told a day before, nothing is deleted
 * within a day of the telling, nor before an export of everything that was recorded has been made and verified.
 */
export function deletionHandlers(parts: IncidentParts): EffectHandlers {
  return {
    'incident.deletion-near': (effect) =>
      timerStep(parts, effect, (state, { now }) => {
        const config = parts.config();
        const dueAt = deletionDueAt(state, config);
        if (dueAt === null || state.channelId === null) return [];
        if (dueAt > now + NOTICE_MS + GRACE_MS) return channelDeletion(state, config, now);
        const at = Math.max(dueAt, now + NOTICE_MS);
        return [
          incidentEffects.post(state.stream, state.channelId, farewell(state, at, config.reactions.timeline)),
          deletionTold(state.stream, channelLane(state.channelId)),
        ];
      }),

    'incident.deletion-told': (effect) =>
      timerStep(parts, effect, (state, { now }) => {
        const dueAt = deletionDueAt(state, parts.config());
        return dueAt === null ? [] : [deletionDue(state.stream, Math.max(dueAt, now + NOTICE_MS))];
      }),

    'incident.deletion-due': async (effect) => {
      const before = await parts.timeline.state(effect.stream, incidentFold);
      const now = parts.clock.now();
      const due = (state: IncidentState): boolean => {
        const dueAt = deletionDueAt(state, parts.config());
        return dueAt !== null && dueAt <= now + GRACE_MS && wasTold(effect);
      };
      const verified = due(before) ? await verifiedExport(parts, before) : undefined;
      if (verified && !verified.ok) return { outcome: 'park', reason: verified.refusal.message };
      return timerStep(parts, effect, (state) => {
        if (!verified || !due(state)) return channelDeletion(state, parts.config(), now);
        if (state.channelId === null) return [];
        const { seq, hash } = verified.value;
        const payload: ChannelDelete = { channelId: state.channelId, seq, hash };
        return [{ kind: 'channel.delete', lane: channelLane(state.channelId), stream: state.stream, payload }];
      });
    },
  };
}

/** Before 2026-12 the timer was armed at closing, whether anybody was told in time or not. */
const wasTold = ({ payload }: Effect): boolean =>
  typeof payload === 'object' && payload !== null && 'told' in payload && payload['told'] === true;

/** Makes the export that `muster import` reads, and checks it as that would: every entry, every hash, up to the head. */
async function verifiedExport(
  parts: IncidentParts,
  state: IncidentState,
): Promise<Result<{ readonly seq: number; readonly hash: string }>> {
  const source = await exportSource(parts, state.stream, state.number);
  const checked = await checkWrittenExport(exportJson(source));
  return checked.ok
    ? checked
    : refuse(
        'channel/export',
        `The channel was not deleted: the export of incident ${state.number} could not be verified. ${checked.refusal.message} See what muster verify ${state.number} says, then try again.`,
      );
}

const farewell = (state: IncidentState, dueAt: number, mark: string): PlainMessage => ({
  tone: 'warning',
  blocks: [
    {
      type: 'text',
      text: rich`🗑️ This channel will be deleted ${instant(dueAt, 'relative')}. What is on the timeline stays: ${code(`/incident export incident:${state.number}`)}. What was only said here will be gone: put it on the timeline with ${mark}, or keep the channel. Of attached files the timeline keeps the names alone: save those that matter.`,
    },
  ],
  buttons: [
    [
      { label: 'Keep the channel', style: 'primary', action: 'incident.keep', args: [String(state.number)] },
      { label: 'Export', action: 'incident.export', args: [String(state.number)] },
    ],
  ],
});
