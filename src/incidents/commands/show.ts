import { ok } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { say, whisper } from '../../commands/message.ts';
import { statusCard } from '../card.ts';
import { incidentFold } from '../fold.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';

export const showCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident show',
    summary: 'Show where an incident stands',
    permission: 'incident.read',
    risk: 'read',
    options: { incident: incidentOption(parts) },
    async run({ incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? show(parts, row.value, context) : row;
    },
  });

async function show(parts: IncidentParts, row: IncidentRow, context: CommandContext) {
  const state = await parts.timeline.state(row.stream, incidentFold);
  const card = statusCard({ ...state, number: row.number }, parts.config());
  // Of a private incident only in its own channel may others look on.
  return ok(row.private && context.place?.channelId !== row.channelId ? whisper(card) : say(card));
}

export const showAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.show',
  summary: 'Show where the incident stands',
  permission: 'incident.read',
  risk: 'read',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    return row.ok ? show(parts, row.value, context) : row;
  },
});
