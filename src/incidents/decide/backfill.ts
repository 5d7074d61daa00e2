import { type Result, ok } from '../../base/result.ts';
import type { EntryDraft, When } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { noteAdded } from '../entries/note-added.ts';
import type { IncidentState } from '../state.ts';
import { unlessDeclared } from './guards.ts';

export interface BackfillLine {
  readonly text: string;
  readonly evidence?: string | undefined;
  readonly by?: string | undefined;
  readonly category?: string | undefined;
  /** `previous`: its time is unknown; it stands behind the line in front of it. */
  readonly when: When | 'previous';
}

/** All lines in one commit, or none. */
export function decideBackfill(
  state: IncidentState,
  lines: readonly BackfillLine[],
  context: DecideContext,
): Result<Decision<{ readonly count: number }>> {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const entries: EntryDraft[] = [];
  let previous: string | undefined;
  for (const line of lines) {
    const id = context.newId();
    const when: When | undefined =
      line.when !== 'previous'
        ? line.when
        : previous === undefined
          ? undefined
          : { precision: 'order-only', after: previous };
    entries.push(
      noteAdded(
        {
          text: line.text,
          ...(line.evidence !== undefined && { evidence: line.evidence }),
          ...(line.by !== undefined && { by: line.by }),
          ...(line.category !== undefined && { category: line.category }),
        },
        { id, ...(when && { when }) },
      ),
    );
    previous = id;
  }
  return ok({ entries, answer: { count: entries.length } });
}
