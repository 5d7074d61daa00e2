import { ok } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { openForm } from '../../commands/message.ts';
import { decideTriage } from '../decide/triage.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
import { named } from './named.ts';
import { answered, recordedReply } from './replies.ts';

/** Accept or decline what was declared by a machine. */
export const triageActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  {
    action: 'incident.triage.accept',
    summary: 'It is an incident, and you take part',
    permission: 'incident.join',
    risk: 'record',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideTriage(state, { accepted: true, reason: '', person: personOf(context) }, parts.config(), decideContext),
      );
      return recorded.ok ? recordedReply(recorded.value, rich`Incident ${row.value.number} is accepted.`) : recorded;
    },
  },
  {
    action: 'incident.triage.decline',
    summary: 'It is no incident',
    permission: 'incident.join',
    risk: 'read',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      return ok(
        openForm({
          action: 'incident.triage.declined',
          args: [String(row.value.number)],
          title: `Decline incident ${row.value.number}`,
          fields: [{ type: 'text', name: 'reason', label: 'Why is it none?', required: true, most: 1000 }],
        }),
      );
    },
  },
  {
    action: 'incident.triage.declined',
    summary: 'Decline it',
    permission: 'incident.join',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const reason = answered(fields, 'reason').slice(0, 1000);
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideTriage(state, { accepted: false, reason, person: personOf(context) }, parts.config(), decideContext),
      );
      return recorded.ok
        ? recordedReply(recorded.value, rich`Incident ${row.value.number} is declined: ${reason}`)
        : recorded;
    },
  },
];
