import { DAY_MS } from '../../base/durations.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { code, instant, rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say, whisper } from '../../commands/message.ts';
import { durationText } from '../config/duration.ts';
import { deployEvents, icsOf } from '../deploys/deploy-calendar.ts';
import { digestOf } from '../deploys/digest.ts';
import { type ActionsParts, personOf, registerOf } from '../parts.ts';
import { type RunRow, runBuckets, runsProjection } from '../runs-projection.ts';
import { durationOption } from './options.ts';

const MOST_LISTED = 15;
const MOST_ROWS = 1000;

export const deployCalendarCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy calendar',
    summary: 'Freezes and deploys that wait, as a list and a calendar file',
    permission: 'deploys.read',
    risk: 'read',
    options: {},
    async run(_args, { now }): Promise<Result<Reply>> {
      const events = deployEvents(parts.config(), await registerOf(parts), now).filter(({ until }) => until > now);
      if (events.length === 0) return ok(say(paragraph(['No freeze is planned, and no deploy waits.'])));
      return ok(
        say({
          blocks: [
            {
              type: 'list',
              items: events
                .slice(0, MOST_LISTED)
                .map(
                  ({ title, from, until }) =>
                    rich`${instant(from, 'date-time')} to ${instant(until, 'date-time')}: ${title}`,
                ),
            },
          ],
          ...(parts.calendarLink && {
            buttons: [[{ label: 'Subscribe to it', style: 'secondary' as const, action: 'deploy.calendar-link' }]],
          }),
          files: [{ name: 'deploys.ics', contentType: 'text/calendar', content: Buffer.from(icsOf(events, now)) }],
        }),
      );
    },
  });

/** The calendar's address is a secret, its person's own: shown to who asks, and to nobody else. */
export const calendarLinkAction = (parts: ActionsParts): ActionDeclaration => ({
  action: 'deploy.calendar-link',
  summary: 'Get the address of the deploys calendar',
  permission: 'deploys.read',
  risk: 'read',
  visibility: 'private',
  run(_args, _fields, context): Promise<Result<Reply>> {
    const address = parts.calendarLink?.(personOf(context));
    return Promise.resolve(
      address === undefined
        ? refuse(
            'calendar/no-address',
            'Nobody outside can reach Muster: MUSTER_PUBLIC_URL is not set. The file of /deploy calendar can be imported.',
          )
        : ok(
            whisper(
              paragraph(
                rich`Give this address to your calendar program; it is yours alone, and whoever has it sees the calendar: ${code(address)}`,
              ),
            ),
          ),
    );
  },
});

/** Runs that were asked for in the span, latest first. */
export async function runsSince(parts: Pick<ActionsParts, 'store'>, since: number): Promise<readonly RunRow[]> {
  const rows = await parts.store.project(runsProjection, {
    bucket: runBuckets.all,
    order: 'descending',
    limit: MOST_ROWS,
  });
  return rows.map(({ row }) => row).filter((row) => (row.startedAt ?? row.askedAt) >= since);
}

export const deployDigestCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy digest',
    summary: 'What went live lately, in plain words',
    details: 'For those who do not run systems. With `deploys: { digest: "0 9 * * 1-5" }` it is posted by itself.',
    permission: 'deploys.read',
    risk: 'read',
    options: { last: durationOption('How far back; one day when left out') },
    async run({ last = DAY_MS }, { now }): Promise<Result<Reply>> {
      const sentences = digestOf(await runsSince(parts, now - last));
      return ok(
        say({
          title: [`What went live in the last ${durationText(last)}`],
          blocks: [{ type: 'list', items: sentences.slice(0, MOST_LISTED).map((sentence) => [sentence]) }],
        }),
      );
    },
  });
