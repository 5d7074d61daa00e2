import { instant, joined, person, rich, type RichText, strong } from '../../base/rich-text.ts';
import { ok, type Result } from '../../base/result.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Button, type Message, type Reply, say, whisper } from '../../commands/message.ts';
import { choice, personOption } from '../../commands/options.ts';
import { decidePostmortem, NEXT_STAGES, type PostmortemChange } from '../decide/postmortem.ts';
import { incidentFold } from '../fold.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import type { IncidentState } from '../state.ts';
import { POSTMORTEM_SECTIONS, SECTION_LABELS } from '../vocabulary.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';
import { saidLetIn } from './replies.ts';
import { dueOption } from './task.ts';

const STAGES = ['draft', 'in review', 'reviewed'] as const;
const STAGE_LABELS = { draft: 'Back to draft', 'in review': 'To review', reviewed: 'Reviewed' } as const;

/** A command of its own: `/incident` has as many subcommands as Discord takes. */
export const postmortemCommand = (parts: IncidentParts): Command =>
  defineCommand({
    name: 'postmortem',
    summary: 'Whose the postmortem is, when it is due, and how far it is',
    details:
      'Without options it shows where it stands, with buttons to write its sections. It goes from draft to in review to reviewed. Its text comes from /incident export.',
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
      return changePostmortem(parts, row.value, { state, owner, dueAt }, context);
    },
  });

export async function changePostmortem(
  parts: IncidentParts,
  row: IncidentRow,
  wanted: PostmortemChange,
  context: CommandContext,
) {
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decidePostmortem(state, wanted, parts.config(), decideContext),
  );
  if (!recorded.ok) return recorded;
  return postmortemStanding(parts, row, recorded.value.seq, context, wanted.owner);
}

/** How it stands after what was recorded as `seq`, for everybody. */
export async function postmortemStanding(
  parts: IncidentParts,
  row: IncidentRow,
  seq: number,
  context: CommandContext,
  owner?: string,
): Promise<Result<Reply>> {
  const message = standing(await parts.timeline.state(row.stream, incidentFold), seq);
  const blocks = [...message.blocks, ...saidLetIn(row, owner, context)];
  return ok(say(owner === undefined ? message : { ...message, blocks, ping: { people: [owner] } }));
}

/** How far it is, whose, until when, what is still to be written; and what can be done next. */
function standing(state: IncidentState, seq?: number): Message {
  const { number, postmortem } = state;
  const { state: stage, owner, dueAt } = postmortem;
  const args = [String(number)];
  const facts: readonly RichText[] = [
    [strong(stage === 'none' ? 'not begun' : stage)],
    ...(owner === null ? [] : [rich`owner ${person(owner)}`]),
    ...(dueAt === null || stage === 'reviewed' ? [] : [rich`due ${instant(dueAt, 'date-time')}`]),
  ];
  const steps = NEXT_STAGES[stage].map((next): Button => ({
    label: stage === 'none' ? 'Begin' : stage === 'reviewed' ? 'Back to review' : STAGE_LABELS[next],
    action: 'incident.postmortem.to',
    args: [...args, next],
    ...(next !== 'draft' && stage !== 'reviewed' && { style: 'success' as const }),
  }));
  const missing = unwritten(state);
  return {
    blocks: [
      {
        type: 'text',
        text: rich`${seq === undefined ? '' : rich`${strong(`#${seq}`)} `}📝 Postmortem of incident ${number}: ${joined(facts, ' · ')}`,
      },
      ...(missing.length === 0
        ? []
        : [
            {
              type: 'text' as const,
              text: rich`${stage === 'reviewed' ? 'Reviewed without' : 'Still to be written'}: ${missing.join(', ')}.`,
            },
          ]),
    ],
    buttons: [
      ...(stage === 'reviewed'
        ? []
        : [
            [
              { label: 'Write what happened', action: 'incident.postmortem.story.ask', args },
              { label: 'What we learned', action: 'incident.postmortem.lessons.ask', args },
              { label: 'Add an action item', action: 'incident.task.add.ask', args },
            ] satisfies Button[],
          ]),
      [
        ...(owner === null ? [{ label: 'I write it', action: 'incident.postmortem.own', args } satisfies Button] : []),
        ...(stage === 'reviewed'
          ? []
          : [{ label: 'Owner, due date', action: 'incident.postmortem.plan.ask', args } satisfies Button]),
        ...steps,
      ],
      [{ label: stage === 'reviewed' ? 'Its text' : 'Its text so far', action: 'incident.export', args }],
    ],
  };
}

function unwritten({ summary, description, impact, tasks, postmortem }: IncidentState): readonly string[] {
  return [
    ...(summary === '' && description === '' ? ['Overview'] : []),
    ...(impact === '' ? ['Impact'] : []),
    // The updates stand under Messaging by themselves.
    ...POSTMORTEM_SECTIONS.filter((section) => section !== 'messaging' && !postmortem.sections[section]).map(
      (section) => SECTION_LABELS[section],
    ),
    // What nobody is to do by any day is a wish.
    ...(tasks.some(({ followUp, assignee, dueAt }) => followUp && assignee !== null && dueAt !== null)
      ? []
      : [tasks.some(({ followUp }) => followUp) ? 'Action items with owner and date' : 'Action items']),
  ];
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
      return row.ok ? changePostmortem(parts, row.value, { owner: context.viewer.id }, context) : row;
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
      return row.ok ? changePostmortem(parts, row.value, { state }, context) : row;
    },
  },
];
