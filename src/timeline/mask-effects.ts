import type { Json } from '../base/canonical-json.ts';
import { maskJson } from '../base/masking.ts';
import { type Result, ok } from '../base/result.ts';
import type { Decision } from './timeline.ts';

/** Effects that say people's words. The links that Muster signs go into private answers alone, which read and record nothing. */
const TELLING: ReadonlySet<string> = new Set(['message.post', 'direct-message.send']);

/** What the record masks, no message of the same commit tells in plain. */
export function withMaskedEffects<A extends Json>(
  decided: Result<Decision<A>>,
  secrets: readonly string[],
): Result<Decision<A>> {
  if (!decided.ok || decided.value.effects === undefined) return decided;
  const effects = decided.value.effects.map((change) =>
    'kind' in change && TELLING.has(change.kind)
      ? { ...change, payload: maskJson(change.payload, secrets).value }
      : change,
  );
  return ok({ ...decided.value, effects });
}
