import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from './cause.ts';
import { effectRetried } from './kinds.ts';
import { parkedEffects } from './parked-effects.ts';
import type { Store } from './store.ts';
import type { Timeline } from './timeline.ts';

type Parts = { readonly store: Pick<Store, 'effects'>; readonly timeline: Pick<Timeline, 'change'> };

/** Tries a parked effect again; its own timeline says who wanted it. Refuses `effect/not-parked`. */
export async function retryEffect({ store, timeline }: Parts, effectId: string, cause: Cause): Promise<Result<null>> {
  const parked = (await store.effects({ id: effectId, limit: 1 }))[0];
  const notParked = refuse('effect/not-parked', 'That is not waiting for a retry: it was done or tried again already.');
  if (parked?.state !== 'parked') return notParked;
  const retried = await timeline.change(parked.stream, parkedEffects, { ...cause, unparks: effectId }, (state) =>
    effectId in state
      ? ok({ entries: [effectRetried({ effect: effectId, kind: parked.kind })], answer: null })
      : notParked,
  );
  return retried.ok ? ok(null) : retried;
}

/**
 * Opens the lane of what is parked with that key, for whoever has just asked for something newer with it: that is done
 * instead. Not for what is asked often, or by what it causes itself: every failure is recorded anew.
 */
export async function retryParked(parts: Parts, key: string, cause: Cause): Promise<void> {
  const [parked] = await parts.store.effects({ key, state: 'parked', limit: 1 });
  // Refused when somebody retried it meanwhile.
  if (parked) await retryEffect(parts, parked.id, { ...cause, causeId: `${cause.causeId}:retries:${parked.id}` });
}
