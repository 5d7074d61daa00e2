import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import type { When } from '../../timeline/entry.ts';
import { noteAdded } from '../entries/note-added.ts';
import type { IncidentState } from '../state.ts';
import { unlessDeclared } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** A note may be added at any time, also to what is closed: the record is completed afterwards, too. */
export function decideNote(
  state: IncidentState,
  input: { readonly text: string; readonly when?: When | undefined },
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  if (input.text.trim() === '') return refuse('note/empty', 'The note is empty. Say what happened.');
  return record(noteAdded({ text: input.text }, input.when ? { when: input.when } : {}), context);
}
