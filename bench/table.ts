/** One line of the benchmark table. */
export interface BenchRow {
  readonly name: string;
  /** What was measured, with its unit. */
  readonly ours: string;
  /** What it is held against, and what it came to. */
  readonly limit: string;
  /** ours / theirs, where there is one. */
  readonly ratio?: number;
  readonly note?: string;
}

/** A Markdown table, aligned, for the terminal and for docs/benchmarks.md alike. */
export function benchTable(rows: readonly BenchRow[]): string {
  const cells = [
    ['what', 'ours', 'against', 'ratio', ''],
    ...rows.map((row) => [row.name, row.ours, row.limit, row.ratio?.toFixed(2) ?? '', row.note ?? '']),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length), 3));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n');
}

/** The value at `share` (0.5 the median, 0.99 …) of what was measured. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
