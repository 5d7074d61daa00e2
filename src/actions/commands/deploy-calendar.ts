import { type Result, ok } from '../../base/result.ts';
import { instant, rich } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { durationText } from '../config/duration.ts';
import { deployEvents, icsOf } from '../deploys/deploy-calendar.ts';
import { digestOf } from '../deploys/digest.ts';
import { type ActionsParts, registerOf } from '../parts.ts';
import { type RunRow, runBuckets, runsProjection } from '../runs-projection.ts';
import { durationOption } from './options.ts';

const MOST_LISTED = 15;
const MOST_ROWS = 1000;
const DAY_MS = 86_400_000;

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
          files: [{ name: 'deploys.ics', contentType: 'text/calendar', content: Buffer.from(icsOf(events, now)) }],
        }),
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
