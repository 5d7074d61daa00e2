import { code, joined, rich } from '../base/rich-text.ts';
import { ok } from '../base/result.ts';
import type { People } from '../catalog/people.ts';
import type { Command } from './command.ts';
import { defineCommand } from './define-command.ts';
import { whisper } from './message.ts';

/** `/muster whoami`: how Muster knows this person, and what they may do. */
export function whoamiCommand(people: () => People): Command {
  return defineCommand({
    name: 'muster whoami',
    summary: 'How Muster knows you, and what you may do',
    permission: 'muster.read',
    risk: 'read',
    visibility: 'private',
    options: {},
    async run(_args, { viewer, timeZone }) {
      const known = people().byId(viewer.id);
      return ok(
        whisper({
          title: ['Who you are to Muster'],
          blocks: [
            {
              type: 'facts',
              facts: [
                { name: 'Name', value: [viewer.name] },
                {
                  name: 'In muster.yaml',
                  value: known ? [code(known.key)] : ['not there: an administrator can add you under people'],
                },
                { name: 'Time zone', value: [timeZone] },
                { name: 'PagerDuty', value: known?.pagerduty ? [code(known.pagerduty)] : ['not linked'] },
              ],
            },
            { type: 'heading', text: 'You may' },
            {
              type: 'text',
              text: joined(
                [...viewer.permissions].sort().map((name) => rich`${code(name)}`),
                ', ',
              ),
            },
          ],
        }),
      );
    },
  });
}
