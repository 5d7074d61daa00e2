import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import type { Projection } from '../../timeline/projection.ts';
import { pageEscalated } from '../paging/entries.ts';
import type { Why } from '../paging/move.ts';
import { type PageState, pageFold } from '../paging/page-state.ts';
import { pagerDutyActionEnded, pagerDutyIncidentOpened, pagerDutyLogged } from './entries.ts';

/** A page with what is known of the incident that stands for it in PagerDuty. */
export type CarriedPage = {
  readonly page: PageState;
  readonly incident: { readonly id: string; readonly number: number; readonly url: string | null } | null;
  /** Which level of PagerDuty’s policy is asked, as far as Muster moved it. */
  readonly level: number;
  /** Ids of log entries that stand on the timeline already. */
  readonly logged: readonly string[];
  /** Since when it is nobody's: it opened, came back, or a person had others asked. Acknowledgements of before say nothing of it. */
  readonly openSince: Instant;
};

/** Why others are asked when it was somebody's decision. What Muster does by itself takes nothing from who has it. */
const DECIDED: ReadonlySet<string> = new Set<Why>(['asked', 'reassigned', 'declined']);

export const carriedPage: Fold<CarriedPage> = {
  name: 'pagerduty-page',
  version: 2,
  initial: { page: pageFold.initial, incident: null, level: 1, logged: [], openSince: 0 },
  evolve(state, entry) {
    const page = pageFold.evolve(state.page, entry);
    const opened =
      page.status === 'open' &&
      (state.page.status !== 'open' ||
        (entry.kind === pageEscalated.kind && DECIDED.has(pageEscalated.schema.parse(entry.data).why)));
    const next =
      page === state.page ? state : { ...state, page, openSince: opened ? entry.recordedAt : state.openSince };
    return entry.data === null ? next : (EVOLVE[entry.kind]?.(next, entry) ?? next);
  },
};

const EVOLVE: Readonly<Record<string, (state: CarriedPage, entry: Entry) => CarriedPage>> = {
  [pagerDutyIncidentOpened.kind](state, entry) {
    const { id, number, url } = pagerDutyIncidentOpened.schema.parse(entry.data);
    return { ...state, incident: { id, number, url } };
  },
  [pagerDutyActionEnded.kind](state, entry) {
    const { operation, result } = pagerDutyActionEnded.schema.parse(entry.data);
    if (result !== 'done') return state;
    return operation === 'escalate'
      ? { ...state, level: state.level + 1 }
      : operation === 'reassign'
        ? { ...state, level: 1 }
        : state;
  },
  [pagerDutyLogged.kind]: (state, entry) => ({
    ...state,
    logged: [...state.logged, pagerDutyLogged.schema.parse(entry.data).id],
  }),
};

/** Which page an incident of PagerDuty stands for: what webhooks are about. */
export const pagerDutyIncidents: Projection<{ readonly stream: string }> = {
  name: 'pagerduty-incidents',
  version: 1,
  kinds: new Set([pagerDutyIncidentOpened.kind]),
  apply(entry) {
    if (!entry.stream.startsWith('page-')) return []; // the copy on an incident’s timeline
    const { id, number } = pagerDutyIncidentOpened.schema.parse(entry.data);
    return [{ key: id, row: { stream: entry.stream }, sort: number }];
  },
};
