import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import { streamType } from '../../timeline/entry.ts';
import { payloadOf } from '../../timeline/entry-kind.ts';
import type { Projection } from '../../timeline/projection.ts';
import { pageKinds, pageNotified, pagePosted, pageRaised, pageShown } from './entries.ts';
import { INITIAL, type PageState, type PageStatus, pageFold, told } from './page-state.ts';

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
  /** When the last thing happened that is to be seen here. */
  readonly since: Instant;
};

/** What a look-up does not show: every delivery is an entry, and the row is not written anew for each. */
const UNSEEN: ReadonlySet<string> = new Set([pageNotified.kind, pagePosted.kind, pageShown.kind]);

/** Buckets: `live` until resolved, then `resolved`. Sorted by number. */
export const pageRows: Projection<PageRow> = {
  name: 'pages',
  version: 5,
  kinds: new Set(pageKinds.map((kind) => kind.kind).filter((kind) => !UNSEEN.has(kind))),
  apply(entry: Entry, get) {
    if (streamType(entry.stream) !== 'page') return []; // the copy on an incident's timeline, or the register
    const state = pageFold.evolve(stateOf(get(entry.stream)), entry);
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
      since: entry.recordedAt,
    };
    return [{ key: entry.stream, row, bucket: state.status === 'resolved' ? 'resolved' : 'live', sort: state.number }];
  },
};

/** As much of a page's state as its row holds. What a row shows follows from the row before and the entry alone. */
const stateOf = (row: PageRow | undefined): PageState =>
  row === undefined ? INITIAL : { ...INITIAL, ...row, people: row.people.map((id) => told(id, '', 0, false, 0)) };

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

/** The pages of an incident, resolved ones too: its stream is their bucket. Sorted by number. */
export const pagesByIncident: Projection<{ readonly stream: string }> = {
  name: 'pages-by-incident',
  version: 1,
  kinds: new Set(['page.opened', pageRaised.kind]),
  apply(entry) {
    if (streamType(entry.stream) !== 'page') return [];
    const state = pageFold.evolve(INITIAL, entry);
    const { incident } = state;
    const number = entry.kind === pageRaised.kind ? payloadOf(pageRaised, entry).page : state.number;
    if (incident === null) return [];
    return [{ key: entry.stream, row: { stream: entry.stream }, bucket: incident, sort: number }];
  },
};
