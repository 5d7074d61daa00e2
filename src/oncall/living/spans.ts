import type { Span } from '../schedule/definition.ts';

/** What of `spans` is not in `others`; both sorted and disjoint. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spans.flatMap((span) => {
    const left: Span[] = [];
    let from = span.from;
    for (const other of others) {
      if (other.to <= from || other.from >= span.to) continue;
      if (other.from > from) left.push({ from, to: other.from });
      from = other.to;
    }
    if (from < span.to) left.push({ from, to: span.to });
    return left;
  });
}
