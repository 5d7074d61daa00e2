import type { Instant } from '../../base/clock.ts';
import { refuse } from '../../base/result.ts';
import { instant, rich, strong } from '../../base/rich-text.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import {
  pageAlertSaid,
  pageDeclined,
  pageReassigned,
  pageResolved,
  pageResponderJoined,
  pageReworded,
  pageSnoozed,
} from './entries.ts';
import { acknowledged, report } from './acknowledged.ts';
import { because } from './because.ts';
import type { PageOrder } from './decide-open.ts';
import { type Decided, decided, isLive, refuseDead } from './decided.ts';
import { escalate } from './escalate.ts';
import { fromTheStart } from './move.ts';
import { armNext, cancelWave, letIn, nextKey } from './page-effects.ts';
import { type PageState, canBeTold, isAskedToJoin } from './page-state.ts';
import type { Routing } from './routing.ts';
import { who } from './who.ts';

export function decideEscalate(
  stream: string,
  state: PageState,
  why: 'asked',
  routing: Routing,
  context: DecideContext,
): Decided {
  if (!isLive(state)) return refuseDead(state);
  return decided(stream, state, escalate(stream, state, why, routing, context.now));
}

export function decideAcknowledge(
  stream: string,
  state: PageState,
  by: string,
  via: string,
  context: DecideContext,
): Decided {
  if (!isLive(state)) return refuseDead(state);
  if (state.status === 'acknowledged') {
    if (state.acknowledgedBy === by) return decided(stream, state, { entries: [], effects: [] });
    if (isAskedToJoin(state, by)) {
      const asked = state.people.filter((told) => told.id === by);
      return decided(stream, state, {
        entries: [pageResponderJoined({ by, via })],
        effects: [
          ...cancelWave(stream, { ...state, people: asked }),
          ...letIn(stream, state, by),
          ...report(stream, state, rich`${who(by)} joins in on page ${state.number}.`),
        ],
      });
    }
    return refuse('page/acknowledged', `Page ${state.number} is acknowledged already; /page reassign hands it over.`);
  }
  return decided(stream, state, acknowledged(stream, state, by, via, context.now));
}

export function decideResolve(stream: string, state: PageState, by: string, via: string): Decided {
  if (!isLive(state)) return refuseDead(state);
  return decided(stream, state, {
    entries: [pageResolved({ by, via })],
    effects: [
      ...cancelWave(stream, state),
      { cancel: nextKey(stream) },
      ...report(stream, state, rich`${who(by)} resolved page ${state.number}${because(via)}.`),
    ],
  });
}

export function decideReword(stream: string, state: PageState, message: string): Decided {
  if (!isLive(state)) return refuseDead(state);
  const entries = state.message === message ? [] : [pageReworded({ message })];
  return decided(stream, state, { entries, effects: [] });
}

export function decideSnooze(
  stream: string,
  state: PageState,
  by: string,
  until: Instant,
  context: DecideContext,
): Decided {
  if (!isLive(state)) return refuseDead(state);
  if (until <= context.now) return refuse('page/snooze-past', 'That time is past. Say how long, like 30m or 2h.');
  return decided(stream, state, {
    entries: [pageSnoozed({ by, until })],
    effects: [
      ...cancelWave(stream, state),
      armNext(stream, until),
      ...report(stream, state, rich`${who(by)} put page ${state.number} off until ${instant(until)}.`),
    ],
  });
}

/** A machine has its say about a page that it cannot change: it is shown to whoever has the page. */
export function decideAlertSaid(
  stream: string,
  state: PageState,
  source: string,
  says: 'ended' | 'again',
  others: boolean,
): Decided {
  const known = !others && (state.alertEnded !== null) === (says === 'ended');
  if (state.status === 'none' || known) return decided(stream, state, { entries: [], effects: [] });
  const said = pageAlertSaid({ source, says, ...(others && { others }) });
  // Of a page that is resolved nobody needs to hear it; it says that the next time is another one.
  if (!isLive(state)) return decided(stream, state, { entries: [said], effects: [] });
  const words = others
    ? rich`${strong(source)} says that one of the alerts of page ${state.number} has ended. Whoever has it resolves it.`
    : says === 'ended'
      ? rich`${strong(source)} says that the alert of page ${state.number} has ended. Whoever has it resolves it.`
      : rich`${strong(source)} says that the alert of page ${state.number} is back.`;
  return decided(stream, state, {
    entries: [said],
    effects: report(stream, state, words),
  });
}

/** To other people or another policy, from its first step. */
export function decideReassign(
  stream: string,
  state: PageState,
  by: string,
  to: Pick<PageOrder, 'policy' | 'steps' | 'repeat'> & { readonly name: string },
  routing: Routing,
  context: DecideContext,
): Decided {
  if (!isLive(state)) return refuseDead(state);
  const { policy, repeat, name, steps } = to;
  const next: PageState = { ...fromTheStart(state), policy, steps, repeat };
  const moved = escalate(stream, next, 'reassigned', routing, context.now);
  return decided(stream, state, {
    entries: [pageReassigned({ by, policy, steps, repeat, to: name }), ...moved.entries],
    effects: moved.effects,
  });
}

/** "I can't": the next step at once, unless others of this step are still being asked. */
export function decideDecline(
  stream: string,
  state: PageState,
  by: string,
  routing: Routing,
  context: DecideContext,
): Decided {
  if (!isLive(state)) return refuseDead(state);
  const asked = state.people.find((told) => told.id === by);
  if (!asked && state.acknowledgedBy !== by) {
    return refuse('page/not-yours', 'This page did not ask you at this step; there is nothing to hand on.');
  }
  // Said once more, by a page that was loaded anew say, it is no second answer.
  if (asked?.declined === true && state.acknowledgedBy !== by)
    return decided(stream, state, { entries: [], effects: [] });
  // Who was asked to join is not waited for: the policy goes on as it would have.
  const left = state.people.filter((told) => told.id !== by && !told.added && !told.declined && canBeTold(told));
  const declined = pageDeclined({ by });
  // Somebody else has it, or it is put off: that they said so counts for more than that this one cannot.
  const settled = state.status !== 'open' && state.acknowledgedBy !== by;
  if (settled || (left.length > 0 && state.status === 'open')) {
    const own = state.people.filter((told) => told.id === by);
    return decided(stream, state, { entries: [declined], effects: cancelWave(stream, { ...state, people: own }) });
  }
  const moved = escalate(stream, state, 'declined', routing, context.now, by);
  return decided(stream, state, { ...moved, entries: [declined, ...moved.entries] });
}
