import type { Instant } from '../../base/clock.ts';
import { streamType } from '../../timeline/entry.ts';
import { payloadOf } from '../../timeline/entry-kind.ts';
import type { Projection, ProjectionChange } from '../../timeline/projection.ts';
import { pageMerged } from '../pagerduty/entries.ts';
import { pageAlertSaid, pageOpened, pageRaised, pageResolved } from './entries.ts';

/** The latest page about one problem, or the one into which that was merged. */
export type ProblemRow = {
  /** Whose page it is: more than one where pages were merged, none where people asked for it. */
  readonly dedupKeys: readonly string[];
  readonly stream: string;
  readonly number: number;
  /** `via` as the page says it: `button`, `alert` …; null while the page is open, whoever has it. */
  readonly resolved: { readonly at: Instant; readonly via: string } | null;
  /** The machine has said that it is over, whoever resolved the page: what it says next is news. */
  readonly over: boolean;
};

const keyOf = (dedupKey: string): string => `problem:${dedupKey}`;

/** By the page itself, and by each of its problems. What is resolved and stands for none is not found any more. */
const put = (row: ProblemRow): ProjectionChange<ProblemRow>[] => [
  { key: row.stream, row: row.resolved && row.dedupKeys.length === 0 ? null : row },
  ...row.dedupKeys.map((dedupKey) => ({ key: keyOf(dedupKey), row })),
];

/**
 * Which page stands for a problem that machines report again and again. One row a problem, and one a page to find it by:
 * an alert looks at one row, however many pages are open.
 */
export const pageProblems: Projection<ProblemRow> = {
  name: 'page-problems',
  version: 2,
  kinds: new Set([pageOpened, pageResolved, pageMerged, pageAlertSaid, pageRaised].map(({ kind }) => kind)),
  apply(entry, get) {
    const { stream, kind } = entry;
    if (streamType(stream) !== 'page') return []; // the copy on an incident's timeline
    if (kind === pageOpened.kind) {
      const { dedupKey, number } = payloadOf(pageOpened, entry);
      const dedupKeys = dedupKey === null ? [] : [dedupKey];
      const before = dedupKey === null ? undefined : get(keyOf(dedupKey));
      const left = before && { ...before, dedupKeys: before.dedupKeys.filter((each) => each !== dedupKey) };
      return [...(left ? put(left) : []), ...put({ dedupKeys, stream, number, resolved: null, over: false })];
    }
    const before = get(stream);
    if (!before) return [];
    if (kind === pageMerged.kind) {
      const from = get(payloadOf(pageMerged, entry).stream);
      if (!from) return [];
      const dedupKeys = [...before.dedupKeys, ...from.dedupKeys];
      return [{ key: from.stream, row: null }, ...put({ ...before, dedupKeys })];
    }
    if (kind === pageResolved.kind) {
      return put({ ...before, resolved: { at: entry.recordedAt, via: payloadOf(pageResolved, entry).via } });
    }
    const over = kind === pageAlertSaid.kind && payloadOf(pageAlertSaid, entry).says === 'ended';
    return put({ ...before, over });
  },
};

/** For `Store.projected`. */
export const problemKey = keyOf;
