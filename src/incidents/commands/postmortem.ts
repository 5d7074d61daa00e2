import { rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { choice, personOption } from '../../commands/options.ts';
import { decidePostmortem } from '../decide/postmortem.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import { incidentOption } from './incident-options.ts';
import { recordedReply } from './replies.ts';
import { dueOption } from './task.ts';

/** A command of its own: `/incident` has as many subcommands as Discord takes. */
export const postmortemCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'postmortem',
    summary: 'Whose the postmortem is, when it is due, and how far it is',
    details: 'It goes from draft to in review to reviewed. Its text comes from /incident export.',
    examples: ['/postmortem owner:@bob due:friday', '/postmortem state:reviewed incident:42'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      state: choice(['draft', 'in review', 'reviewed'], { description: 'How far it is' }),
      owner: personOption({ description: 'Who writes it and stands for it' }),
      due: dueOption(),
      incident: incidentOption(parts),
    },
    async run({ state: to, owner, due, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decidePostmortem(state, { state: to, owner, dueAt: due }, decideContext),
      );
      return recorded.ok
        ? recordedReply(
            recorded.value,
            rich`Postmortem of incident ${row.value.number}${to === undefined ? '' : rich`: ${strong(to)}`}`,
            owner === undefined ? {} : { ping: { people: [owner] } },
          )
        : recorded;
    },
  });
