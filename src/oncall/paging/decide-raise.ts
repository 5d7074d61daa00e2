import type { EffectChange } from '../../timeline/effect.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { report } from './acknowledged.ts';
import { cardOf } from './decide-open.ts';
import { type Decided, decided, isLive, refuseDead } from './decided.ts';
import { pageRaised } from './entries.ts';
import { escalate } from './escalate.ts';
import { type Moved, fromTheStart } from './move.ts';
import { INCIDENT_CHANNEL, notify } from './page-effects.ts';
import { type PageState, afterDrafts } from './page-state.ts';
import type { Routing } from './routing.ts';

/** What a machine says of a problem that has a page of low urgency: it is grave now. */
export interface Raise {
  readonly source: string;
  readonly message: string;
  /** The incident that the page is to belong to, unless it belongs to one. */
  readonly incident: string | null;
}

/**
 * A warning that has become critical: people are asked as for a new page of high urgency, from the first step, also where
 * it was put off. Whoever has the page is told and keeps it; only who cannot be told (a machine) does not. Nothing of a page
 * whose urgency is high already.
 */
export function decideRaise(
  stream: string,
  state: PageState,
  { source, message, incident }: Raise,
  routing: Routing,
  { now }: DecideContext,
): Decided {
  if (!isLive(state)) return refuseDead(state);
  if (state.urgency === 'high') return decided(stream, state, { entries: [], effects: [] });
  const belongs = state.incident ?? incident;
  const next = {
    urgency: 'high' as const,
    message,
    incident: belongs,
    channel: state.channel ?? (belongs === null ? null : INCIDENT_CHANNEL),
  };
  const holder = state.status === 'acknowledged' && state.carrier === null ? state.acknowledgedBy : null;
  const plan = holder === null ? [] : routing.notifications(holder, 'high', now, true);
  // They have it already: what they have set for later, a call after ten minutes, is for who does not answer.
  const ways = plan.filter(({ dueAt }) => dueAt === plan[0]?.dueAt);
  const told = holder !== null && ways.length > 0;
  const begins = state.carrier === null && !told;
  const raised = pageRaised({
    page: state.number,
    source,
    ...next,
    begins,
    ...(told && { holder: { id: holder, ways: ways.length } }),
  });
  const after = afterDrafts(state, [raised], now);
  const { step, round, wave } = state;
  const moved: Moved = begins
    ? escalate(stream, { ...fromTheStart(state), ...next }, 'raised', routing, now)
    : {
        entries: [],
        effects: ways.map(({ rule, method, dueAt }) =>
          notify(stream, dueAt, { person: holder ?? '', method, rule, step, round, wave, attempt: 1, dueAt }),
        ),
      };
  return decided(stream, after, {
    entries: [raised, ...moved.entries],
    effects: [...said(stream, state, afterDrafts(after, moved.entries, now), source), ...moved.effects],
  });
}

/** The incident's channel sees the page for the first time; any other reads what has changed. */
function said(stream: string, before: PageState, after: PageState, source: string): EffectChange[] {
  if (before.channel !== null)
    return report(stream, after, rich`${strong(source)} says that page ${after.number} is urgent now.`);
  return after.channel === null ? [] : [cardOf(stream, after.channel, after)];
}
