import type { FilePart } from '../commands/message.ts';
import { groupedBarChart } from '../pictures/grouped-bar-chart.ts';
import type { ThemeName } from '../pictures/theme.ts';
import { toPng } from '../pictures/to-png.ts';
import { durationText } from './export/summary.ts';
import { type Grouping, type Measure, SPANS, type Statistics } from './statistics.ts';

/** More would be higher than a screen. */
const MOST_GROUPS = 8;

/** The median of every span, by group; undefined when nothing was measured. */
export async function statsPicture(
  { measures }: Pick<Statistics, 'measures'>,
  by: Grouping,
  theme: ThemeName,
): Promise<FilePart | undefined> {
  if (measures.length === 0) return undefined;
  const all = [...Map.groupBy(measures, ({ group }) => group)];
  // Months go from above to below, up to the newest.
  const groups = by === 'month' ? all.slice(-MOST_GROUPS) : all.slice(0, MOST_GROUPS);
  const leftOut = groups.length === all.length ? '' : ` (the ${by === 'month' ? 'last' : 'first'} ${MOST_GROUPS})`;
  const drawn = groupedBarChart(
    {
      title: `Median times, by ${by}${leftOut}`,
      series: SPANS.map(({ label }) => label),
      groups: groups.map(([name, own]) => ({ name, bars: SPANS.map(({ label }) => barOf(own, label)) })),
    },
    theme,
  );
  return { name: 'median-times.png', alt: drawn.alt, contentType: 'image/png', content: await toPng(drawn.svg) };
}

function barOf(measures: readonly Measure[], span: string) {
  const measure = measures.find((one) => one.span === span);
  return measure ? { value: measure.medianMs, text: `${durationText(measure.medianMs)} (n=${measure.n})` } : null;
}
