import type { Entry } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import type { Projection } from '../../timeline/projection.ts';
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
};

export const carriedPage: Fold<CarriedPage> = {
  name: 'pagerduty-page',
  version: 1,
  initial: { page: pageFold.initial, incident: null, level: 1, logged: [] },
  evolve(state, entry) {
    const page = pageFold.evolve(state.page, entry);
    const next = page === state.page ? state : { ...state, page };
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
