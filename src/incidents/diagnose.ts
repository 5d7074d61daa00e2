import { rich } from '../base/rich-text.ts';
import { ok } from '../base/result.ts';
import { type Message, paragraph } from '../commands/message.ts';
import type { Effect, EffectDraft, EffectHandler } from '../timeline/effect.ts';
import { incidentEffects } from './effects.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import type { IncidentState } from './state.ts';

/** What is run without being asked, once there is a channel to say it in: one effect a service that lists something. */
export const diagnosesAtStart = (
  parts: Pick<IncidentParts, 'config' | 'presetsOf'>,
  state: IncidentState,
): readonly EffectDraft[] =>
  !parts.config().diagnoseAtDeclaration || (state.kind !== 'real' && state.kind !== 'drill')
    ? []
    : state.services
        .filter((service) => parts.presetsOf(service).length > 0)
        .map((service) => ({
          kind: 'incident.diagnose',
          lane: null,
          stream: state.stream,
          payload: { stream: state.stream, service },
        }));

/** Runs a service's presets, and says in the channel what they found. What each found in full is on the timeline. */
export const diagnoseHandler =
  (parts: IncidentParts): EffectHandler =>
  async (effect, signal) => {
    const service = serviceOf(effect);
    const by = { actor: { kind: 'muster' as const, id: 'muster' } };
    const source = { kind: 'effect' as const, correlationId: effect.id };
    const progress = showProgress(parts, effect);
    const found = await parts.diagnose({
      service,
      stream: effect.stream,
      cause: { causeId: `diagnose:${effect.id}`, ...by, source },
      signal,
      onProgress: progress.show,
    });
    progress.end();
    // An effect keeps no files: whoever wants what stands in them is told where it is kept.
    const message: Message = found.ok
      ? { ...found.value, footer: rich`What each found in full: /incident export` }
      : paragraph(rich`The diagnostics of ${service} could not be run: ${found.refusal.message}`, { tone: 'warning' });
    const { files: _files, ...plain } = message;
    const cause = { causeId: `effect:${effect.id}`, ...by, source, completes: effect.id };
    const told = await parts.timeline.change(effect.stream, incidentFold, cause, (state) =>
      ok({
        entries: [],
        effects:
          state.channelId === null
            ? []
            : [incidentEffects.post(state.stream, state.channelId, plain), incidentEffects.card(state.stream, 'now')],
        answer: null,
      }),
    );
    return told.ok ? { outcome: 'done' } : { outcome: 'retry', reason: told.refusal.message };
  };

/** Edits of the card while diagnostics run: as often as one reads, and as Discord bears. */
const PROGRESS_MS = 2_000;

/** On the card, until they have ended. Kept in memory: after a restart they are run again. */
function showProgress(parts: IncidentParts, effect: Effect) {
  const { clock, diagnosing } = parts;
  const { id, stream } = effect;
  let cancel: (() => void) | undefined;
  const redraw = (): void => {
    cancel = undefined;
    const source = { kind: 'effect' as const, correlationId: id };
    const cause = { causeId: `card:${parts.newId()}`, actor: { kind: 'muster' as const, id: 'muster' }, source };
    void parts.timeline.change(stream, incidentFold, cause, () =>
      ok({ entries: [], effects: [incidentEffects.card(stream, 'now')], answer: null }),
    );
  };
  return {
    show: ({ title, blocks }: Message): void => {
      const begins = !diagnosing.has(id);
      diagnosing.set(id, { stream, title: title ?? [], blocks });
      if (begins) redraw();
      else cancel ??= clock.at(clock.now() + PROGRESS_MS, redraw);
    },
    end: (): void => {
      cancel?.();
      diagnosing.delete(id);
    },
  };
}

function serviceOf({ payload }: Effect): string {
  const given = typeof payload === 'object' && payload !== null && 'service' in payload ? payload['service'] : '';
  return typeof given === 'string' ? given : '';
}
