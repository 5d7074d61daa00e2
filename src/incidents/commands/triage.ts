import { channel, rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { decideTriage, unlessWaiting } from '../decide/triage.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
import { takeCommandButton } from '../card.ts';
import { askAbout } from './ask-about.ts';
import { mayDecide } from './may-decide.ts';
import { named } from './named.ts';
import { answered } from '../../commands/answers.ts';
import { recordedReply } from './replies.ts';
import { tellChannel } from './tell-channel.ts';

/** Accept or decline what an alert opened, or somebody who was not sure. */
export const triageActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  {
    action: 'incident.triage.accept',
    summary: 'It is an incident, and you take part',
    permission: 'incident.join',
    risk: 'record',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const allowed = mayDecide(row.value, context);
      if (!allowed.ok) return allowed;
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        tellChannel(
          decideTriage(state, { accepted: true, reason: '', person: personOf(context) }, parts.config(), decideContext),
          { parts, row: row.value, context, text: rich`Accepted: incident ${row.value.number} is one.` },
        ),
      );
      if (!recorded.ok) return recorded;
      const { number, channelId, roles } = row.value;
      const place =
        channelId === null || channelId === context.place?.channelId
          ? []
          : rich` The work is in ${channel(channelId)}.`;
      const commanded = roles.some(({ role }) => role === 'commander');
      return recordedReply(recorded.value, rich`Incident ${number} is accepted.${place}`, {
        buttons: [
          [
            ...(commanded ? [] : [takeCommandButton(number)]),
            { label: 'Severity', action: 'incident.severity.ask', args },
          ],
        ],
      });
    },
  },
  askAbout(parts, {
    action: 'incident.triage.decline',
    answers: 'incident.triage.declined',
    summary: 'It is no incident',
    permission: 'incident.join',
    title: ({ number }) => `Decline incident ${number}`,
    fields(row, context) {
      // Nobody fills in a form to hear that it is decided.
      const refusal = unlessWaiting(row);
      if (refusal) return refusal;
      const allowed = mayDecide(row, context);
      return allowed.ok
        ? [{ type: 'text', name: 'reason', label: 'Why is it none?', required: true, most: 1000 }]
        : allowed;
    },
  }),
  {
    action: 'incident.triage.declined',
    summary: 'Decline it',
    permission: 'incident.join',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const allowed = mayDecide(row.value, context);
      if (!allowed.ok) return allowed;
      const reason = answered(fields, 'reason').slice(0, 1000);
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        tellChannel(
          decideTriage(state, { accepted: false, reason, person: personOf(context) }, parts.config(), decideContext),
          { parts, row: row.value, context, text: rich`Incident ${row.value.number} is declined: ${reason}` },
        ),
      );
      return recorded.ok
        ? recordedReply(recorded.value, rich`Incident ${row.value.number} is declined: ${reason}`)
        : recorded;
    },
  },
];
