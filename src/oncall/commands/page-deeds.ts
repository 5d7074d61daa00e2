import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, channel, instant, person, rich, strong } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import type { Answer } from '../paging/decided.ts';
import type { PageRow } from '../paging/page-rows.ts';
import type { Addressee } from '../paging/pages.ts';
import { isDiscordId } from '../paging/who.ts';
import type { OnCallParts } from '../parts.ts';

export const who = (id: string, parts: OnCallParts): RichText =>
  isDiscordId(id) ? [person(id)] : [strong(parts.nameOf(id))];

const done = (result: Result<Answer>, sentence: (answer: Answer) => RichText): Result<Reply> =>
  result.ok ? ok(say(paragraph(sentence(result.value)))) : result;

/** What one can do with a page that is there; the same by command and by button. */
export const deeds = (parts: OnCallParts) => ({
  async ack(row: PageRow, context: CommandContext, via: string) {
    const result = await parts.pages.acknowledge(row.stream, context.viewer.id, via, context.cause);
    const after = await parts.pages.row(row.stream);
    if (!result.ok && result.refusal.code === 'page/acknowledged' && after?.acknowledgedBy != null) {
      const holder = parts.nameOf(after.acknowledgedBy);
      return refuse(
        'page/acknowledged',
        `${holder} has page ${row.number} already: you need not do anything. /page reassign hands it over.`,
      );
    }
    const place = row.incident === null ? undefined : await parts.channelOfIncident(row.incident);
    const further =
      place === undefined || place === context.place?.channelId ? '' : rich` The work is in ${channel(place)}.`;
    const quiet =
      after?.nextAt == null
        ? 'It is quiet until it is resolved.'
        : rich`It is quiet until ${instant(after.nextAt)}, and goes on then unless it is resolved.`;
    return done(result, ({ number }) =>
      after?.acknowledgedBy === context.viewer.id
        ? rich`${who(context.viewer.id, parts)} has page ${number}. ${quiet}${further}`
        : rich`${who(context.viewer.id, parts)} joins in on page ${number}.${further}`,
    );
  },
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
  add: async (row: PageRow, to: Addressee, context: CommandContext) =>
    done(
      await parts.pages.add(row.stream, context.viewer.id, to, context.cause),
      ({ number }) => rich`${strong(`${to.type} ${to.key}`)} is asked to join in on page ${number}.`,
    ),
  reassign: async (row: PageRow, to: Addressee, context: CommandContext) =>
    done(
      await parts.pages.reassign(row.stream, context.viewer.id, to, context.cause),
      ({ number }) => rich`Page ${number} goes to ${strong(`${to.type} ${to.key}`)} now.`,
    ),
  async snooze(row: PageRow, durationMs: number, context: CommandContext) {
    const until = context.now + durationMs;
    return done(
      await parts.pages.snooze(row.stream, context.viewer.id, until, context.cause),
      ({ number }) => rich`Page ${number} is quiet until ${instant(until)}.`,
    );
  },
});
