import { ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, say } from '../../commands/message.ts';
import { retryEffect } from '../../timeline/retry-effect.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';

const MOST = 100;

/** What could not be done in Discord or elsewhere is tried again. */
export const retryCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident retry',
    summary: 'Try again what could not be done',
    permission: 'incident.respond',
    risk: 'record',
    options: { incident: incidentOption(parts) },
    async run({ incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? retry(parts, row.value, context) : row;
    },
  });

async function retry(parts: IncidentParts, row: IncidentRow, context: CommandContext) {
  const parked = await parts.store.effects({ state: 'parked', stream: row.stream, limit: MOST });
  let again = 0;
  for (const { id } of parked) {
    const cause = { ...context.cause, causeId: `${context.cause.causeId}:${id}` };
    if ((await retryEffect(parts, id, cause)).ok) again++;
  }
  return again === 0
    ? refuse('retry/nothing', `Nothing of incident ${row.number} is waiting to be tried again.`)
    : ok(
        say(
          paragraph(rich`🔁 ${again} thing${again === 1 ? '' : 's'} that could not be done will be tried again now.`),
        ),
      );
}

export const retryAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.retry',
  summary: 'Try again what could not be done',
  permission: 'incident.respond',
  risk: 'record',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    return row.ok ? retry(parts, row.value, context) : row;
  },
});
