import type { CommandContext } from '../../commands/context.ts';
import type { Form, FormField } from '../../commands/message.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { GivenMilestone } from '../decide/status.ts';
import { type IncidentParts, resolveWhen } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { parseTime } from '../time.ts';
import { MILESTONE_LABELS, MILESTONES, type Milestone } from '../vocabulary.ts';
import { answered } from './replies.ts';

/** Of drills and tests nobody computes times. */
export const missingMilestones = (row: IncidentRow): readonly Milestone[] =>
  row.kind === 'real' ? MILESTONES.filter((milestone) => !row.milestones[milestone]) : [];

/** Asks for what is missing while somebody still remembers it. At most five fields: resolving has recorded one. */
export const closeFields = (row: IncidentRow, reason = ''): readonly FormField[] => [
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
  {
    type: 'text',
    name: 'reason',
    label: 'Anything to add?',
    lines: 'many',
    required: false,
    most: 1000,
    ...(reason !== '' && { value: reason }),
  },
];

export const closeForm = (row: IncidentRow, reason?: string): Form => ({
  action: 'incident.close.submit',
  args: [String(row.number)],
  title: `Close incident ${row.number}`,
  fields: closeFields(row, reason),
});

/** The milestones of the form, all or none understood; those that are empty stay unknown. */
export async function givenMilestones(
  parts: IncidentParts,
  row: IncidentRow,
  fields: Readonly<Record<string, readonly string[]>>,
  context: CommandContext,
): Promise<Result<readonly GivenMilestone[]>> {
  const given: GivenMilestone[] = [];
  for (const milestone of MILESTONES) {
    const text = answered(fields, milestone);
    if (text === '') continue;
    const time = parseTime(text, { now: context.now, timeZone: context.timeZone });
    if (!time.ok) return refuse(time.refusal.code, `${MILESTONE_LABELS[milestone]}: ${time.refusal.message}`);
    const when = await resolveWhen(parts, row.stream, time.value);
    if (!when.ok) return when;
    given.push({ milestone, when: when.value });
  }
  return ok(given);
}
