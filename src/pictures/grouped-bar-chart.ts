import { legend } from './legend.ts';
import { type Picture, element, picture } from './svg.ts';
import { LARGE, SMALL, fitted, label, widthOf } from './text.ts';
import { type ThemeName, themeOf } from './theme.ts';

export interface GroupedBarChartData {
  readonly title: string;
  readonly series: readonly string[];
  /** Of each series its bar and what is written behind it; null where nothing was measured. */
  readonly groups: readonly {
    readonly name: string;
    readonly bars: readonly ({ readonly value: number; readonly text: string } | null)[];
  }[];
}

const WIDTH = 1200;
const MARGIN = 28;
const NAMES = 230;
const BAR = 34;
const BETWEEN = 22;

/** Horizontal bars below each other, one a series, in groups; a series keeps its colour. */
export function groupedBarChart({ title, series, groups }: GroupedBarChartData, themeName: ThemeName): Picture {
  const theme = themeOf(themeName);
  const bars = groups.flatMap((group) => group.bars.filter((bar) => bar !== null));
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const textWidth = Math.max(...bars.map(({ text }) => widthOf(text, SMALL)), 0) + 16;
  const scale = (WIDTH - 2 * MARGIN - NAMES - textWidth) / longest;
  const fill = (index: number): string => theme.fills[index % theme.fills.length] ?? theme.line;
  let y = 84;
  const drawn = groups.flatMap(({ name, bars: own }) => {
    const left = MARGIN + NAMES;
    const first = y;
    const rows = own.flatMap((bar, index) => {
      if (bar === null) return [];
      const width = Math.max(bar.value * scale, 3);
      const box = element('rect', { x: left, y: y + 2, width, height: BAR - 4, fill: fill(index) });
      const at = { x: left + width + 10, y: y + BAR / 2 + SMALL * 0.36 };
      y += BAR;
      return [box, label(bar.text, at, { size: SMALL, fill: theme.text })];
    });
    const middle = { x: MARGIN, y: (first + y) / 2 + SMALL * 0.36 };
    y += BETWEEN;
    return [label(fitted(name, NAMES - 16, SMALL), middle, { size: SMALL, fill: theme.text, bold: true }), ...rows];
  });
  const key = legend(
    series.map((name, index) => ({ name, fill: fill(index) })),
    { left: MARGIN, right: WIDTH - MARGIN, top: y },
    theme,
  );
  const alt = groups.map(({ name, bars: own }) => {
    const parts = own.flatMap((bar, index) => (bar === null ? [] : [`${series[index] ?? ''} ${bar.text}`]));
    return `${name}: ${parts.join(', ')}`;
  });
  return picture({ width: WIDTH, height: y + key.height + 16 }, theme, `${title}. ${alt.join('; ')}.`, [
    label(
      fitted(title, WIDTH - 2 * MARGIN, LARGE),
      { x: MARGIN, y: 48 },
      { size: LARGE, fill: theme.text, bold: true },
    ),
    ...drawn,
    ...key.elements,
  ]);
}
