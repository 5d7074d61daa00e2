import type { Instant } from '../../base/clock.ts';
import { instantText } from '../../base/instant-text.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { MILESTONES, MILESTONE_LABELS, type Milestone } from '../vocabulary.ts';

/** Two people's watches differ by this much. */
const TOLERANCE_MS = 60_000;

/** Whether they are in the order in which they must have come to pass; those without a time are passed over. */
export function checkMilestones(
  milestones: Readonly<Partial<Record<Milestone, { readonly at: Instant | null }>>>,
): Result<null> {
  let before: { milestone: Milestone; at: Instant } | undefined;
  for (const milestone of MILESTONES) {
    const at = milestones[milestone]?.at ?? null;
    if (at === null) continue;
    if (before && at + TOLERANCE_MS < before.at) {
      const [early, late] = [MILESTONE_LABELS[before.milestone], MILESTONE_LABELS[milestone]];
      return refuse(
        'milestone/order',
        `"${late}" would come before "${early}" (${instantText(at)} against ${instantText(before.at)}). Check the times, and record the wrong one of them anew.`,
      );
    }
    before = { milestone, at };
  }
  return ok(null);
}
