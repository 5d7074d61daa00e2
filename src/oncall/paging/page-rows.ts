import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import { streamType } from '../../timeline/entry.ts';
import type { Projection } from '../../timeline/projection.ts';
import { pageKinds } from './entries.ts';
import { type PageState, type PageStatus, pageFold } from './page-state.ts';

/** A page as lists and look-ups see it. */
export type PageRow = {
  readonly stream: string;
  readonly number: number;
  readonly status: PageStatus;
  readonly message: string;
  readonly urgency: 'high' | 'low';
  readonly incident: string | null;
  readonly service: string | null;
  readonly dedupKey: string | null;
  readonly people: readonly string[];
  readonly acknowledgedBy: string | null;
  readonly openedAt: Instant;
  readonly nextAt: Instant | null;
  /** The fold's whole state, so that the next entry can be added to it. */
  readonly state: PageState;
};

/** Buckets: `live` until resolved, then `resolved`. Sorted by number. */
export const pageRows: Projection<PageRow> = {
  name: 'pages',
  version: 3,
  kinds: new Set(pageKinds.map((kind) => kind.kind)),
  apply(entry: Entry, get) {
    if (streamType(entry.stream) !== 'page') return []; // the copy on an incident's timeline, or the register
    const state = pageFold.evolve(get(entry.stream)?.state ?? pageFold.initial, entry);
    const row: PageRow = {
      stream: entry.stream,
      number: state.number,
      status: state.status,
      message: state.message,
      urgency: state.urgency,
      incident: state.incident,
      service: state.service,
      dedupKey: state.dedupKey,
      people: state.people.map((told) => told.id),
      acknowledgedBy: state.acknowledgedBy,
      openedAt: state.openedAt,
      nextAt: state.nextAt,
      state,
    };
    return [{ key: entry.stream, row, bucket: state.status === 'resolved' ? 'resolved' : 'live', sort: state.number }];
  },
};

/** Which stream a page's number stands for. */
export const pageNumbers: Projection<{ readonly stream: string }> = {
  name: 'page-numbers',
  version: 1,
  kinds: new Set(['page.opened']),
  apply(entry) {
    if (streamType(entry.stream) !== 'page') return [];
    const state = pageFold.evolve(pageFold.initial, entry);
    return [{ key: String(state.number), row: { stream: entry.stream }, sort: state.number }];
  },
};
