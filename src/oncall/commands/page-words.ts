import { ok } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, say } from '../../commands/message.ts';
import { integer, text } from '../../commands/options.ts';
import type { CarriedPages } from '../pagerduty/carried-pages.ts';
import type { OnCallParts } from '../parts.ts';
import { isFollowed } from '../paging/tell-followers.ts';
import { findPage, pageOption } from './page-look-up.ts';

/** Words about a page, and two pages that are one: in PagerDuty, too, where its incident is. */
export function pageWordCommands(parts: OnCallParts, pages: CarriedPages): readonly Command[] {
  const words = (name: string, summary: string, as: 'note' | 'status-update') =>
    defineCommand({
      name: `page ${name}`,
      summary,
      permission: 'page.respond',
      risk: 'record',
      options: {
        text: text({ description: 'The words', required: true, most: 2000 }),
        page: pageOption(parts),
      },
      async run({ text: said, page }, context) {
        const row = await findPage(parts, page, context);
        if (!row.ok) return row;
        const done = await pages.note(row.value.stream, context.viewer.id, said, as, context.cause);
        if (!done.ok) return done;
        const { number, stream } = done.value;
        if (as === 'note') return ok(say(paragraph(rich`The note is kept with page ${number}.`)));
        return ok(
          say(
            isFollowed(await parts.pages.state(stream), context.viewer.id)
              ? paragraph(rich`The update is out for page ${number}.`)
              : paragraph(rich`The update is kept with page ${number}: it has no channel, and nobody else has it yet.`),
          ),
        );
      },
    });
  return [
    words('note', 'Keep a note with a page', 'note'),
    words('update', 'Say how a page goes: in its channel, and to who has it', 'status-update'),
    defineCommand({
      name: 'page merge',
      summary: 'Two pages are about one thing: go on with one of them',
      permission: 'page.respond',
      risk: 'record',
      options: {
        into: integer({
          description: 'The page that goes on',
          required: true,
          least: 1,
          suggest: pageOption(parts).suggest,
        }),
        page: pageOption(parts),
      },
      async run({ into, page }, context) {
        const source = await findPage(parts, page, context);
        if (!source.ok) return source;
        const target = await findPage(parts, into, context);
        if (!target.ok) return target;
        const done = await pages.merge(source.value.stream, target.value.stream, context.viewer.id, context.cause);
        return done.ok
          ? ok(say(paragraph(rich`Page ${source.value.number} is one with page ${done.value.number} now.`)))
          : done;
      },
    }),
  ];
}
