import { ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { paragraph, whisper } from '../../commands/message.ts';
import { UNSUBSCRIBE } from '../audience.ts';
import { decideSubscribe } from '../decide/subscribe.ts';
import { incidentFold } from '../fold.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
import { named } from './named.ts';

/** Hear of every update by direct message, without taking part. Pressed again, it ends. */
export const subscribeAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.subscribe',
  summary: 'Hear of updates by direct message',
  permission: 'incident.join',
  risk: 'record',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const who = personOf(context);
    if (who === null) return refuse('subscribe/who', 'Only a person can subscribe.');
    const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
      decideSubscribe(state, who, args[1] === UNSUBSCRIBE ? false : undefined, decideContext),
    );
    if (!recorded.ok) return recorded;
    const { subscribers } = await parts.timeline.state(row.value.stream, incidentFold);
    return ok(
      whisper(
        paragraph(
          subscribers.includes(who)
            ? rich`🔔 You will hear of every update on incident ${row.value.number} by direct message.`
            : rich`🔕 You will hear no more of incident ${row.value.number}.`,
        ),
      ),
    );
  },
});
