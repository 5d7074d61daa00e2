import type { Finding } from '../kit/finding.ts';

type Series = Extract<Finding, { type: 'series' }>;

const peakOf = ({ points }: Series['series'][number]): number =>
  points.reduce((most, [, value]) => Math.max(most, value ?? -Infinity), -Infinity);

/** The `most` lines that rise highest, in the order in which they were found: more nobody can tell apart. */
export function highestSeries<S extends Series>(finding: S, most: number): S {
  const { series } = finding;
  if (series.length <= most) return finding;
  const highest = new Set(series.toSorted((a, b) => peakOf(b) - peakOf(a)).slice(0, most));
  return { ...finding, series: series.filter((line) => highest.has(line)) };
}
