import { maskJson } from '../base/masking.ts';
import type { EffectChange } from './effect.ts';

/**
 * Effects that say people's words to others. Signed links and codes are never among them: they go into private answers, and
 * into what is made at the moment of sending.
 */
const TELLING: ReadonlySet<string> = new Set(['message.post', 'direct-message.send', 'page.tell', 'pagerduty.act']);

/** What the record masks, no message of the same commit tells in plain. */
export const maskedEffect = (change: EffectChange, secrets: readonly string[]): EffectChange =>
  'kind' in change && TELLING.has(change.kind)
    ? { ...change, payload: maskJson(change.payload, secrets).value }
    : change;
