import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Button, openForm, paragraph, type Reply, whisper } from '../../commands/message.ts';
import { choice, parsedText } from '../../commands/options.ts';
import { decideStatus, type GivenMilestone } from '../decide/status.ts';
import { incidentFold } from '../fold.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { reopens } from '../state.ts';
import { STATUS_LABELS, STATUS_MARKS, STATUSES, type Status } from '../vocabulary.ts';
import { incidentOption, parseNumber, reasonOption, requiredReasonOption } from './incident-options.ts';
import { askAbout } from './ask-about.ts';
import { closeFields, closeForm, closeReason, givenMilestones, missingMilestones } from './close-form.ts';
import { mergeIncident } from './merge.ts';
import { postmortemButton } from '../card.ts';
import { mayBecome } from './may-decide.ts';
import { named } from './named.ts';
import { answered } from '../../commands/answers.ts';
import { oddTimes } from './odd-time.ts';
import { recordedReply } from './replies.ts';
import { tellChannel } from './tell-channel.ts';

export const statusCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident status',
    summary: 'Say how far you are',
    examples: ['/incident status to:identified reason:A bad deploy'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      to: choice(STATUSES, { description: 'The new status', required: true, labels: STATUS_LABELS }),
      reason: reasonOption(),
      incident: incidentOption(parts),
    },
    async run({ to, reason, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      return to === 'closed'
        ? closeOrAsk(parts, row.value, reason, context)
        : changeStatus(parts, row.value, to, reason ?? '', context);
    },
  });

/** What ends or revives an incident has a command of its own, because that is how people think of it. */
const WAYS = [
  { verb: 'resolve', to: 'resolved', summary: 'The impact is over', reason: 'optional' },
  { verb: 'close', to: 'closed', summary: 'Everything is done; the record is complete', reason: 'optional' },
  { verb: 'reopen', to: 'investigating', summary: 'It was not over after all', reason: 'required' },
] as const;

/** Cancelling takes a reason, or names the incident that this one is a duplicate of: then it is merged into that. */
export const cancelCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident cancel',
    summary: 'It was no incident, or a duplicate of another one',
    examples: ['/incident cancel reason:False alarm', '/incident cancel duplicate-of:#41'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      reason: reasonOption(),
      'duplicate-of': parsedText(
        {
          description: 'The incident that goes on: people and open tasks move there',
          suggest: (typed, context) => parts.lookup.suggest(typed, context.viewer),
        },
        parseNumber,
      ),
      incident: incidentOption(parts),
    },
    async run({ reason, 'duplicate-of': duplicateOf, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      return duplicateOf === undefined
        ? changeStatus(parts, row.value, 'cancelled', reason ?? '', context)
        : mergeIncident(parts, row.value, duplicateOf, context);
    },
  });

export const statusWayCommands = (parts: IncidentParts) =>
  WAYS.map(({ verb, to, summary, reason }) =>
    defineCommand({
      name: `incident ${verb}`,
      summary,
      permission: 'incident.respond',
      risk: 'record',
      options: {
        reason: reason === 'required' ? requiredReasonOption() : reasonOption(),
        incident: incidentOption(parts),
      },
      async run(args, context) {
        const row = await parts.lookup.locate(args.incident, context);
        if (!row.ok) return row;
        return verb === 'close'
          ? closeOrAsk(parts, row.value, args.reason, context)
          : changeStatus(parts, row.value, to, args.reason ?? '', context);
      },
    }),
  );

/** What is missing is asked for first, in one form; where nothing is, it is closed at once. */
async function closeOrAsk(
  parts: IncidentParts,
  row: IncidentRow,
  reason: string | undefined,
  context: CommandContext,
): Promise<Result<Reply>> {
  if (missingMilestones(row).length === 0) return changeStatus(parts, row, 'closed', reason ?? '', context);
  const refusal = await inTheWay(parts, row, context);
  return refusal ?? ok(openForm(closeForm(row, context.timeZone, reason)));
}

/** Why it cannot be closed as it stands: nobody fills in a form for that. */
async function inTheWay(parts: IncidentParts, row: IncidentRow, context: CommandContext) {
  const state = await parts.timeline.state(row.stream, incidentFold);
  const decided = decideStatus(state, { to: 'closed', reason: '' }, parts.config(), {
    now: context.now,
    newId: parts.newId,
  });
  return decided.ok ? undefined : decided;
}

export async function changeStatus(
  parts: IncidentParts,
  row: IncidentRow,
  to: Status,
  reason: string,
  context: CommandContext,
  milestones: readonly GivenMilestone[] = [],
) {
  const allowed = mayBecome(row, to, context);
  if (!allowed.ok) return allowed;
  const { postmortem } = await parts.timeline.state(row.stream, incidentFold);
  const takenBack = postmortem.state === 'reviewed' && reopens(row.status, to);
  const text = rich`${STATUS_MARKS[to]} Incident ${row.number} is ${strong(to)} (was ${row.status})${reason === '' ? '' : `: ${reason}`}${takenBack ? '. Its reviewed postmortem is in review again.' : ''}`;
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    tellChannel(decideStatus(state, { to, reason, milestones }, parts.config(), decideContext), {
      parts,
      row,
      context,
      text,
    }),
  );
  if (!recorded.ok) return recorded;
  const args = [String(row.number)];
  const unknown = missingMilestones(row).filter((name) => !milestones.some(({ milestone }) => milestone === name));
  const odd = oddTimes(row, milestones);
  const notes = [
    ...(unknown.length > 0 ? [`Not recorded: ${unknown.join(', ')}. They can still be; statistics need them.`] : []),
    ...odd.notes,
  ];
  const next =
    to === 'resolved'
      ? {
          tone: 'good' as const,
          footer: ['Record the milestones while you remember them, then close.'],
          buttons: [
            [
              closeButton(args),
              milestoneButton(args),
              postmortemButton(row.number),
              { label: 'Export', action: 'incident.export', args },
            ],
          ],
        }
      : to === 'closed'
        ? {
            buttons: [
              [
                ...(unknown.length > 0 ? [milestoneButton(args)] : []),
                postmortemButton(row.number),
                { label: 'Export', action: 'incident.export', args },
              ],
              ...(odd.buttons.length > 0 ? [odd.buttons] : []),
            ],
            ...(notes.length > 0 && { footer: [notes.join(' ')] }),
          }
        : {};
  return recordedReply(recorded.value, text, next);
}

const closeButton = (args: readonly string[]): Button => ({
  label: 'Close',
  style: 'success',
  action: 'incident.close.ask',
  args,
});

const milestoneButton = (args: readonly string[]): Button => ({
  label: 'Milestone',
  action: 'incident.milestone.ask',
  args,
});

export const statusActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  askAbout(parts, {
    action: 'incident.status.ask',
    answers: 'incident.status.submit',
    summary: 'Choose the status',
    title: ({ number }) => `Status of incident ${number}`,
    fields: (row) => [
      {
        type: 'choice',
        name: 'to',
        label: 'How far are you?',
        required: true,
        choices: STATUSES.map((status) => ({
          label: STATUS_LABELS[status],
          value: status,
          ...(status === row.status && { selected: true as const }),
        })),
      },
      { type: 'text', name: 'reason', label: 'Why?', required: false, most: 1000 },
    ],
  }),
  {
    action: 'incident.status.submit',
    openedBy: 'incident.status.ask',
    summary: 'Change the status',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const to = STATUSES.find((status) => status === answered(fields, 'to'));
      if (!to) return refuse('status/unknown', `Choose one of ${STATUSES.join(', ')}.`);
      const reason = answered(fields, 'reason').slice(0, 1000);
      if (to !== 'closed' || missingMilestones(row.value).length === 0) {
        return changeStatus(parts, row.value, to, reason, context);
      }
      // A form's answer opens no other form: a button does.
      const refusal = await inTheWay(parts, row.value, context);
      if (refusal) return refusal;
      const number = String(row.value.number);
      const kept = parts.newId();
      if (reason !== '') await closeReason.keep(parts.store, kept, reason, context);
      const button = closeButton(reason === '' ? [number] : [number, kept]);
      const text = rich`Milestones of incident ${number} are missing: ${strong('Close')} asks for them, and closes it.`;
      return ok(whisper(paragraph(text, { buttons: [[button]] })));
    },
  },
  ...WAYS.map(({ verb, to, summary, reason }) =>
    askAbout(parts, {
      action: `incident.${verb}.ask`,
      answers: `incident.${verb}.submit`,
      summary,
      title: ({ number }) => `${verb.charAt(0).toUpperCase()}${verb.slice(1)} incident ${number}`,
      async fields(row, context, [kept]) {
        if (verb === 'close') {
          const refusal = await inTheWay(parts, row, context);
          return refusal ?? closeFields(row, context.timeZone, await closeReason.read(parts.store, kept, context));
        }
        const allowed = mayBecome(row, to, context);
        if (!allowed.ok) return allowed;
        return [
          {
            type: 'text',
            name: 'reason',
            label: to === 'resolved' ? 'What ended it?' : 'Why?',
            lines: 'many',
            required: reason === 'required',
            most: 1000,
          },
        ];
      },
    }),
  ),
  ...WAYS.map(({ verb, to, summary }): ActionDeclaration => ({
    action: `incident.${verb}.submit`,
    openedBy: `incident.${verb}.ask`,
    summary,
    permission: 'incident.respond',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const milestones = await givenMilestones(parts, row.value, verb === 'close' ? fields : {}, context);
      if (!milestones.ok) return milestones;
      const reason = answered(fields, 'reason').slice(0, 1000);
      return changeStatus(parts, row.value, to, reason, context, milestones.value);
    },
  })),
];
