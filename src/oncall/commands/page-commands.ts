import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, instant, person, rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say, whisper } from '../../commands/message.ts';
import { choice, parsedText, text } from '../../commands/options.ts';
import { parseDuration } from '../config/duration.ts';
import { URGENCIES } from '../config/person.ts';
import type { Answer } from '../paging/decide.ts';
import { pageMessage } from '../paging/page-effects.ts';
import type { PageRow } from '../paging/page-rows.ts';
import type { OnCallParts } from '../parts.ts';
import { addresseeOption } from './named.ts';
import { findPage, pageOption } from './page-look-up.ts';
import { statusCommand } from './page-status.ts';
import { testCommand } from './page-test.ts';

const who = (id: string, parts: OnCallParts): RichText =>
  /^\d{17,20}$/.test(id) ? [person(id)] : [strong(parts.nameOf(id))];

const duration = (description: string) =>
  parsedText({ description, required: true }, (raw) => {
    const durationMs = parseDuration(raw);
    return durationMs === undefined || durationMs < 60_000 || durationMs > 30 * 86_400_000
      ? refuse('option/duration', 'Write how long, from a minute to 30 days: 30m, 2h, 1h 30m.')
      : ok(durationMs);
  });

const done = (result: Result<Answer>, sentence: (answer: Answer) => RichText): Result<Reply> =>
  result.ok ? ok(say(paragraph(sentence(result.value)))) : result;

/** What one can do with a page that is there; the same by command and by button. */
const deeds = (parts: OnCallParts) => ({
  ack: async (row: PageRow, context: CommandContext, via: string) =>
    done(
      await parts.pages.acknowledge(row.stream, context.viewer.id, via, context.cause),
      ({ number }) => rich`${who(context.viewer.id, parts)} has page ${number}. It is quiet until it is resolved.`,
    ),
  resolve: async (row: PageRow, context: CommandContext, via: string) =>
    done(
      await parts.pages.resolve(row.stream, context.viewer.id, via, context.cause),
      ({ number }) => rich`Page ${number} is resolved.`,
    ),
  escalate: async (row: PageRow, context: CommandContext) => {
    const result = await parts.pages.escalate(row.stream, context.cause);
    const after = await parts.pages.row(row.stream);
    const people = (after?.people ?? []).flatMap((id, n) => (n === 0 ? who(id, parts) : [', ', ...who(id, parts)]));
    return done(result, ({ number }) =>
      people.length > 0 ? rich`Page ${number} goes to ${people} now.` : rich`Page ${number} is at its next step.`,
    );
  },
  decline: async (row: PageRow, context: CommandContext) =>
    done(
      await parts.pages.decline(row.stream, context.viewer.id, context.cause),
      ({ number }) => rich`Page ${number} goes on without ${who(context.viewer.id, parts)}.`,
    ),
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
        const row = await pages.row(opened.value.stream);
        return row
          ? ok(say(pageMessage(row.stream, row.state)))
          : ok(say(paragraph(rich`Page ${opened.value.number} is on its way.`)));
      },
    }),
    statusCommand(parts),
    testCommand(parts),
    simple('ack', 'Take a page: nobody else is asked any more', (row, context) => does.ack(row, context, 'command')),
    simple('resolve', 'A page is settled', (row, context) => does.resolve(row, context, 'command')),
    simple('escalate', 'Ask the next ones now', does.escalate),
    defineCommand({
      name: 'page reassign',
      summary: 'Hand a page to another person, schedule or policy',
      permission: 'page.respond',
      risk: 'record',
      options: { who: addresseeOption(parts, 'Who takes it'), page: pageOption(parts) },
      async run({ who: to, page }, context) {
        const row = await findPage(parts, page, context);
        if (!row.ok) return row;
        const result = await pages.reassign(row.value.stream, context.viewer.id, to, context.cause);
        return done(result, ({ number }) => rich`Page ${number} goes to ${strong(`${to.type} ${to.key}`)} now.`);
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
        if (!row.ok) return row;
        const until = context.now + durationMs;
        const result = await pages.snooze(row.value.stream, context.viewer.id, until, context.cause);
        return done(result, ({ number }) => rich`Page ${number} is quiet until ${instant(until)}.`);
      },
    }),
  ];
}

export function pageActions(parts: OnCallParts): readonly ActionDeclaration[] {
  const does = deeds(parts);
  const button = (
    action: string,
    summary: string,
    run: (row: PageRow, context: CommandContext) => Promise<Result<Reply>>,
  ): ActionDeclaration => ({
    action,
    summary,
    permission: 'page.respond',
    risk: 'record',
    async run([stream = ''], _fields, context) {
      const row = await parts.pages.row(stream);
      if (!row || (row.incident !== null && !(await parts.maySeeIncident(row.incident, context.viewer)))) {
        return refuse('page/unknown', 'There is no such page any more.');
      }
      return run(row, context);
    },
  });
  return [
    button('page.ack', 'Acknowledge a page', (row, context) => does.ack(row, context, 'button')),
    button('page.resolve', 'Resolve a page', (row, context) => does.resolve(row, context, 'button')),
    button('page.escalate', 'Ask the next ones now', does.escalate),
    button('page.decline', 'Say that you cannot take a page', does.decline),
    button('page.show', 'Show how a page was delivered', async (row) =>
      ok(whisper(pageMessage(row.stream, row.state))),
    ),
  ];
}
