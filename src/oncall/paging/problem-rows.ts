import type { Instant } from '../../base/clock.ts';
import { streamType } from '../../timeline/entry.ts';
import { payloadOf } from '../../timeline/entry-kind.ts';
import type { Projection } from '../../timeline/projection.ts';
import { pageOpened, pageResolved } from './entries.ts';

/** The latest page about one problem. */
export type ProblemRow = {
  readonly dedupKey: string;
  readonly stream: string;
  readonly number: number;
  /** `via` as the page says it: `button`, `alert` …; null while the page is open, whoever has it. */
  readonly resolved: { readonly at: Instant; readonly via: string } | null;
};

const keyOf = (dedupKey: string): string => `problem:${dedupKey}`;

/**
 * Which page stands for a problem that machines report again and again. One row a problem, and one a page to find it by:
 * an alert looks at one row, however many pages are open.
 */
export const pageProblems: Projection<ProblemRow> = {
  name: 'page-problems',
  version: 1,
  kinds: new Set([pageOpened.kind, pageResolved.kind]),
  apply(entry, get) {
    if (streamType(entry.stream) !== 'page') return []; // the copy on an incident's timeline
    if (entry.kind === pageOpened.kind) {
      const { dedupKey, number } = payloadOf(pageOpened, entry);
      if (dedupKey === null) return [];
      const row: ProblemRow = { dedupKey, stream: entry.stream, number, resolved: null };
      return [
        { key: entry.stream, row },
        { key: keyOf(dedupKey), row },
      ];
    }
    const before = get(entry.stream);
    if (!before) return [];
    const row = { ...before, resolved: { at: entry.recordedAt, via: payloadOf(pageResolved, entry).via } };
    const latest = get(keyOf(before.dedupKey))?.stream === entry.stream;
    // Of an older page about the same problem nothing is left to find.
    return [{ key: entry.stream, row: null }, ...(latest ? [{ key: keyOf(before.dedupKey), row }] : [])];
  },
};

/** For `Store.projected`. */
export const problemKey = keyOf;
