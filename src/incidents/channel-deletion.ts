import { code, instant, rich } from '../base/rich-text.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Effect, EffectHandlers } from '../timeline/effect.ts';
import { channelLane, incidentEffects, type PlainMessage } from './effects.ts';
import { exportSource } from './export/document.ts';
import { checkExport } from './export/import.ts';
import { exportJson } from './export/json.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import type { IncidentState } from './state.ts';
import { channelDeletion, deletionDueAt } from './timers.ts';

/** A timer is on time when the state says that it is due within this. */
const GRACE_MS = 1000;

/**
 * The channels of closed incidents, deleted so many days later: people are told a day before, and nothing is deleted
 * before an export of everything that was recorded has been made and verified.
 */
export function deletionHandlers(parts: IncidentParts): EffectHandlers {
  const causeOf = (effect: Effect) => ({
    causeId: `effect:${effect.id}`,
    actor: { kind: 'muster' as const, id: 'muster' },
    source: { kind: 'timer' as const, correlationId: effect.id },
    completes: effect.id,
  });

  return {
    'incident.deletion-near': async (effect) => {
      const told = await parts.timeline.change(effect.stream, incidentFold, causeOf(effect), (state) => {
        const dueAt = deletionDueAt(state, parts.config());
        return ok({
          entries: [],
          effects:
            dueAt === null || state.channelId === null
              ? []
              : [
                  incidentEffects.post(
                    state.stream,
                    state.channelId,
                    farewell(state, dueAt, parts.config().reactions.timeline),
                  ),
                ],
          answer: null,
        });
      });
      return told.ok ? { outcome: 'done' } : { outcome: 'retry', reason: told.refusal.message };
    },

    'incident.deletion-due': async (effect) => {
      const before = await parts.timeline.state(effect.stream, incidentFold);
      const due = deletionDueAt(before, parts.config());
      const verified = due === null ? undefined : await verifiedExport(parts, before);
      if (verified && !verified.ok) return { outcome: 'park', reason: verified.refusal.message };
      const asked = await parts.timeline.change(effect.stream, incidentFold, causeOf(effect), (state, { now }) => {
        const dueAt = deletionDueAt(state, parts.config());
        if (dueAt === null || state.channelId === null || !verified) return ok({ entries: [], answer: null });
        if (dueAt > now + GRACE_MS) {
          return ok({ entries: [], effects: channelDeletion(state, parts.config(), now), answer: null });
        }
        const { seq, hash } = verified.value;
        return ok({
          entries: [],
          effects: [
            {
              kind: 'channel.delete',
              lane: channelLane(state.channelId),
              stream: state.stream,
              payload: { channelId: state.channelId, seq, hash },
            },
          ],
          answer: null,
        });
      });
      return asked.ok ? { outcome: 'done' } : { outcome: 'retry', reason: asked.refusal.message };
    },
  };
}

/** Makes the export that `muster import` reads, and checks it as that would: every entry, every hash, up to the head. */
async function verifiedExport(
  parts: IncidentParts,
  state: IncidentState,
): Promise<Result<{ readonly seq: number; readonly hash: string }>> {
  const source = await exportSource(parts, state.stream, state.number);
  let text = '';
  for await (const part of exportJson(source)) text += part;
  const checked = checkExport(text);
  const head = checked.ok ? checked.value.entries.at(-1) : undefined;
  if (!checked.ok || !head) {
    return refuse(
      'channel/export',
      `The channel was not deleted: the export of incident ${state.number} could not be verified. ${checked.ok ? '' : checked.refusal.message} See what muster verify ${state.number} says, then try again.`,
    );
  }
  return ok({ seq: head.seq, hash: head.hash });
}

const farewell = (state: IncidentState, dueAt: number, mark: string): PlainMessage => ({
  tone: 'warning',
  blocks: [
    {
      type: 'text',
      text: rich`🗑️ This channel will be deleted ${instant(dueAt, 'relative')}. What is on the timeline stays: ${code(`/incident export incident:${state.number}`)}. What was only said here will be gone: put it on the timeline with ${mark}, or keep the channel.`,
    },
  ],
  buttons: [
    [
      { label: 'Keep the channel', style: 'primary', action: 'incident.keep', args: [String(state.number)] },
      { label: 'Export', action: 'incident.export', args: [String(state.number)] },
    ],
  ],
});
