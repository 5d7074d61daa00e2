import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { decideKeepChannel } from '../decide/keep-channel.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import { named } from './named.ts';
import { recordedReply } from './replies.ts';

/** Under the message that says that the channel will be deleted. */
export const keepAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.keep',
  summary: 'Keep the channel of a closed incident',
  permission: 'incident.respond',
  risk: 'record',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const recorded = await changeIncident(parts, row.value.stream, context.cause, decideKeepChannel);
    return recorded.ok ? recordedReply(recorded.value, rich`This channel stays: it will not be deleted.`) : recorded;
  },
});
