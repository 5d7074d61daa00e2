import type { Instant } from '../../base/clock.ts';
import type { Json } from '../../base/canonical-json.ts';
import type { Effect, EffectDraft } from '../../timeline/effect.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { armWatch, carryOn, takeBack } from './carried.ts';
import { decideResolve } from './decide.ts';
import { type Decided, decided, isLive } from './decided.ts';
import { pageRearmed } from './entries.ts';
import { escalate } from './escalate.ts';
import { type Move, type Why, fromTheStart, moveOf, stepAt } from './move.ts';
import { armNext, notifySchema } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import type { Routing } from './routing.ts';
import { tell } from './tell.ts';

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
  const why = whyItGoesOn(state);
  const from = why === 'acknowledgement-expired' || why === 'woken' ? fromTheStart(state) : state;
  return decided(stream, state, escalate(stream, from, why, routing, context.now));
}

function whyItGoesOn({ status, exhausted }: PageState): Why {
  if (status === 'acknowledged') return 'acknowledgement-expired';
  if (status === 'snoozed') return 'woken';
  return exhausted ? 'again' : 'no-answer';
}

/**
 * The auditor found a page that waits for something which is not going to happen: it happens at its time, or at once where
 * that is past. Nothing where the page has changed since it was `seen`.
 */
export function decideRearm(
  stream: string,
  state: PageState,
  seen: Pick<PageState, 'status' | 'nextAt'>,
  context: DecideContext,
): Decided {
  if (state.status !== seen.status || state.nextAt !== seen.nextAt)
    return decided(stream, state, { entries: [], effects: [] });
  const nextAt = Math.max(context.now, state.nextAt ?? context.now);
  return decided(stream, state, {
    entries: [pageRearmed({ nextAt })],
    effects: [
      armNext(stream, nextAt),
      ...tell(stream, state, `Page ${state.number} had stopped and goes on.`, 'stopped'),
    ],
  });
}

/**
 * The clock was put back: what was a wait of five minutes is one of five minutes again, not of an hour and five. So is what
 * was `told` to come: rules, and tries that failed.
 */
export function decideClockBack(
  stream: string,
  state: PageState,
  waitMs: number,
  told: readonly Effect[],
  routing: Routing,
  { now }: DecideContext,
): Decided {
  const nextAt = now + waitMs;
  if (isLive(state) && state.carrier !== null && state.nextAt === null) {
    return decided(stream, state, { entries: [], effects: [armWatch(stream, now, state.status)] });
  }
  if (!isLive(state) || state.nextAt === null || state.nextAt <= nextAt) {
    return decided(stream, state, { entries: [], effects: [] });
  }
  const move = moveOf({ stream, state, why: 'no-answer', routing, now, by: undefined });
  const sooner = told.flatMap((effect): EffectDraft[] => {
    const { kind, lane, key, createdAt, dueAt: before, payload } = effect;
    const dueAt = dueByNow(effect, move);
    if (key === null || createdAt <= now || before <= dueAt || !isObject(payload)) return [];
    const draft = { kind, lane, key, stream, dueAt, payload: { ...payload, dueAt }, ifPending: true as const };
    return [kind === 'page.target' ? { ...draft, verbatim: true } : draft];
  });
  return decided(stream, state, {
    entries: [pageRearmed({ nextAt, why: 'clock-went-back' })],
    effects: [armNext(stream, nextAt), ...sooner],
  });
}

/** By the clock as it is now: quiet hours end when it says so, however long that was by the one before. */
function dueByNow({ createdAt, dueAt, payload }: Effect, move: Move): Instant {
  const { state, routing, now } = move;
  const moved = now + dueAt - createdAt;
  const told = notifySchema.safeParse(payload);
  if (!told.success) return moved;
  const { person, rule, step, round } = told.data;
  const added = state.people.some((each) => each.id === person && each.added);
  const loud = state.exhausted || added || stepAt({ step, round }, move)?.last === true;
  const planned = routing.notifications(person, state.urgency, now, loud)[rule];
  if (!planned) return moved;
  const quiet = planned.dueAt > now + planned.afterMs;
  return quiet ? planned.dueAt : Math.min(moved, planned.dueAt);
}

const isObject = (payload: Json): payload is { readonly [key: string]: Json } =>
  typeof payload === 'object' && payload !== null && !Array.isArray(payload);
