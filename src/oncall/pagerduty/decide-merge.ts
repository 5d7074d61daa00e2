import type { EffectChange } from '../../timeline/effect.ts';
import { ok } from '../../base/result.ts';
import { decideResolve } from '../paging/decide.ts';
import { type Decided, decided, isLive, refuseDead } from '../paging/decided.ts';
import { act } from './act.ts';
import type { CarriedPage } from './carried-page.ts';
import { pageMerged } from './entries.ts';

/** A page with the stream that it is on. */
type Which = { readonly stream: string; readonly state: CarriedPage };

/**
 * Decided on the page that goes on, so that there is one; the other is resolved in the same transaction, as it was read
 * just before. What was asked for it since finds it resolved. In PagerDuty incidents are merged, or the one that there is ends.
 */
export function decideMerge(source: Which, into: Which, by: string): Decided {
  const { page: from, incident } = source.state;
  const { page: to } = into.state;
  if (!isLive(to)) return refuseDead(to);
  const resolved = decideResolve(source.stream, from, by, `merged into page ${to.number}`);
  if (!resolved.ok) return resolved;
  const merged = decided(into.stream, to, {
    entries: [pageMerged({ by, page: from.number, stream: source.stream })],
    effects: [],
  });
  if (!merged.ok) return merged;
  const { entries, also = [], effects = [] } = resolved.value;
  const ofSource: readonly EffectChange[] = effects.map((effect) =>
    'kind' in effect ? { ...effect, stream: source.stream } : effect,
  );
  const there =
    incident === null
      ? []
      : into.state.incident === null
        ? [act(source.stream, { operation: 'resolve', by, machine: false })]
        : [act(into.stream, { operation: 'merge', by, machine: false, incidents: [incident.id] })];
  return ok({
    ...merged.value,
    also: [...(merged.value.also ?? []), { stream: source.stream, entries }, ...also],
    effects: [...(merged.value.effects ?? []), ...ofSource, ...there],
  });
}
