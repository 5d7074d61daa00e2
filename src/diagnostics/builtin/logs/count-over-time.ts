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

/** How many lines fell into each sixtieth of the span; from run to run comparable where the span is the same. */
export function countOverTime(
  lines: readonly LogLine[],
  { from, to, cut }: { readonly from: number; readonly to: number; readonly cut: boolean },
): Finding {
  const width = Math.max(1000, Math.ceil((to - from) / BUCKETS));
  const counts = new Map<number, number>();
  for (const { at } of lines) {
    if (at === null || at < from || at > to) continue;
    const bucket = Math.floor((at - from) / width);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return {
    id: 'counts',
    title: `Lines over time, each ${Math.round(width / 1000)} s`,
    type: 'series',
    ...(cut && { volatile: true }),
    unit: '',
    series: [
      {
        name: 'lines',
        points: Array.from(
          { length: Math.ceil((to - from) / width) },
          (_, n) => [from + n * width, counts.get(n) ?? 0] as const,
        ),
      },
    ],
  };
}
