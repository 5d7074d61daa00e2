import { ok } from '../base/result.ts';
import type { Effect, EffectChange, EffectOutcome } from '../timeline/effect.ts';
import type { DecideContext } from '../timeline/timeline.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import type { IncidentState } from './state.ts';

/** A timer is on time when the state says that it is due within this. */
export const GRACE_MS = 1000;

/** Carries out a timer that fell due: what the incident's state asks for now, once, in the commit that completes the timer. */
export async function timerStep(
  parts: Pick<IncidentParts, 'timeline'>,
  effect: Effect,
  decide: (state: IncidentState, context: DecideContext) => readonly EffectChange[],
): Promise<EffectOutcome> {
  const cause = {
    causeId: `effect:${effect.id}`,
    actor: { kind: 'muster' as const, id: 'muster' },
    source: { kind: 'timer' as const, correlationId: effect.id },
    completes: effect.id,
  };
  const committed = await parts.timeline.change(effect.stream, incidentFold, cause, (state, context) =>
    ok({ entries: [], effects: decide(state, context), answer: null }),
  );
  return committed.ok ? { outcome: 'done' } : { outcome: 'retry', reason: committed.refusal.message };
}
