import { cellText, type Finding, type Findings } from '../kit/finding.ts';
import { MARKS, treeToText } from './tree-to-text.ts';

/** A cell with its mark in front: `✗ expired`. */
export function markedText(cell: Parameters<typeof cellText>[0]): string {
  return cell !== null && typeof cell === 'object' ? `${MARKS[cell.mark]} ${cell.text}` : cellText(cell);
}

/** The id of the text that says how much a comparison found. */
export const COMPARISON = 'comparison';

const URGENCY = { bad: 1, warn: 2, ok: 3 } as const;
const placeOf = (finding: Finding): number =>
  finding.id === COMPARISON ? 0 : finding.type === 'verdict' ? URGENCY[finding.verdict] : 4;

/** Verdicts first, the worst on top: they are what one looks for. What a comparison says stands above them. */
export const verdictsFirst = (findings: Findings): Findings => findings.toSorted((a, b) => placeOf(a) - placeOf(b));

/** Everything that was found, whole, as plain text: the attached file, the command line, the postmortem's evidence. */
export const findingsToText = (findings: Findings): string =>
  verdictsFirst(findings).map(findingToText).join('\n\n').trimEnd() + '\n';

export function findingToText(finding: Finding): string {
  const title = finding.title === undefined ? '' : `${finding.title}\n${'='.repeat(finding.title.length)}\n`;
  return title + bodyToText(finding);
}

function bodyToText(finding: Finding): string {
  switch (finding.type) {
    case 'verdict':
      return `${MARKS[finding.verdict]} ${finding.reason}${finding.next === undefined ? '' : `\n  Next: ${finding.next}`}`;
    case 'text':
    case 'lines':
      return finding.text;
    case 'facts': {
      const width = Math.min(MOST_FACT_NAME, longest(finding.facts.map(({ name }) => name)));
      return finding.facts.map(({ name, value }) => `${name.padEnd(width)}  ${markedText(value)}`).join('\n');
    }
    case 'table':
      return tableToText(
        finding.columns,
        finding.rows.map((row) => row.map(markedText)),
      ).concat(finding.note === undefined ? '' : `\n${finding.note}`);
    case 'tree':
      return treeToText(finding.roots);
    case 'series':
      return seriesToText(finding);
    case 'file':
      return `Attached: ${finding.name}`;
  }
}

/** One long name, or one long cell, would be paid for with as many blanks in every other row. */
const MOST_FACT_NAME = 40;
const MOST_ALIGNED = 1_000_000;
const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);

function tableToText(
  columns: readonly { readonly name: string; readonly align?: 'left' | 'right' }[],
  rows: readonly (readonly string[])[],
): string {
  const aligned = columns.map(({ name }, index) => longest([name, ...rows.map((row) => row[index] ?? '')]));
  const whole = aligned.reduce((sum, width) => sum + width + 2, 0) * (rows.length + 2);
  const widths = whole <= MOST_ALIGNED ? aligned : columns.map(({ name }) => name.length);
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        return align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ name }) => name)),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...rows.map(line),
  ].join('\n');
}

function seriesToText(finding: Series): string {
  const { columns, rows } = seriesTable(finding);
  return tableToText(columns, rows);
}

type Series = Extract<Finding, { type: 'series' }>;

/** Each series with its last value, its extremes and its mean: a picture's numbers. */
export function seriesTable(finding: Series): {
  readonly columns: readonly { readonly name: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
} {
  const rows = finding.series.map(({ name, points }) => {
    const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
    const shown = (value: number | undefined): string =>
      value === undefined ? '' : String(Number(value.toPrecision(5)));
    const sum = values.reduce((total, value) => total + value, 0);
    return [
      name,
      shown(values.at(-1)),
      values.length === 0 ? '' : shown(values.reduce((least, value) => Math.min(least, value), Infinity)),
      values.length === 0 ? '' : shown(sum / values.length),
      values.length === 0 ? '' : shown(values.reduce((most, value) => Math.max(most, value), -Infinity)),
    ];
  });
  const columns = ['series', 'last', 'least', 'mean', 'most'].map((name, index) => ({
    name: index === 0 && finding.unit ? `series (${finding.unit})` : name,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  return { columns, rows };
}
