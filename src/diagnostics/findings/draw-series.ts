import type { FilePart } from '../../commands/message.ts';
import { lineChart } from '../../pictures/line-chart.ts';
import { toPng } from '../../pictures/to-png.ts';
import type { DrawSeries } from './findings-to-message.ts';
import { thinned } from './thinned.ts';

/** What a picture of this width can tell apart: more cost the drawing, and nobody sees them. */
const MOST_POINTS = 400;

/** A series finding as a picture, in UTC; undefined when there is nothing to draw. */
export const drawSeries: DrawSeries = async (finding): Promise<FilePart | undefined> => {
  const times = finding.series.flatMap(({ points }) => points.map(([at]) => at));
  const from = times.reduce((least, at) => Math.min(least, at), Infinity);
  const to = times.reduce((most, at) => Math.max(most, at), -Infinity);
  if (!(from < to)) return undefined;
  const chart = lineChart(
    {
      title: finding.title ?? '',
      unit: finding.unit ?? '',
      timeZone: 'UTC',
      from,
      to,
      series: finding.series.map(({ name, points }) => ({
        name,
        points: thinned(points, MOST_POINTS).map(([at, value]) => ({ at, value })),
      })),
    },
    'dark',
  );
  return { name: 'series.png', alt: chart.alt, contentType: 'image/png', content: await toPng(chart.svg) };
};
