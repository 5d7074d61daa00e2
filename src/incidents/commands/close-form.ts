import { z } from 'zod';
import type { CommandContext } from '../../commands/context.ts';
import type { Form, FormField } from '../../commands/message.ts';
import { type Refusal, type Result, ok, refuse } from '../../base/result.ts';
import type { GivenMilestone } from '../decide/status.ts';
import { type IncidentParts, resolveWhen } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { parseTime } from '../time.ts';
import { MILESTONE_LABELS, MILESTONES, type Milestone } from '../vocabulary.ts';
import { type Answers, answered } from '../../commands/answers.ts';
import { ownDraft } from '../../commands/own-draft.ts';
import { zoneMeant } from './replies.ts';

/** Of drills and tests nobody computes times. */
export const missingMilestones = (row: IncidentRow): readonly Milestone[] =>
  row.kind === 'real' ? MILESTONES.filter((milestone) => !row.milestones[milestone]) : [];

/** Asks for what is missing while somebody still remembers it. At most five fields: resolving has recorded one. */
export const closeFields = (row: IncidentRow, timeZone: string, reason = ''): readonly FormField[] => [
  ...missingMilestones(row)
    .slice(0, 4)
    .map((milestone) => ({
      type: 'text' as const,
      name: milestone,
      label: `${MILESTONE_LABELS[milestone]}: when?`,
      description: zoneMeant(timeZone),
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

export const closeForm = (row: IncidentRow, timeZone: string, reason?: string): Form => ({
  action: 'incident.close.submit',
  args: [String(row.number)],
  title: `Close incident ${row.number}`,
  fields: closeFields(row, timeZone, reason),
});

/** What somebody typed before they were asked for more. */
export const closeReason = ownDraft('incident.close-reason', z.string().max(1000));

/** The milestones of the form, all or none understood, with all that is wrong in one refusal; those that are empty stay unknown. */
export async function givenMilestones(
  parts: IncidentParts,
  row: IncidentRow,
  fields: Answers,
  context: CommandContext,
): Promise<Result<readonly GivenMilestone[]>> {
  const given: GivenMilestone[] = [];
  const wrong: Refusal[] = [];
  for (const milestone of MILESTONES) {
    const text = answered(fields, milestone);
    if (text === '') continue;
    const time = parseTime(text, { now: context.now, timeZone: context.timeZone });
    const when = time.ok ? await resolveWhen(parts, row.stream, time.value) : time;
    if (when.ok) given.push({ milestone, when: when.value });
    else wrong.push({ ...when.refusal, message: `${MILESTONE_LABELS[milestone]}: ${when.refusal.message}` });
  }
  const [first] = wrong;
  return first ? refuse(first.code, wrong.map(({ message }) => message).join('\n')) : ok(given);
}
