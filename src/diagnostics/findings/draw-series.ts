import type { FilePart } from '../../commands/message.ts';
import { lineChart } from '../../pictures/line-chart.ts';
import { toPng } from '../../pictures/to-png.ts';
import type { Finding } from '../kit/finding.ts';
import type { DrawSeries } from './findings-to-message.ts';

const MOST_LINES = 12;
type Point = Extract<Finding, { type: 'series' }>['series'][number]['points'][number];

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
      series: finding.series
        .slice(0, MOST_LINES)
        .map(({ name, points }) => ({ name, points: thinned(points).map(([at, value]) => ({ at, value })) })),
    },
    'dark',
  );
  return { name: 'series.png', alt: chart.alt, contentType: 'image/png', content: await toPng(chart.svg) };
};

/** What a picture of this width can tell apart: more cost the drawing, and nobody sees them. */
const MOST_POINTS = 400;

/** Of every stretch of points its least and its greatest, so that no peak is lost. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const stretch = Math.ceil((2 * points.length) / MOST_POINTS);
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const known = part.filter(([, value]) => value !== null).toSorted(([, a], [, b]) => (a ?? 0) - (b ?? 0));
    const edges = new Set([known[0] ?? part[0], known.at(-1)]);
    kept.push(...part.filter((point) => edges.has(point)));
  }
  return kept;
}
