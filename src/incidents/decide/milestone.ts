import { refuse } from '../../base/result.ts';
import type { When } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { milestoneRecorded } from '../entries/milestone-recorded.ts';
import type { IncidentState } from '../state.ts';
import type { Milestone } from '../vocabulary.ts';
import { afterReview } from './after-review.ts';
import { unlessDeclared } from './guards.ts';
import { checkMilestones } from './milestone-order.ts';
import { type Decided, record } from './recorded.ts';

/** Somebody says that its time is right, however far it lies from the declaration: recorded once more, as it stands. */
export function decideConfirmMilestone(state: IncidentState, milestone: Milestone, context: DecideContext): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const mark = state.milestones[milestone];
  if (mark === undefined || mark.at === null || mark.precision === 'order-only') {
    return refuse('milestone/none', 'No time of this milestone is on record. Record it with /incident milestone.');
  }
  if (mark.confirmed) return refuse('milestone/confirmed', 'The time of this milestone is confirmed already.');
  const when: When = { precision: mark.precision, at: mark.at };
  return record(milestoneRecorded({ milestone, text: '', confirmed: true, ...afterReview(state) }, { when }), context);
}

/** Recorded at any time, also after closing. A later one of the same milestone takes the earlier one's place. */
export function decideMilestone(
  state: IncidentState,
  input: { readonly milestone: Milestone; readonly text: string; readonly when?: When | undefined },
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const { milestone, text, when = { precision: 'second', at: context.now } } = input;
  const at = when.precision === 'order-only' ? null : when.at;
  const order = checkMilestones({ ...state.milestones, [milestone]: { at } });
  if (!order.ok) return order;
  return record(milestoneRecorded({ milestone, text, ...afterReview(state) }, { when }), context, [
    incidentEffects.card(state.stream),
  ]);
}
