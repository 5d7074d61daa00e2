import type { Finding } from '../../plugin.ts';

export interface LogLine {
  /** UTC milliseconds; null when the line does not say. */
  readonly at: number | null;
  readonly text: string;
  /** Its time stands in the text. */
  readonly bearsTime?: true;
}

/** What a search brought, in order of time. */
export interface FoundLines {
  readonly lines: readonly LogLine[];
  /** There may be older ones: only the newest were taken. */
  readonly cut: boolean;
}

const BUCKETS = 60;

/** How many lines fell into each sixtieth of the span. */
export function countOverTime(lines: readonly LogLine[], from: number, to: number): Finding {
  const width = Math.max(1000, Math.ceil((to - from) / BUCKETS));
  const counts = new Map<number, number>();
  for (const { at } of lines) {
    if (at === null || at < from || at > to) continue;
    const bucket = Math.floor((at - from) / width);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return {
    id: 'counts',
    title: 'Lines over time',
    type: 'series',
    unit: '',
    series: [
      {
        name: `lines per ${Math.round(width / 1000)} s`,
        points: Array.from(
          { length: Math.ceil((to - from) / width) },
          (_, n) => [from + n * width, counts.get(n) ?? 0] as const,
        ),
      },
    ],
  };
}
