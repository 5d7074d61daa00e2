import { DateTime } from 'luxon';
import { ok } from '../../base/result.ts';
import { instant, rich } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, say } from '../../commands/message.ts';
import { integer } from '../../commands/options.ts';
import { pageEscalated, pageNotified, pageShown } from '../paging/entries.ts';
import { pageButtons } from '../paging/page-message.ts';
import type { OnCallParts } from '../parts.ts';
import { findPage, visible } from './page-look-up.ts';

/** `/page status`: the pages that are open; of one, whom it told, how, when, with what result, how fast. */
export const statusCommand = (parts: OnCallParts) =>
  defineCommand({
    name: 'page status',
    summary: 'Which pages are open; of one, how it was delivered',
    permission: 'page.read',
    risk: 'read',
    options: { page: integer({ description: 'The page’s number: shows its whole delivery', least: 1 }) },
    async run({ page }, context) {
      const time = (at: number): string =>
        DateTime.fromMillis(at, { zone: context.timeZone }).toFormat('d LLL HH:mm:ss');
      if (page === undefined) {
        const rows = await visible(parts, await parts.pages.live(), context);
        if (rows.length === 0) return ok(say(paragraph(['No page is open.'], { tone: 'good' })));
        return ok(
          say({
            title: [rows.length === 1 ? 'One page is open' : `${rows.length} pages are open`],
            blocks: [
              {
                type: 'table',
                columns: [{ name: '#', align: 'right' }, { name: 'State' }, { name: 'Who' }, { name: 'What' }],
                rows: rows
                  .slice(0, 20)
                  .map((row) => [
                    String(row.number),
                    row.status,
                    row.acknowledgedBy === null
                      ? row.people.map(parts.nameOf).join(', ')
                      : parts.nameOf(row.acknowledgedBy),
                    row.message.slice(0, 60),
                  ]),
              },
            ],
          }),
        );
      }
      const found = await findPage(parts, page, context);
      if (!found.ok) return found;
      const row = found.value;
      const entries = await parts.timeline.read(row.stream, { limit: 1000 });
      const trail = entries.flatMap((entry): string[][] => {
        const told = entry.kind === pageNotified.kind ? pageNotified.schema.safeParse(entry.data) : undefined;
        if (told?.success) {
          const { person, method, result, detail, latencyMs, possibleRepeat, retryAt } = told.data;
          const outcome =
            result === 'sent' ? `sent${possibleRepeat ? ', maybe twice' : ''}` : `failed: ${detail ?? ''}`;
          const again = retryAt === null ? '' : `; again ${time(retryAt)}`;
          return [
            [
              time(entry.recordedAt),
              parts.nameOf(person),
              method,
              `${outcome}${again}`,
              `${(latencyMs / 1000).toFixed(1)} s`,
            ],
          ];
        }
        const step = entry.kind === pageEscalated.kind ? pageEscalated.schema.safeParse(entry.data) : undefined;
        if (step?.success) {
          const { people, channels, why } = step.data;
          const whom = [...people.map((each) => parts.nameOf(each.id)), ...channels.map((name) => `#${name}`)].join(
            ', ',
          );
          return [
            [time(entry.recordedAt), whom || 'nobody', `step ${step.data.step + 1}`, why.replaceAll('-', ' '), ''],
          ];
        }
        if (entry.kind === pageShown.kind) return [];
        const word = entry.kind.replace('page.', '').replaceAll('-', ' ');
        return [
          [
            time(entry.recordedAt),
            entry.actor.kind === 'person' ? parts.nameOf(entry.actor.id) : 'Muster',
            word,
            '',
            '',
          ],
        ];
      });
      return ok(
        say({
          title: rich`Page ${row.number}: ${row.status}`,
          blocks: [
            { type: 'quote', text: row.message },
            {
              type: 'table',
              columns: [
                { name: 'When' },
                { name: 'Who' },
                { name: 'How' },
                { name: 'Result' },
                { name: 'Took', align: 'right' },
              ],
              rows: trail.slice(-40),
            },
            ...(row.nextAt === null || row.status === 'resolved'
              ? []
              : [{ type: 'text' as const, text: rich`It goes on by itself ${instant(row.nextAt, 'relative')}.` }]),
          ],
          ...(row.status === 'resolved'
            ? {}
            : { buttons: pageButtons(row.stream, await parts.pages.state(row.stream), { trail: true }) }),
        }),
      );
    },
  });
