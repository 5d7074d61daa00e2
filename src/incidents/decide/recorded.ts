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

/** Done before the others: the channel may be locked by one of them. */
export const firstDoing = (decided: Decided, effects: readonly EffectChange[]): Decided =>
  decided.ok ? ok({ ...decided.value, effects: [...effects, ...(decided.value.effects ?? [])] }) : decided;
