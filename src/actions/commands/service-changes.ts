import { type Result, ok } from '../../base/result.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import { changeLine, changesOf } from '../changes.ts';
import { durationText } from '../config/duration.ts';
import type { ActionsParts } from '../parts.ts';
import { durationOption } from './options.ts';

const TWO_HOURS_MS = 7_200_000;

export const serviceChangesCommand = (parts: ActionsParts, services: () => readonly string[]) =>
  defineCommand({
    name: 'service changes',
    summary: 'What changed in the last 2 hours?',
    details: 'Deploys and actions that ran on a service, whatever came of them, latest first.',
    examples: ['/service changes service:shop', '/service changes service:shop last:1d'],
    permission: 'deploys.read',
    risk: 'read',
    options: {
      service: text({
        description: 'Which service',
        required: true,
        most: 80,
        suggest: (typed) =>
          services()
            .filter((name) => name.includes(typed))
            .slice(0, 25)
            .map((name) => ({ name, value: name })),
      }),
      last: durationOption('How far back; 2 hours when left out'),
    },
    async run({ service, last = TWO_HOURS_MS }): Promise<Result<Reply>> {
      const rows = await changesOf(parts.store, service, parts.clock.now() - last);
      const span = durationText(last);
      return ok(
        say(
          rows.length === 0
            ? paragraph([`Nothing that Muster knows of changed in ${service} in the last ${span}.`])
            : {
                title: [`${service}, last ${span}`],
                blocks: [{ type: 'list', items: rows.slice(0, 25).map(changeLine) }],
              },
        ),
      );
    },
  });
