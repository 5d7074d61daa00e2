import type { EntryOf } from './entry-kind.ts';
import type { Fold } from './fold.ts';
import type { effectParked, effectRetried } from './kinds.ts';

/** What could not be done on one timeline, by effect id: for its card, with a retry button each. */
export type ParkedEffects = { readonly [effectId: string]: { readonly kind: string; readonly reason: string } };

export const parkedEffects: Fold<ParkedEffects> = {
  name: 'timeline.parked-effects',
  version: 1,
  initial: {},
  evolve(state, unknownEntry) {
    // The cast is sound: these two kinds' payloads were parsed when they were sealed.
    const entry = unknownEntry as EntryOf<readonly [typeof effectParked, typeof effectRetried]>;
    if (entry.kind === 'effect.parked') {
      const { effect, kind, reason } = entry.data;
      return { ...state, [effect]: { kind, reason } };
    }
    if (entry.kind === 'effect.retried') {
      const { [entry.data.effect]: _tried, ...rest } = state;
      return rest;
    }
    return state;
  },
};
