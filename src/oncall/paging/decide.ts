import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { instant, rich, strong } from '../../base/rich-text.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import {
  pageAcknowledged,
  pageAlertSaid,
  pageDeclined,
  pageNotified,
  pageOpened,
  pagePosted,
  pageReassigned,
  pageRearmed,
  pageRegistered,
  pageResolved,
  pageResponderJoined,
  pageReworded,
  pageShown,
  pageSnoozed,
} from './entries.ts';
import { acknowledged, report } from './acknowledged.ts';
import { because } from './because.ts';
import { carry, carryOn, takeBack } from './carried.ts';
import type { Carrier } from './carried-entries.ts';
import { type Moved, escalate } from './escalate.ts';
import { tell } from './tell.ts';
import { armNext, cancelWave, nextKey, post } from './page-effects.ts';
import { pageMessage } from './page-message.ts';
import { INITIAL, type PageState } from './page-state.ts';
import { redrawAll } from './redraw.ts';
import type { PageRegister } from './register.ts';
import type { Routing } from './routing.ts';
import { who } from './who.ts';

export type Answer = { readonly stream: string; readonly number: number };
export type Decided = Result<Decision<Answer>>;

/** Everything that somebody says of a new page. */
export type PageOrder = Pick<
  PageState,
  | 'message'
  | 'urgency'
  | 'policy'
  | 'steps'
  | 'repeat'
  | 'follow'
  | 'acknowledgeTimeoutMs'
  | 'fallback'
  | 'service'
  | 'incident'
  | 'channel'
  | 'dedupKey'
>;

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

export function decideOpen(
  register: PageRegister,
  order: PageOrder,
  routing: Routing,
  context: DecideContext,
  /** PagerDuty pages for it: where, and in whose name. */
  carried?: { readonly carrier: Carrier; readonly by: string | null },
): Decided {
  const stream = `page-${context.newId()}`;
  const number = register.nextNumber;
  const { policy } = order;
  const data = { ...order, number, ...(policy !== null && { turn: register.turns[policy] ?? 0 }) };
  const opened = pageOpened(data);
  const state: PageState = { ...INITIAL, ...data, status: 'open', openedAt: context.now };
  const moved = carried
    ? carry(stream, state, carried.carrier, carried.by, context.now)
    : escalate(stream, state, 'opened', routing, context.now);
  const entries = [opened, ...moved.entries];
  // Drawn as it is once these entries are there; what is posted late is brought up to date by `decideShown`.
  const card = moved.shown && order.channel !== null ? [cardOf(stream, order.channel, moved.shown)] : [];
  return ok({
    entries: [pageRegistered({ number, stream, ...(policy !== null && { policy }) })],
    also: [{ stream, entries }, ...(order.incident === null ? [] : [{ stream: order.incident, entries }])],
    effects: [...card, ...moved.effects],
    answer: { stream, number },
  });
}

const cardOf = (stream: string, channel: string, state: PageState): EffectChange =>
  post(stream, channel, pageMessage(stream, state), { as: 'card', wave: state.wave });

const gone = refuse('page/unknown', 'There is no such page. /page status lists those that are open.');
const resolved = (state: PageState) =>
  refuse('page/resolved', `Page ${state.number} is resolved already. Nothing was changed.`);

export const isLive = (state: PageState): boolean => state.status !== 'none' && state.status !== 'resolved';
export const refuseDead = (state: PageState) => (state.status === 'none' ? gone : resolved(state));

/** The page's timer went off: nobody answered, the acknowledgement ran out, or the snooze is over. */
export function decideTimer(stream: string, state: PageState, routing: Routing, context: DecideContext): Decided {
  if (!isLive(state) || state.nextAt === null) return decided(stream, state, { entries: [], effects: [] });
  // Re-armed meanwhile: this one is of before, and the new one is on its way.
  if (state.nextAt > context.now) {
    return decided(stream, state, { entries: [], effects: [armNext(stream, state.nextAt)] });
  }
  if (state.carrier !== null) {
    const moved =
      state.status === 'snoozed'
        ? carryOn(stream, state.carrier, 'woken', context.now)
        : takeBack(stream, state, 'PagerDuty has not said in time that it does.', routing, context.now);
    return decided(stream, state, moved);
  }
  // Nobody need be woken for what is over.
  if (state.status === 'acknowledged' && state.alertEnded !== null) {
    return decideResolve(stream, state, state.alertEnded, 'alert');
  }
  const why =
    state.status === 'acknowledged'
      ? 'acknowledgement-expired'
      : state.status === 'snoozed'
        ? 'woken'
        : state.exhausted
          ? 'again'
          : 'no-answer';
  const from = why === 'acknowledgement-expired' || why === 'woken' ? fromTheStart(state) : state;
  return decided(stream, state, escalate(stream, from, why, routing, context.now));
}

const fromTheStart = (state: PageState): PageState => ({ ...state, step: -1, round: 0, exhausted: false });

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
    const asked = state.people.filter((told) => told.id === by && told.added);
    if (asked.length > 0) {
      return decided(stream, state, {
        entries: [pageResponderJoined({ by, via })],
        effects: [
          ...cancelWave(stream, { ...state, people: asked }),
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
export function decideAlertSaid(stream: string, state: PageState, source: string, says: 'ended' | 'again'): Decided {
  const known = (state.alertEnded !== null) === (says === 'ended');
  if (!isLive(state) || known) return decided(stream, state, { entries: [], effects: [] });
  const words =
    says === 'ended'
      ? rich`${strong(source)} says that the alert of page ${state.number} has ended. Whoever has it resolves it.`
      : rich`${strong(source)} says that the alert of page ${state.number} is back.`;
  return decided(stream, state, {
    entries: [pageAlertSaid({ source, says })],
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
  const asked = state.people.some((told) => told.id === by);
  if (!asked && state.acknowledgedBy !== by) {
    return refuse('page/not-yours', 'This page did not ask you at this step; there is nothing to hand on.');
  }
  const left = state.people.filter((told) => told.id !== by && !told.declined && told.ways > told.failed);
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

/** The auditor found an open page without a future action: it is due at once. */
export function decideRearm(stream: string, state: PageState, context: DecideContext): Decided {
  if (state.status !== 'open' && state.status !== 'snoozed')
    return decided(stream, state, { entries: [], effects: [] });
  const nextAt = state.status === 'snoozed' && state.nextAt !== null ? state.nextAt : context.now;
  return decided(stream, state, {
    entries: [pageRearmed({ nextAt })],
    effects: [
      armNext(stream, nextAt),
      ...tell(stream, state, `Page ${state.number} had stopped and goes on.`, 'stopped'),
    ],
  });
}

/** The clock was put back: what was a wait of five minutes is one of five minutes again, not of an hour and five. */
export function decideClockBack(stream: string, state: PageState, waitMs: number, context: DecideContext): Decided {
  const nextAt = context.now + waitMs;
  if (state.status !== 'open' || state.nextAt === null || state.nextAt <= nextAt) {
    return decided(stream, state, { entries: [], effects: [] });
  }
  return decided(stream, state, {
    entries: [pageRearmed({ nextAt, why: 'clock-went-back' })],
    effects: [armNext(stream, nextAt)],
  });
}
