import type { Instant } from '../base/clock.ts';
import { legend } from './legend.ts';
import { type Picture, type SvgElement, element, picture } from './svg.ts';
import { LARGE, SMALL, fitted, label } from './text.ts';
import { type ThemeName, themeOf } from './theme.ts';
import { timeAxis } from './time-axis.ts';

export interface LineChartData {
  readonly title: string;
  readonly unit: string;
  readonly timeZone: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Points in order of time; null is a hole in the line. */
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly { readonly at: Instant; readonly value: number | null }[];
  }[];
  /** Moments marked with a dashed line: when the incident began, was mitigated. */
  readonly marks?: readonly { readonly at: Instant; readonly label: string }[];
}

const WIDTH = 1200;
const HEIGHT = 560;
const MARGIN = 28;
const VALUES = 130;

/** Values over time, with round numbers at the side. */
export function lineChart(data: LineChartData, themeName: ThemeName): Picture {
  const theme = themeOf(themeName);
  const values = data.series.flatMap((series) => series.points.flatMap((point) => point.value ?? []));
  const { low, high, step } = roundScale(values);
  const box = { left: MARGIN + VALUES, right: WIDTH - MARGIN, top: 122, bottom: HEIGHT };
  const axis = timeAxis(data, box, data.timeZone, theme);
  const y = (value: number): number => box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
  const colour = (n: number): string => theme.strokes[n % theme.strokes.length] ?? theme.text;

  const grid: SvgElement[] = [];
  for (let value = low; value <= high + step / 2; value += step) {
    grid.push(
      element('line', { x1: box.left, x2: box.right, y1: y(value), y2: y(value), stroke: theme.line }),
      label(
        `${short(value)}${data.unit}`,
        { x: box.left - 10, y: y(value) + 8 },
        { size: SMALL, fill: theme.faint, anchor: 'end' },
      ),
    );
  }
  const lines = data.series.map((series, n) =>
    element('path', {
      d: pathOf(series.points, axis.x, y),
      fill: 'none',
      stroke: colour(n),
      'stroke-width': 4,
      'stroke-linejoin': 'round',
      // Dashes tell lines apart where colours cannot.
      'stroke-dasharray': ['', '14 6', '4 6', '14 6 4 6'][n % 4] || undefined,
    }),
  );
  const marks = (data.marks ?? []).flatMap((mark) => [
    element('line', {
      x1: axis.x(mark.at),
      x2: axis.x(mark.at),
      y1: box.top,
      y2: box.bottom,
      stroke: theme.now,
      'stroke-width': 3,
      'stroke-dasharray': '8 6',
    }),
    label(
      mark.label,
      { x: Math.min(axis.x(mark.at) + 8, box.right - 160), y: box.top + 26 },
      { size: SMALL, fill: theme.now, bold: true },
    ),
  ]);
  const key = legend(
    data.series.map((series, n) => ({ name: series.name, fill: colour(n) })),
    { left: MARGIN, right: WIDTH - MARGIN, top: box.bottom + 20 },
    theme,
  );
  const alt = `${data.title}. ${data.series.map((series) => summary(series, data.unit)).join('; ')}.`;
  return picture({ width: WIDTH, height: box.bottom + 20 + key.height + 16 }, theme, alt, [
    label(
      fitted(data.title, WIDTH - 2 * MARGIN, LARGE),
      { x: MARGIN, y: 48 },
      { size: LARGE, fill: theme.text, bold: true },
    ),
    ...axis.elements,
    ...grid,
    ...lines,
    ...marks,
    ...key.elements,
  ]);
}

/** About five round steps (1, 2 or 5 times a power of ten) that reach from 0, or below, to above the highest value. */
export function roundScale(values: readonly number[]): { low: number; high: number; step: number } {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const least = values.reduce((a, b) => Math.min(a, b), 0);
  const rough = (most - least > 1e-9 ? most - least : 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const low = Math.floor(least / step) * step;
  return { low, high: Math.max(Math.ceil(most / step) * step, low + step), step };
}

function pathOf(
  points: LineChartData['series'][number]['points'],
  x: (at: Instant) => number,
  y: (value: number) => number,
): string {
  let pen = 'M';
  return points
    .map(({ at, value }) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return step;
    })
    .join(' ');
}

const short = (value: number): string =>
  Math.abs(value) >= 1e6
    ? `${Number((value / 1e6).toPrecision(3))}M`
    : Math.abs(value) >= 1e3
      ? `${Number((value / 1e3).toPrecision(3))}k`
      : String(Number(value.toPrecision(3)));

function summary(series: LineChartData['series'][number], unit: string): string {
  const values = series.points.flatMap((point) => point.value ?? []);
  if (values.length === 0) return `${series.name}: no values`;
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return `${series.name}: from ${short(least)}${unit} to ${short(most)}${unit}, last ${short(values.at(-1) ?? 0)}${unit}`;
}
