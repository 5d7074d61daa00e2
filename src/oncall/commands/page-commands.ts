import { type Result, ok, refuse } from '../../base/result.ts';
import type { Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import type { Reply } from '../../commands/message.ts';
import { parsedText } from '../../commands/options.ts';
import { parseDuration } from '../config/duration.ts';
import type { PageRow } from '../paging/page-rows.ts';
import type { OnCallParts } from '../parts.ts';
import { addresseeOption } from './named.ts';
import { deeds } from './page-deeds.ts';
import { findPage, pageOption } from './page-look-up.ts';
import { sendCommand } from './page-send.ts';
import { statusCommand } from './page-status.ts';
import { testCommand } from './page-test.ts';

const duration = (description: string) =>
  parsedText({ description, required: true }, (raw) => {
    const durationMs = parseDuration(raw);
    return durationMs === undefined || durationMs < 60_000 || durationMs > 30 * 86_400_000
      ? refuse('option/duration', 'Write how long, from a minute to 30 days: 30m, 2h, 1h 30m.')
      : ok(durationMs);
  });

export function pageCommands(parts: OnCallParts): readonly Command[] {
  const does = deeds(parts);
  const simple = (
    name: string,
    summary: string,
    run: (row: PageRow, context: CommandContext) => Promise<Result<Reply>>,
  ) =>
    defineCommand({
      name: `page ${name}`,
      summary,
      permission: 'page.respond',
      risk: 'record',
      options: { page: pageOption(parts) },
      async run({ page }, context) {
        const row = await findPage(parts, page, context);
        return row.ok ? run(row.value, context) : row;
      },
    });

  return [
    sendCommand(parts),
    statusCommand(parts),
    testCommand(parts),
    simple('ack', 'Take a page: nobody else is asked any more', (row, context) => does.ack(row, context, 'command')),
    simple('resolve', 'A page is settled', (row, context) => does.resolve(row, context, 'command')),
    simple('escalate', 'Ask the next ones now', does.escalate),
    simple('decline', 'You cannot take a page that asks you: it goes on without you', does.decline),
    defineCommand({
      name: 'page add',
      summary: 'Ask somebody to join in: who has the page keeps it',
      details:
        'A schedule stands for whoever is on call, a policy for its first step. They are told at once, also in their quiet hours.',
      examples: ['/page add who:bob', '/page add who:schedule:database page:12'],
      permission: 'page.respond',
      risk: 'record',
      options: { who: addresseeOption(parts, 'Who is to join'), page: pageOption(parts) },
      async run({ who: to, page }, context) {
        const row = await findPage(parts, page, context);
        return row.ok ? does.add(row.value, to, context) : row;
      },
    }),
    defineCommand({
      name: 'page reassign',
      summary: 'Hand a page to another person, schedule or policy',
      permission: 'page.respond',
      risk: 'record',
      options: { who: addresseeOption(parts, 'Who takes it'), page: pageOption(parts) },
      async run({ who: to, page }, context) {
        const row = await findPage(parts, page, context);
        return row.ok ? does.reassign(row.value, to, context) : row;
      },
    }),
    defineCommand({
      name: 'page snooze',
      summary: 'Put a page off: it comes back from its first step',
      permission: 'page.respond',
      risk: 'record',
      options: { for: duration('How long: 30m, 2h'), page: pageOption(parts) },
      async run({ for: durationMs, page }, context) {
        const row = await findPage(parts, page, context);
        return row.ok ? does.snooze(row.value, durationMs, context) : row;
      },
    }),
  ];
}
