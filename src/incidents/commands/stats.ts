import { ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type FilePart, type Message, whisper } from '../../commands/message.ts';
import { choice, integer } from '../../commands/options.ts';
import { barChart } from '../../pictures/bar-chart.ts';
import { toPng } from '../../pictures/to-png.ts';
import { durationText } from '../export/summary.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { GROUPINGS, type Grouping, type Statistics, statisticsOf } from '../statistics.ts';

const DAY_MS = 86_400_000;
const PAGE = 1000;
const MOST_ROWS = 30;

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
    },
    async run({ by = 'severity', days = 90 }, context) {
      const rows: IncidentRow[] = [];
      for (let behind: number | undefined; ;) {
        const page = await parts.lookup.list(context.viewer, { limit: PAGE, ...(behind !== undefined && { behind }) });
        rows.push(...page);
        behind = page.at(-1)?.number;
        if (page.length < PAGE) break;
      }
      const statistics = statisticsOf(rows, context.now - days * DAY_MS, by);
      if (statistics.total === 0 && statistics.excluded.length === 0) {
        return refuse('stats/none', `There is no incident of the last ${days} days that you can see.`);
      }
      const file = await pictureOf(statistics, by);
      return ok(whisper(statsMessage(statistics, by, days, file)));
    },
  });

function statsMessage(statistics: Statistics, by: Grouping, days: number, file: FilePart | undefined): Message {
  const { measures, excluded, total } = statistics;
  const shown = measures.slice(0, MOST_ROWS);
  return {
    title: [`${total} ${total === 1 ? 'incident' : 'incidents'} of the last ${days} days, by ${by}`],
    blocks: [
      shown.length === 0
        ? {
            type: 'text',
            text:
              total === 0
                ? rich`There is nothing to count: every incident of that time is left out.`
                : rich`None of them has two milestones on record, and times are counted from one to the next. Record them with ${{ code: '/incident milestone' }}.`,
          }
        : {
            type: 'table',
            columns: [
              { name: by },
              { name: 'measure' },
              { name: 'n', align: 'right' },
              { name: 'median', align: 'right' },
              { name: 'p90', align: 'right' },
            ],
            rows: shown.map(({ group, span, n, medianMs, p90Ms }) => [
              group,
              span,
              String(n),
              durationText(medianMs),
              durationText(p90Ms),
            ]),
          },
      ...(file ? [{ type: 'picture' as const, file: file.name }] : []),
      ...(excluded.length > 0
        ? [
            { type: 'heading' as const, text: `Left out (${excluded.length})` },
            {
              type: 'list' as const,
              items: excluded.slice(0, 15).map(({ number, reason }) => [`#${number}: ${reason}`]),
            },
          ]
        : []),
    ],
    ...(file && { files: [file] }),
    footer: ['From recorded milestones only. n is how many incidents have both of them.'],
  };
}

async function pictureOf({ measures }: Statistics, by: Grouping): Promise<FilePart | undefined> {
  const resolved = measures.filter(({ span }) => span === 'Time to resolve').slice(0, 12);
  if (resolved.length === 0) return undefined;
  const drawn = barChart(
    {
      title: `Median time to resolve, by ${by}`,
      unit: 'h',
      series: ['median'],
      rows: resolved.map(({ group, n, medianMs }) => ({ name: `${group} (n=${n})`, values: [medianMs / 3_600_000] })),
    },
    'dark',
  );
  return {
    name: 'time-to-resolve.png',
    alt: drawn.alt,
    contentType: 'image/png',
    content: await toPng(drawn.svg),
  };
}
