import { ok, refuse } from '../../base/result.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { whisper } from '../../commands/message.ts';
import type { OnCallParts } from '../parts.ts';

/** `/page test`: a page to oneself by every method at once. */
export const testCommand = (parts: OnCallParts) =>
  defineCommand({
    name: 'page test',
    summary: 'Try your own contacts: every method tells you once',
    permission: 'page.read',
    risk: 'record',
    visibility: 'private',
    options: {},
    async run(_args, context) {
      const { routing } = await parts.roster();
      const plan = routing.notifications(context.viewer.id, 'high', context.now, true);
      if (plan.length === 0) {
        return refuse(
          'page/no-contact',
          'There is no way to reach you: ask for contacts under your name in muster.yaml.',
        );
      }
      const opened = await parts.pages.open(
        {
          to: { type: 'person', key: parts.people().byId(context.viewer.id)?.key ?? context.viewer.id },
          message: 'This is a test of your contacts. Acknowledge it, and it stops.',
          urgency: 'high',
        },
        context.cause,
      );
      if (!opened.ok) return opened;
      const rows = plan.map((each) => [each.method, each.afterMs === 0 ? 'now' : `after ${each.afterMs / 1000} s`]);
      return ok(
        whisper({
          title: [`Test page ${opened.value.number} is on its way`],
          blocks: [
            { type: 'table', columns: [{ name: 'How' }, { name: 'When' }], rows },
            { type: 'text', text: [`/page status page:${opened.value.number} shows what came of each.`] },
          ],
        }),
      );
    },
  });
