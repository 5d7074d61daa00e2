import { instant, joined, person, rich, type RichText, strong } from '../../base/rich-text.ts';
import { ok } from '../../base/result.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Button, type Message, say, whisper } from '../../commands/message.ts';
import { choice, personOption } from '../../commands/options.ts';
import { decidePostmortem, NEXT_STAGES, type PostmortemChange } from '../decide/postmortem.ts';
import { incidentFold } from '../fold.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import type { IncidentState } from '../state.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';
import { dueOption } from './task.ts';

const STAGES = ['draft', 'in review', 'reviewed'] as const;
const STAGE_LABELS = { draft: 'Back to draft', 'in review': 'To review', reviewed: 'Reviewed' } as const;

/** A command of its own: `/incident` has as many subcommands as Discord takes. */
export const postmortemCommand = (parts: IncidentParts): Command =>
  defineCommand({
    name: 'postmortem',
    summary: 'Whose the postmortem is, when it is due, and how far it is',
    details:
      'Without options it shows where it stands. It goes from draft to in review to reviewed. Its text comes from /incident export.',
    examples: ['/postmortem', '/postmortem owner:@bob due:friday', '/postmortem state:reviewed incident:42'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      state: choice(STAGES, { description: 'How far it is' }),
      owner: personOption({ description: 'Who writes it and stands for it' }),
      due: dueOption(),
      incident: incidentOption(parts),
    },
    async run({ state, owner, due: dueAt, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      if (state === undefined && owner === undefined && dueAt === undefined) {
        return ok(say(standing(await parts.timeline.state(row.value.stream, incidentFold))));
      }
      return change(parts, row.value, { state, owner, dueAt }, context);
    },
  });

async function change(parts: IncidentParts, row: IncidentRow, wanted: PostmortemChange, context: CommandContext) {
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decidePostmortem(state, wanted, decideContext),
  );
  if (!recorded.ok) return recorded;
  const message = standing(await parts.timeline.state(row.stream, incidentFold), recorded.value.seq);
  return ok(say(wanted.owner === undefined ? message : { ...message, ping: { people: [wanted.owner] } }));
}

/** How far it is, whose, until when; and what can be done next. */
function standing({ number, postmortem }: IncidentState, seq?: number): Message {
  const { state: stage, owner, dueAt } = postmortem;
  const args = [String(number)];
  const facts: readonly RichText[] = [
    [strong(stage === 'none' ? 'not begun' : stage)],
    ...(owner === null ? [] : [rich`written by ${person(owner)}`]),
    ...(dueAt === null || stage === 'reviewed' ? [] : [rich`due ${instant(dueAt, 'date-time')}`]),
  ];
  const steps = NEXT_STAGES[stage].map((next): Button => ({
    label: stage === 'none' ? 'Begin' : stage === 'reviewed' ? 'Back to review' : STAGE_LABELS[next],
    action: 'incident.postmortem.to',
    args: [...args, next],
    ...(next !== 'draft' && stage !== 'reviewed' && { style: 'success' as const }),
  }));
  return {
    blocks: [
      {
        type: 'text',
        text: rich`${seq === undefined ? '' : rich`${strong(`#${seq}`)} `}📝 Postmortem of incident ${number}: ${joined(facts, ' · ')}`,
      },
    ],
    buttons: [
      [
        ...(owner === null ? [{ label: 'I write it', action: 'incident.postmortem.own', args } satisfies Button] : []),
        ...steps,
        { label: 'Its text so far', action: 'incident.export', args },
      ],
    ],
  };
}

export const postmortemActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  {
    action: 'incident.postmortem',
    summary: 'See how far the postmortem is',
    permission: 'incident.read',
    risk: 'read',
    visibility: 'private',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      return row.ok ? ok(whisper(standing(await parts.timeline.state(row.value.stream, incidentFold)))) : row;
    },
  },
  {
    action: 'incident.postmortem.own',
    summary: 'Write the postmortem',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      return row.ok ? change(parts, row.value, { owner: context.viewer.id }, context) : row;
    },
  },
  {
    action: 'incident.postmortem.to',
    summary: 'Take the postmortem a step further',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      const state = STAGES.find((stage) => stage === args[1]);
      return row.ok ? change(parts, row.value, { state }, context) : row;
    },
  },
];
