import type { SeriesBody } from '../kit/finding.ts';
import { type CutOff, type OnDifference } from './compare-lines.ts';

type Line = SeriesBody['series'][number];

/**
 * Values over time are never the same twice. A series differs when its mean lies outside of everything between which it moved
 * before, or is at least twice or at most half of what it was (behind one spike, everything lies between the extremes), or when
 * there was none of its name; what is gone is named, without points.
 */
export function compareSeries<S extends SeriesBody>(before: S, now: S, onDifference: OnDifference, cutOff: CutOff): S {
  const old = new Map(before.series.map((line) => [line.name, line]));
  const names = new Set(now.series.map(({ name }) => name));
  const noted = (line: Line, note: string): Line => {
    onDifference();
    return { ...line, name: `≠ ${line.name} (${note})` };
  };
  return {
    ...now,
    series: [
      ...now.series.map((line) => {
        const was = old.get(line.name);
        if (!was) return cutOff.before ? line : noted(line, 'new');
        const note = movedOut(was, line, cutOff);
        return note === undefined ? line : noted(line, note);
      }),
      ...before.series
        .filter(({ name }) => !cutOff.now && !names.has(name))
        .map((line) => noted({ ...line, points: [] }, 'gone')),
    ],
  };
}

/** `mean 12, was between 1 and 3`; undefined when the mean is about what it was. */
function movedOut(before: Line, now: Line, cutOff: CutOff): string | undefined {
  const was = valuesOf(before);
  const is = valuesOf(now);
  if (is.length === 0) return was.length === 0 ? undefined : 'no values, had some';
  if (was.length === 0) return 'has values, had none';
  const least = was.reduce((a, b) => Math.min(a, b));
  const most = was.reduce((a, b) => Math.max(a, b));
  const mean = meanOf(is);
  const times = mean / meanOf(was);
  if (mean >= least && mean <= most)
    // Of a long one that was kept in part the peaks are left, and make of its mean another.
    return !cutOff.before && (times >= 2 || times <= 0.5)
      ? `mean ${shown(mean)}, was ${shown(meanOf(was))}`
      : undefined;
  const between = least === most ? shown(least) : `between ${shown(least)} and ${shown(most)}`;
  return `mean ${shown(mean)}, was ${between}`;
}

const valuesOf = ({ points }: Line): readonly number[] =>
  points.flatMap(([, value]) => (value === null ? [] : [value]));
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const shown = (value: number): string => String(Number(value.toPrecision(3)));
