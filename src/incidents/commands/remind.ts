import { ok, refuse } from '../../base/result.ts';
import { instant, rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { paragraph, updateMessage } from '../../commands/message.ts';
import { decideReminder } from '../decide/reminder.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import { named } from './named.ts';

/** The buttons of an update reminder. */
export const remindActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  {
    action: 'incident.remind.snooze',
    summary: 'Remind later',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const minutes = Number(args[1]);
      if (![30, 60, 90].includes(minutes))
        return refuse('remind/minutes', 'It can be snoozed for 30, 60 or 90 minutes.');
      const until = context.now + minutes * 60_000;
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideReminder(state, until, decideContext),
      );
      return recorded.ok
        ? ok(updateMessage(paragraph(rich`😴 The next reminder comes ${instant(until, 'relative')}.`)))
        : recorded;
    },
  },
  {
    action: 'incident.remind.stop',
    summary: 'Stop reminding',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideReminder(state, null, decideContext),
      );
      return recorded.ok
        ? ok(
            updateMessage(
              paragraph(
                rich`🔕 No more reminders. A change of severity does not bring them back, reopening does; an update may be posted at any time.`,
              ),
            ),
          )
        : recorded;
    },
  },
];
