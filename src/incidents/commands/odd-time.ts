import { rich, strong } from '../../base/rich-text.ts';
import { refuse } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { Button } from '../../commands/message.ts';
import type { When } from '../../timeline/entry.ts';
import { decideConfirmMilestone } from '../decide/milestone.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { isFarFrom, LONGEST_SPAN_MS } from '../statistics.ts';
import { MILESTONE_LABELS, MILESTONES, type Milestone } from '../vocabulary.ts';
import { named } from './named.ts';
import { recordedReply } from './replies.ts';

interface GivenWhen {
  readonly milestone: Milestone;
  readonly when: When | undefined;
}

/** What is said to who typed a wrong year, and a button for each that is right all the same. It is recorded as they said. */
export function oddTimes(
  { number, declaredAt }: Pick<IncidentRow, 'number' | 'declaredAt'>,
  given: readonly GivenWhen[],
): { readonly notes: readonly string[]; readonly buttons: readonly Button[] } {
  const odd = given.filter(({ when }) => when && when.precision !== 'order-only' && isFarFrom(declaredAt, when.at));
  if (odd.length === 0) return { notes: [], buttons: [] };
  return {
    notes: [
      `That is more than ${LONGEST_SPAN_MS / 86_400_000} days from when the incident was declared, and statistics leave out what is measured from such a time. If the day or year is wrong, record the milestone again; if they are right, confirm it.`,
    ],
    buttons: odd.map(({ milestone }) => ({
      label: `Confirm: ${MILESTONE_LABELS[milestone]}`,
      action: 'incident.milestone.confirm',
      args: [String(number), milestone],
    })),
  };
}

/** The same as what an answer shows beside its text. */
export const oddTimeReply = (row: Pick<IncidentRow, 'number' | 'declaredAt'>, given: GivenWhen) => {
  const { notes, buttons } = oddTimes(row, [given]);
  return notes.length === 0 ? {} : { tone: 'warning' as const, footer: notes, buttons: [buttons] };
};

/** It smouldered for months before anybody saw it: the time counts. */
export const confirmMilestone = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.milestone.confirm',
  summary: 'Confirm a milestone’s time that lies far from the declaration',
  permission: 'incident.respond',
  risk: 'record',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const milestone = MILESTONES.find((one) => one === args[1]);
    if (!milestone) return refuse('milestone/unknown', 'This button does not say which milestone it is about.');
    const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
      decideConfirmMilestone(state, milestone, decideContext),
    );
    if (!recorded.ok) return recorded;
    const label = strong(MILESTONE_LABELS[milestone]);
    return recordedReply(recorded.value, rich`The time of ${label} is confirmed: statistics count it.`);
  },
});
