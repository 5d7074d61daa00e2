import { type Result, ok, refuse } from '../../base/result.ts';
import type { Decision } from '../../timeline/timeline.ts';
import {
  pageAcknowledged,
  pageNotified,
  pagePosted,
  pageResolved,
  pageReworded,
  pageShown,
  pageSnoozed,
} from './entries.ts';
import type { Moved } from './move.ts';
import type { PageState } from './page-state.ts';
import { redrawAll } from './redraw.ts';

export type Answer = { readonly stream: string; readonly number: number };
export type Decided = Result<Decision<Answer>>;

/** After these nobody is asked any more, for now or for good. */
const AT_REST: ReadonlySet<string> = new Set([pageAcknowledged.kind, pageResolved.kind, pageSnoozed.kind]);
/** These leave what the page says of itself as it is. */
const UNSEEN: ReadonlySet<string> = new Set([pageNotified.kind, pagePosted.kind, pageShown.kind]);

/** The incident's own timeline says it already, or need not. */
const OWN: ReadonlySet<string> = new Set([pageShown.kind, pageReworded.kind]);

/** What happens to a page is told on its own timeline, and on its incident's, and wherever it is shown. */
export function decided(stream: string, state: PageState, { entries, effects }: Moved): Decided {
  const told = entries.filter(({ kind }) => !OWN.has(kind));
  const also = state.incident === null || told.length === 0 ? [] : [{ stream: state.incident, entries: told }];
  const changed = entries.some(({ kind }) => !UNSEEN.has(kind));
  const atRest = entries.some(({ kind }) => AT_REST.has(kind));
  const drawn = changed ? redrawAll(stream, state, atRest) : [];
  return ok({ entries, also, effects: [...effects, ...drawn], answer: { stream, number: state.number } });
}

const gone = refuse('page/unknown', 'There is no such page. /page status lists those that are open.');
const resolved = (state: PageState) =>
  refuse('page/resolved', `Page ${state.number} is resolved already. Nothing was changed.`);

export const isLive = (state: PageState): boolean => state.status !== 'none' && state.status !== 'resolved';
export const refuseDead = (state: PageState) => (state.status === 'none' ? gone : resolved(state));
