import type { Json } from '../../base/canonical-json.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { Decision } from '../../timeline/timeline.ts';

/**
 * A decision whose entries stand on the organisation's timeline, and on those of the open incidents that they concern.
 * Each timeline gets drafts of its own: an entry's id is unique.
 */
export function told<A extends Json>(
  incidents: readonly string[],
  entries: readonly EntryDraft[],
  answer: A,
  effects: readonly EffectChange[] = [],
): Decision<A> {
  const copied = entries.filter(({ kind }) => !NOT_FOR_INCIDENTS.has(kind));
  const also = [...new Set(incidents)].map((stream) => ({ stream, entries: copied }));
  return { entries, also: copied.length === 0 ? [] : also, effects, answer };
}

/** Where a card stands is no fact that anybody looks for on an incident's timeline. */
const NOT_FOR_INCIDENTS = new Set(['run-card.posted']);
