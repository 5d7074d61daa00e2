/** One line of the benchmark's table. */
export interface BenchRow {
  readonly name: string;
  /** With its unit: `41,000 /s`. */
  readonly ours: string;
  /** What it is measured against, or the goal itself. */
  readonly limit: string;
  /** ours : limit, where both are numbers of the same kind. */
  readonly ratio: number | null;
  /** Absent where nothing is demanded. */
  readonly reached?: boolean;
  readonly note: string;
}

/** The middle one; NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A Markdown table. */
export function tableOf(rows: readonly BenchRow[]): string {
  const cells = rows.map(({ name, ours, limit, ratio, reached, note }) => [
    name,
    ours,
    limit,
    ratio === null ? '' : ratio.toFixed(2),
    reached === undefined ? '' : reached ? 'yes' : 'NO',
    note,
  ]);
  const lines = [
    ['what', 'Muster', 'against', 'ratio', 'reached', 'note'],
    ['---', '---:', '---:', '---:', '---', '---'],
    ...cells,
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
