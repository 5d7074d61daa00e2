import { ok, refuse } from '../../base/result.ts';
import type { Entry, When } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { entryCorrected } from '../entries/entry-corrected.ts';
import { entryRetracted } from '../entries/entry-retracted.ts';
import { milestoneRecorded } from '../entries/milestone-recorded.ts';
import { type IncidentState, isAbout } from '../state.ts';
import { afterReview } from './after-review.ts';
import { checkMilestones } from './milestone-order.ts';
import { type Decided, record } from './recorded.ts';

/** What somebody's words are in: their text can be corrected. Of the rest, the time can. */
const WORDED: ReadonlySet<string> = new Set(['note.added', 'message.captured', 'milestone.recorded', 'update.posted']);

export interface Correction {
  readonly entry: Pick<Entry, 'id' | 'seq' | 'kind' | 'erasedBy' | 'data'>;
  readonly text?: string | undefined;
  readonly when?: When | undefined;
  readonly reason: string;
}

/** The original stays as it is; this is written behind it, and the last one counts. */
export function decideCorrect(state: IncidentState, input: Correction, context: DecideContext): Decided {
  const { entry, text, when, reason } = input;
  const refusal = unlessRevisable(entry);
  if (refusal) return refusal;
  if (text === undefined && when === undefined) {
    return refuse('correct/nothing', 'Say what is to be corrected: text, at, or both. To take it back, use retract.');
  }
  if (text !== undefined && !WORDED.has(entry.kind)) {
    return refuse(
      'correct/kind',
      `Entry #${entry.seq} records what Muster did (${entry.kind}): its words cannot be corrected, only its time. Add a note that explains it.`,
    );
  }
  if (when?.precision === 'order-only' && when.after === entry.id) {
    return refuse('correct/itself', 'An entry cannot come after itself.');
  }
  const moved = when && movedMilestones(state, entry.id, when);
  if (moved && !moved.ok) return moved;
  return record(
    entryCorrected(
      {
        seq: entry.seq,
        reason,
        ...(text !== undefined && { text }),
        ...(when && { when: { ...when } }),
        ...afterReview(state),
      },
      { revises: entry.id },
    ),
    context,
    entry.kind === milestoneRecorded.kind ? [incidentEffects.card(state.stream)] : [],
  );
}

export function decideRetract(
  state: IncidentState,
  input: Pick<Correction, 'entry' | 'reason'>,
  context: DecideContext,
): Decided {
  const { entry, reason } = input;
  return (
    unlessRevisable(entry) ??
    (state.takenBack.includes(entry.id)
      ? refuse('correct/same', `Entry #${entry.seq} is taken back already.`)
      : undefined) ??
    record(
      entryRetracted({ seq: entry.seq, reason, ...afterReview(state) }, { revises: entry.id }),
      context,
      entry.kind === milestoneRecorded.kind ? [incidentEffects.card(state.stream)] : [],
    )
  );
}

const REVISIONS: ReadonlySet<string> = new Set([entryCorrected.kind, entryRetracted.kind]);

function unlessRevisable(entry: Correction['entry']): ReturnType<typeof refuse> | undefined {
  if (REVISIONS.has(entry.kind)) {
    return refuse('correct/revision', `Entry #${entry.seq} is itself a correction. Correct the original once more.`);
  }
  return entry.erasedBy === null
    ? undefined
    : refuse('correct/erased', `What entry #${entry.seq} said was erased; there is nothing left to correct.`);
}

function movedMilestones(state: IncidentState, entryId: string, when: When): ReturnType<typeof checkMilestones> {
  const found = Object.entries(state.milestones).find(([, mark]) => isAbout(mark, entryId));
  if (!found) return ok(null);
  return checkMilestones({
    ...state.milestones,
    [found[0]]: { at: when.precision === 'order-only' ? null : when.at },
  });
}
