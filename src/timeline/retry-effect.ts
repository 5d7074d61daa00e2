import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from './cause.ts';
import { effectRetried } from './kinds.ts';
import { parkedEffects } from './parked-effects.ts';
import type { Store } from './store.ts';
import type { Timeline } from './timeline.ts';

/** Tries a parked effect again; its own timeline says who wanted it. Refuses `effect/not-parked`. */
export async function retryEffect(
  { store, timeline }: { readonly store: Pick<Store, 'effects'>; readonly timeline: Pick<Timeline, 'change'> },
  effectId: string,
  cause: Cause,
): Promise<Result<null>> {
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
