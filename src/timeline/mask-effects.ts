import { maskJson } from '../base/masking.ts';
import type { EffectChange } from './effect.ts';

/**
 * What the record masks, nothing that is done because of it tells in plain: every effect of every kind, but those that say
 * `verbatim`. Signed links and codes are never in one: they go into private answers, and into what is made at the moment of sending.
 */
export const maskedEffect = (change: EffectChange, secrets: readonly string[]): EffectChange =>
  'cancel' in change || change.verbatim === true
    ? change
    : { ...change, payload: maskJson(change.payload, secrets).value };
