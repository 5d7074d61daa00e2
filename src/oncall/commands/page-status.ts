import { DateTime } from 'luxon';
import { ok } from '../../base/result.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, say } from '../../commands/message.ts';
import { pageButtons } from '../paging/page-message.ts';
import type { PageRow } from '../paging/page-rows.ts';
import type { OnCallParts } from '../parts.ts';
import { anyPageOption, findPage, visible } from './page-look-up.ts';
import { trailLine, trailWords } from './page-trail.ts';

/** The latest lines of a trail are shown; a page that nobody answers for days has many, and they are attached. */
const MOST_SHOWN = 30;
const MOST_READ = 5_000;

const NEXT = {
  none: '',
  open: 'If nobody answers, it goes on',
  acknowledged: 'Unless it is resolved before, it pages again',
  snoozed: 'It comes back',
} as const;

/** `1: Disk is full; acknowledged by ada`, `2: Slow; open, asked: ben`. */
function rowWords(row: PageRow, parts: OnCallParts): RichText {
  const people = row.people.map(parts.nameOf).join(', ');
  const state =
    row.acknowledgedBy !== null
      ? `acknowledged by ${parts.nameOf(row.acknowledgedBy)}`
      : row.status === 'open' && people !== ''
        ? `open, asked: ${people}`
        : row.status;
  return rich`${strong(String(row.number))}: ${row.message.slice(0, 80)}; ${state}`;
}

/** `/page status`: the pages that are open; of one, whom it told, how, when, with what result, how fast. */
export const statusCommand = (parts: OnCallParts) =>
  defineCommand({
    name: 'page status',
    summary: 'Which pages are open; of one, how it was delivered',
    permission: 'page.read',
    risk: 'read',
    options: { page: anyPageOption(parts, 'The page’s number: shows its whole delivery') },
    async run({ page }, context) {
      if (page === undefined) {
        const rows = await visible(parts, await parts.pages.live(), context);
        if (rows.length === 0) return ok(say(paragraph(['No page is open.'], { tone: 'good' })));
        return ok(
          say({
            title: [rows.length === 1 ? 'One page is open' : `${rows.length} pages are open`],
            blocks: [
              { type: 'list', items: rows.slice(0, 20).map((row) => rowWords(row, parts)) },
              { type: 'text', text: ['/page status page:… shows how one was delivered.'] },
            ],
          }),
        );
      }
      const found = await findPage(parts, page, context);
      if (!found.ok) return found;
      const row = found.value;
      // A trail is read on a phone at night: the day only where it is another one.
      const day = (at: number): DateTime => DateTime.fromMillis(at, { zone: context.timeZone });
      const time = (at: number): string =>
        day(at).toFormat(day(at).hasSame(day(row.openedAt), 'day') ? 'HH:mm:ss' : 'd LLL HH:mm:ss');
      const latest = await parts.timeline.read(row.stream, { limit: MOST_READ, order: 'descending' });
      const trail = latest.toReversed().flatMap((entry) => {
        const line = entry.data === null ? undefined : trailLine(entry, { time, nameOf: parts.nameOf });
        return line ? [line] : [];
      });
      return ok(
        say({
          title: rich`Page ${row.number}: ${row.status}`,
          blocks: [
            { type: 'quote', text: row.message },
            { type: 'list', items: trail.slice(-MOST_SHOWN).map(trailWords) },
            ...(trail.length > MOST_SHOWN
              ? [{ type: 'text' as const, text: [`${trail.length - MOST_SHOWN} earlier lines are in the file.`] }]
              : []),
            ...(row.nextAt === null || row.status === 'resolved'
              ? []
              : [{ type: 'text' as const, text: rich`${NEXT[row.status]} ${instant(row.nextAt, 'relative')}.` }]),
          ],
          ...(trail.length > MOST_SHOWN && {
            files: [
              {
                name: `page-${row.number}.txt`,
                contentType: 'text/plain; charset=utf-8',
                content: Buffer.from(`${trail.map((line) => line.join('\t').trimEnd()).join('\n')}\n`),
              },
            ],
          }),
          ...(row.status === 'resolved'
            ? {}
            : { buttons: pageButtons(row.stream, await parts.pages.state(row.stream), { trail: true }) }),
        }),
      );
    },
  });
