import { type Result, ok, refuse } from '../../base/result.ts';
import { joined, rich } from '../../base/rich-text.ts';
import type { Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, type Reply, whisper } from '../../commands/message.ts';
import { choice, parsedText, text } from '../../commands/options.ts';
import { parseDuration } from '../config/duration.ts';
import { URGENCIES } from '../config/person.ts';
import { unverifiedInPolicy } from '../contacts/contact-list.ts';
import type { PageRow } from '../paging/page-rows.ts';
import type { OnCallParts } from '../parts.ts';
import { addresseeOption } from './named.ts';
import { deeds, who } from './page-deeds.ts';
import { findPage, pageOption } from './page-look-up.ts';
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
  const { pages } = parts;
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
    defineCommand({
      name: 'page send',
      summary: 'Page a person, whoever is on call, or an escalation policy',
      details:
        'Goes on until somebody acknowledges: by the policy’s steps, or for a person or schedule every five minutes. In an incident’s channel the page belongs to the incident.',
      examples: [
        '/page send who:policy:checkout message:Payments fail since 14:05',
        '/page send who:alice message:Please call in urgency:low',
      ],
      permission: 'page.send',
      risk: 'change',
      options: {
        who: addresseeOption(parts, 'A person, schedule, policy or service'),
        message: text({ description: 'What they should know', required: true, most: 2000 }),
        urgency: choice(URGENCIES, { description: 'high rings through, low waits for quiet hours to end' }),
      },
      async run({ who: to, message, urgency = 'high' }, context) {
        const channel = context.place?.channelId ?? null;
        const incident = (await parts.incidentOf(context)) ?? null;
        const opened = await pages.open({ to, message, urgency, incident, channel }, context.cause);
        if (!opened.ok) return opened;
        const { number, stream } = opened.value;
        const asked = (await pages.row(stream))?.people.map((id) => who(id, parts)) ?? [];
        const whom = asked.length === 0 ? [] : rich` to ${joined(asked, ', ')}`;
        // The page itself stands in the channel, with buttons that are kept current.
        const ends =
          to.type === 'policy' ? unverifiedInPolicy(parts.sections(), to.key, await parts.verifications.state()) : [];
        const names = ends.map(({ key, contact }) => `${parts.nameOf(key)} (${contact.method})`).join(', ');
        const warning: Block[] =
          ends.length === 0
            ? []
            : [{ type: 'text', text: [`⚠️ Its last step relies on contacts that are unverified: ${names}.`] }];
        const words = rich`Page ${number} is on its way${whom}. /page status shows how it goes.`;
        return ok(whisper({ blocks: [{ type: 'text', text: words }, ...warning] }));
      },
    }),
    statusCommand(parts),
    testCommand(parts),
    simple('ack', 'Take a page: nobody else is asked any more', (row, context) => does.ack(row, context, 'command')),
    simple('resolve', 'A page is settled', (row, context) => does.resolve(row, context, 'command')),
    simple('escalate', 'Ask the next ones now', does.escalate),
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
