import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { type Result, ok } from '../../base/result.ts';

/** The id of the entry that the command was about: its number is known once it is on disk. */
export type Recorded = { readonly entry: string };
export type Decided = Result<Decision<Recorded>>;

/** One entry (others may go along with it), under an id that the answer names. */
export function record(
  draft: EntryDraft,
  context: DecideContext,
  effects: readonly EffectChange[] = [],
  more: readonly EntryDraft[] = [],
): Decided {
  const id = context.newId();
  return ok({ entries: [{ ...draft, id }, ...more], effects, answer: { entry: id } });
}

const letsIn = (effect: EffectChange): boolean => 'kind' in effect && effect.kind === 'members.add';

/** Done before the others: the channel may be locked by one of them. Only who is let in is let in first, for they may be pinged. */
export function firstDoing(decided: Decided, effects: readonly EffectChange[]): Decided {
  if (!decided.ok) return decided;
  const others = decided.value.effects ?? [];
  return ok({
    ...decided.value,
    effects: [...others.filter(letsIn), ...effects, ...others.filter((effect) => !letsIn(effect))],
  });
}
