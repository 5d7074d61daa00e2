import { refuse } from '../../../base/result.ts';
import type { IncidentParts } from '../../parts.ts';
import { MILESTONE_LABELS, MILESTONES } from '../../vocabulary.ts';
import { formAbout } from '../ask-about.ts';
import { recordMilestone } from '../milestone.ts';
import { answered } from '../../../commands/answers.ts';
import { zoneMeant } from '../replies.ts';
import { answeredTime } from './answers.ts';

/** Record a milestone; one that is missing is offered first. */
export const milestoneForm = (parts: IncidentParts) =>
  formAbout(parts, {
    name: 'incident.milestone',
    summary: 'Record a milestone',
    title: ({ number }) => `Milestone of incident ${number}`,
    fields: ({ milestones }, { timeZone }) => [
      {
        type: 'choice',
        name: 'which',
        label: 'Which one?',
        required: true,
        choices: MILESTONES.map((milestone) => ({
          label: MILESTONE_LABELS[milestone],
          value: milestone,
          description: milestones[milestone] ? 'Recorded; this takes its place' : 'Not recorded yet',
        })),
      },
      {
        type: 'text',
        name: 'at',
        label: 'When? Empty means now',
        description: zoneMeant(timeZone),
        placeholder: '14:05 / 20 min ago / ~18:00 / after #12',
        required: false,
        most: 100,
      },
      { type: 'text', name: 'text', label: 'How does one know?', required: false, most: 500 },
    ],
    async answer(row, fields, context) {
      const milestone = MILESTONES.find((one) => one === answered(fields, 'which'));
      if (!milestone) return refuse('milestone/unknown', `Choose one of ${MILESTONES.join(', ')}.`);
      const at = answeredTime(fields, 'at', context);
      if (!at.ok) return at;
      const text = answered(fields, 'text').slice(0, 500);
      return recordMilestone(parts, row, { milestone, at: at.value, text }, context);
    },
  });
