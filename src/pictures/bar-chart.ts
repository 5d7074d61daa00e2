import { legend } from './legend.ts';
import { type Picture, element, picture } from './svg.ts';
import { LARGE, SMALL, fitted, label, widthOf } from './text.ts';
import { type ThemeName, themeOf } from './theme.ts';

export interface BarChartData {
  readonly title: string;
  /** `h`, `min`, or empty for plain counts. */
  readonly unit: string;
  readonly series: readonly string[];
  /** One value a series; a bar stacks them. */
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const WIDTH = 1200;
const MARGIN = 28;
const NAMES = 230;
const ROW = 56;

const written = (value: number, unit: string): string =>
  `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10}${unit === '' ? '' : ` ${unit}`}`;

/** Horizontal bars, one a row, stacked by series, each with its total. */
export function barChart(data: BarChartData, themeName: ThemeName): Picture {
  const theme = themeOf(themeName);
  const totals = data.rows.map((row) => row.values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(...totals, Number.MIN_VALUE);
  const totalWidth = Math.max(...totals.map((total) => widthOf(written(total, data.unit), SMALL)), 0) + 16;
  const scale = (WIDTH - 2 * MARGIN - NAMES - totalWidth) / most;
  const fill = (series: number): string => theme.fills[series % theme.fills.length] ?? theme.line;
  const top = 84;
  const rows = data.rows.flatMap((row, index) => {
    const y = top + index * ROW;
    let x = MARGIN + NAMES;
    const bars = row.values.map((value, series) => {
      const bar = element('rect', { x, y: y + 6, width: value * scale, height: ROW - 16, fill: fill(series) });
      x += value * scale;
      return bar;
    });
    const baseline = y + ROW / 2 + SMALL * 0.3;
    return [
      label(fitted(row.name, NAMES - 16, SMALL), { x: MARGIN, y: baseline }, { size: SMALL, fill: theme.text }),
      ...bars,
      label(
        written(totals[index] ?? 0, data.unit),
        { x: x + 10, y: baseline },
        { size: SMALL, fill: theme.text, bold: true },
      ),
    ];
  });
  const bottom = top + data.rows.length * ROW + 16;
  const several = data.series.length > 1;
  const key = legend(
    several ? data.series.map((name, series) => ({ name, fill: fill(series) })) : [],
    { left: MARGIN, right: WIDTH - MARGIN, top: bottom },
    theme,
  );
  const alt = `${data.title}. ${data.rows
    .map((row, index) => {
      const parts = several
        ? row.values.map((value, series) => `${data.series[series] ?? ''} ${written(value, data.unit)}`)
        : [];
      return `${row.name}: ${written(totals[index] ?? 0, data.unit)}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
    })
    .join('; ')}.`;
  return picture({ width: WIDTH, height: bottom + key.height + 16 }, theme, alt, [
    label(
      fitted(data.title, WIDTH - 2 * MARGIN, LARGE),
      { x: MARGIN, y: 48 },
      { size: LARGE, fill: theme.text, bold: true },
    ),
    ...rows,
    ...key.elements,
  ]);
}
