import { rich, strong } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { choice, text } from '../../commands/options.ts';
import { decideMilestone } from '../decide/milestone.ts';
import { changeIncident, type IncidentParts, resolveWhen } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import type { GivenTime } from '../time.ts';
import { MILESTONE_LABELS, MILESTONES, type Milestone } from '../vocabulary.ts';
import { incidentOption, timeOption } from './incident-options.ts';
import { oddTimeReply } from './odd-time.ts';
import { recordedReply, shownWhen } from './replies.ts';

export const milestoneCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident milestone',
    summary: 'Record when it started, was detected, acknowledged, mitigated, resolved',
    details: 'Statistics are made from milestones alone. Recording one again takes the earlier one’s place.',
    examples: ['/incident milestone which:started at:~13:50', '/incident milestone which:mitigated'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      which: choice(MILESTONES, { description: 'Which', required: true, labels: MILESTONE_LABELS }),
      at: timeOption(),
      text: text({ description: 'How one knows', most: 500 }),
      incident: incidentOption(parts),
    },
    async run({ which, at, text: words, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? recordMilestone(parts, row.value, { milestone: which, at, text: words ?? '' }, context) : row;
    },
  });

export async function recordMilestone(
  parts: IncidentParts,
  row: IncidentRow,
  given: { readonly milestone: Milestone; readonly at: GivenTime | undefined; readonly text: string },
  context: CommandContext,
) {
  const { milestone, at, text: words } = given;
  const when = at && (await resolveWhen(parts, row.stream, at));
  if (when && !when.ok) return when;
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideMilestone(state, { milestone, text: words, when: when?.value }, decideContext),
  );
  if (!recorded.ok) return recorded;
  return recordedReply(
    recorded.value,
    rich`Milestone ${strong(MILESTONE_LABELS[milestone])}: ${shownWhen(when?.value, context.now)}`,
    oddTimeReply(row, { milestone, when: when?.value }),
  );
}
