import { ok, refuse } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Button, paragraph, whisper } from '../../commands/message.ts';
import type { OnCallParts } from '../parts.ts';

/** Under public answers about schedules. Pressed, it whispers a link that works as its presser alone. */
export const calendarLinkButton: Button = { label: 'Calendar in a browser', action: 'oncall.page', args: [] };

/** A link of one's own to the page of all schedules, week by week. */
export const calendarLinkAction = (parts: OnCallParts): ActionDeclaration => ({
  action: 'oncall.page',
  summary: 'A link of your own to the on-call calendar',
  permission: 'oncall.read',
  risk: 'read',
  visibility: 'private',
  async run(_args, _fields, context) {
    const url = parts.linkFor(context.viewer.id, '/oncall');
    if (url === undefined) {
      return refuse(
        'page/address',
        "Muster's pages have no address here: an operator sets MUSTER_PUBLIC_URL. /oncall next and /oncall show tell the same in chat.",
      );
    }
    const words =
      'Who is on call, week by week. The link is yours: whoever has it reads as you. It works for 24 hours.';
    return ok(whisper(paragraph([words], { buttons: [[{ label: 'Read it', url }]] })));
  },
});
