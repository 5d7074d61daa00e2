import type { CommandContext } from '../../commands/context.ts';
import type { Form } from '../../commands/message.ts';
import { type Result, ok } from '../../base/result.ts';
import { decideMilestone } from '../decide/milestone.ts';
import { changeIncident, type IncidentParts, resolveWhen } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { parseTime } from '../time.ts';
import { MILESTONE_LABELS, MILESTONES, type Milestone } from '../vocabulary.ts';
import { answered } from './replies.ts';

/** Of drills and tests nobody computes times. */
export const missingMilestones = (row: IncidentRow): readonly Milestone[] =>
  row.kind === 'real' ? MILESTONES.filter((milestone) => !row.milestones[milestone]) : [];

/** Asks for what is missing while somebody still remembers it. At most five fields: resolving has recorded one. */
export const closeForm = (row: IncidentRow): Form => ({
  action: 'incident.close.submit',
  args: [String(row.number)],
  title: `Close incident ${row.number}`,
  fields: [
    ...missingMilestones(row)
      .slice(0, 4)
      .map((milestone) => ({
        type: 'text' as const,
        name: milestone,
        label: `${MILESTONE_LABELS[milestone]}: when?`,
        placeholder: '14:05, ~18:00, yesterday 23:10; empty if unknown',
        required: false,
        most: 100,
      })),
    { type: 'text', name: 'reason', label: 'Anything to add?', lines: 'many', required: false, most: 1000 },
  ],
});

/** Records the milestones of the form, all or none understood first; those that are empty stay unknown. */
export async function recordMilestones(
  parts: IncidentParts,
  row: IncidentRow,
  fields: Readonly<Record<string, readonly string[]>>,
  context: CommandContext,
): Promise<Result<null>> {
  const given = [];
  for (const milestone of MILESTONES) {
    const text = answered(fields, milestone);
    if (text === '') continue;
    const time = parseTime(text, { now: context.now, timeZone: context.timeZone });
    if (!time.ok) return time;
    const when = await resolveWhen(parts, row.stream, time.value);
    if (!when.ok) return when;
    given.push({ milestone, when: when.value });
  }
  for (const { milestone, when } of given) {
    const cause = { ...context.cause, causeId: `${context.cause.causeId}:${milestone}` };
    const recorded = await changeIncident(parts, row.stream, cause, (state, decideContext) =>
      decideMilestone(state, { milestone, text: '', when }, decideContext),
    );
    if (!recorded.ok) return recorded;
  }
  return ok(null);
}
