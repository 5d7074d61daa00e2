import type { SeriesBody } from '../kit/finding.ts';

type Point = SeriesBody['series'][number]['points'][number];

/** Of every stretch of points its least and its greatest, so that no peak is lost: `most` points, or little more. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const stretch = Math.ceil((2 * points.length) / most);
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const known = part.filter(([, value]) => value !== null).toSorted(([, a], [, b]) => (a ?? 0) - (b ?? 0));
    const edges = new Set([known[0] ?? part[0], known.at(-1)]);
    kept.push(...part.filter((point) => edges.has(point)));
  }
  return kept;
}
