import { DAY_MS } from '../../base/durations.ts';
import { ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, type FilePart, type Message, whisper } from '../../commands/message.ts';
import { choice, integer } from '../../commands/options.ts';
import { durationText } from '../export/summary.ts';
import type { IncidentParts } from '../parts.ts';
import { GROUPINGS, type Grouping, type Statistics, statisticsOf } from '../statistics.ts';
import { statsPicture } from '../stats-picture.ts';

const MOST_ROWS = 30;
const MOST_EXCLUSIONS = 15;

/** The numbers of those incidents that the person can see; only for them, because others may see others. */
export const statsCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident stats',
    summary: 'Time to detect, acknowledge, mitigate, resolve: from milestones only',
    details:
      'With the number of incidents, median and 90th percentile. Drills, tests and implausible times are left out and listed.',
    permission: 'incident.read',
    risk: 'read',
    pace: 'waits',
    visibility: 'private',
    options: {
      by: choice(GROUPINGS, { description: 'Default: severity' }),
      days: integer({ description: 'How far back; default 90', least: 1, most: 3650 }),
      theme: choice(['dark', 'light'], { description: 'For which background' }),
    },
    async run({ by = 'severity', days = 90, theme = 'dark' }, context) {
      const statistics = statisticsOf(await parts.lookup.all(context.viewer), {
        since: context.now - days * DAY_MS,
        by,
        timeZone: parts.timeZone(),
      });
      if (statistics.total === 0 && statistics.excluded.length === 0) {
        return refuse('stats/none', `There is no incident of the last ${days} days that you can see.`);
      }
      const file = await statsPicture(statistics, by, theme);
      return ok(whisper(statsMessage(statistics, by, days, file)));
    },
  });

function statsMessage(statistics: Statistics, by: Grouping, days: number, file: FilePart | undefined): Message {
  const { measures, excluded, total } = statistics;
  const groups = [...Map.groupBy(newestFirst(measures, by), ({ group }) => group)];
  const shown = fitting(groups);
  return {
    title: [`${total} ${total === 1 ? 'incident' : 'incidents'} of the last ${days} days, by ${by}`],
    blocks: [
      ...(shown.length === 0
        ? [
            {
              type: 'text' as const,
              text:
                total === 0
                  ? rich`There is nothing to count: every incident of that time is left out.`
                  : rich`None of them has two milestones on record, and times are counted from one to the next. Record them with ${{ code: '/incident milestone' }}.`,
            },
          ]
        : shown.flatMap(([group, rows]) => groupBlocks(group, rows))),
      ...(shown.length < groups.length
        ? [
            {
              type: 'text' as const,
              text: rich`${String(groups.length - shown.length)} more by ${by} are not shown. Choose fewer days to see them.`,
            },
          ]
        : []),
      ...(file ? [{ type: 'picture' as const, file: file.name }] : []),
      ...(excluded.length > 0
        ? [
            { type: 'heading' as const, text: `Left out (${excluded.length})` },
            {
              type: 'list' as const,
              items: [
                ...excluded.slice(0, MOST_EXCLUSIONS).map(({ number, reason }) => [`#${number}: ${reason}`]),
                ...(excluded.length > MOST_EXCLUSIONS ? [[`and ${excluded.length - MOST_EXCLUSIONS} more`]] : []),
              ],
            },
          ]
        : []),
    ],
    ...(file && { files: [file] }),
    footer: ['From recorded milestones only. n is how many incidents have both of them.'],
  };
}

/** Where not all of them have room, it is the oldest months that are left out. */
const newestFirst = (measures: Statistics['measures'], by: Grouping): Statistics['measures'] =>
  by === 'month' ? measures.toSorted((a, b) => (a.group > b.group ? -1 : a.group < b.group ? 1 : 0)) : measures;

/** Whole groups, as many as have room. */
function fitting<Row>(groups: readonly (readonly [string, readonly Row[]])[]): typeof groups {
  let rows = 0;
  return groups.filter(([, { length }]) => (rows += length) <= MOST_ROWS);
}

/** A table for each group: with a column for the group it would be too wide for a phone. */
const groupBlocks = (group: string, rows: Statistics['measures']): readonly Block[] => [
  { type: 'heading', text: group },
  {
    type: 'table',
    columns: [
      { name: 'time to' },
      { name: 'n', align: 'right' },
      { name: 'median', align: 'right' },
      { name: 'p90', align: 'right' },
    ],
    rows: rows.map(({ span, n, medianMs, p90Ms }) => [
      span.replace(/^Time to /, ''),
      String(n),
      durationText(medianMs),
      durationText(p90Ms),
    ]),
  },
];
