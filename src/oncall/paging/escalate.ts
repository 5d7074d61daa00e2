import type { Instant } from '../../base/clock.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { PolicyStep } from '../config/policies.ts';
import { acknowledged } from './acknowledged.ts';
import { type WHY, pageEscalated, pageExhausted } from './entries.ts';
import { askAgain, toCome } from './going-on.ts';
import { armNext, cancelWave, notify, toTarget } from './page-effects.ts';
import { type PageState, type Told, told } from './page-state.ts';
import { type Routing, flatten, route } from './routing.ts';
import { tell } from './tell.ts';

export type Why = (typeof WHY)[number];

/** After everybody was paged in vain it begins again: an unanswered page never comes to rest. */
const AGAIN_MS = 30 * 60_000;
/** The same when nobody could even be told. */
const AGAIN_SOON_MS = 5 * 60_000;

export interface Moved {
  readonly entries: readonly EntryDraft[];
  readonly effects: readonly EffectChange[];
  /** The page as it is afterwards, as far as messages show it; absent where that is not new. */
  readonly shown?: PageState;
}

/** What Muster does by itself: none of it rings who is at work on the incident as its commander. */
const BY_ITSELF: ReadonlySet<Why> = new Set(['opened', 'no-answer', 'nobody-there', 'unreachable', 'declined']);

/** The steps that count now: the policy's of today, or as it was when the page was opened. */
function stepsOf(state: PageState, routing: Routing): { steps: readonly PolicyStep[]; repeat: number } {
  const policy = state.policy === null || state.follow === 'as-it-was' ? undefined : routing.policy(state.policy);
  const { steps, repeat } = policy ?? state;
  return { steps: flatten(steps, routing), repeat };
}

/**
 * To the next step with anybody there: steps where nobody is on call, or nobody can be reached by any means, are passed
 * at once, and the fallback channel is told. Past the last round the page begins again later.
 */
export function escalate(
  stream: string,
  state: PageState,
  why: Why,
  routing: Routing,
  now: Instant,
  /** Who declined, where that is why. */
  by?: string,
): Moved {
  const { steps, repeat } = stepsOf(state, routing);
  const entries: EntryDraft[] = [];
  const effects: EffectChange[] = [...cancelWave(stream, state)];
  let { step, round } = state.exhausted ? { step: -1, round: 0 } : state;
  let { wave } = state;
  let reason = why;
  const open: PageState = { ...state, status: 'open', exhausted: false };
  const begins = why === 'reassigned' || why === 'woken' || why === 'acknowledgement-expired';
  const unable = new Set(begins ? [] : state.unable);
  if (why === 'declined' && by !== undefined) unable.add(by);
  const commander = BY_ITSELF.has(why) && !state.answered ? routing.inCommand : undefined;
  const asked = (id: string): Told | undefined =>
    state.status === 'open' && !begins ? state.people.find((told) => told.id === id) : undefined;
  const unanswered = state.people.filter((told) => !told.declined).map(({ id }) => id);
  const because = (reason: Why) =>
    reason === 'no-answer' && unanswered.length > 0 ? { why: reason, unanswered } : { why: reason };

  for (;;) {
    step += 1;
    if (step >= steps.length) {
      step = 0;
      round += 1;
    }
    const present = steps[step];
    if (!present || round > repeat) break;
    // The last step of each round; where there is no other step, the last round: else there would be no quiet hours at all.
    const lastStep = step === steps.length - 1 && (steps.length > 1 || round === repeat);
    const turn = (state.turn ?? state.number) + round;
    const routed = route(present.page, routing, now, turn, unable);
    const targets = routed.channels.length + routed.webhooks.length;
    // Everybody here has said that they cannot: they are not asked a second time.
    if (routed.people.length + targets === 0 && route(present.page, routing, now, turn).people.length > 0) continue;
    if (commander && routed.people.some(({ id }) => id === commander.person)) {
      const people = [{ id: commander.person, via: 'command' }];
      entries.push(
        pageEscalated({ step, round, ...because(reason), people, channels: [], webhooks: [], nextAt: now, ways: {} }),
      );
      const has = acknowledged(stream, { ...open, people: [] }, commander.person, commander.via, now);
      const shown: PageState = { ...open, status: 'acknowledged', acknowledgedBy: commander.person, wave: wave + 2 };
      return {
        entries: [...entries, ...has.entries],
        effects: [...effects, ...has.effects],
        shown: { ...shown, people: people.map(({ id, via }) => told(id, via, 0, false, now)) },
      };
    }
    const plans = routed.people.map((each) => {
      const planAt = (at: Instant) => routing.notifications(each.id, state.urgency, at, lastStep);
      return { ...each, ...askAgain(asked(each.id), planAt, now) };
    });
    const reached = plans.some((each) => each.plan.length > 0) || targets > 0;
    const nextAt = reached ? now + present.waitMs : now;
    wave += 1;
    entries.push(
      pageEscalated({
        step,
        round,
        ...because(reason),
        ...routed,
        people: plans.map(({ id, via, since }) => ({ id, via, ...(since !== now && { since }) })),
        channels: [...routed.channels],
        webhooks: [...routed.webhooks],
        nextAt,
        ways: Object.fromEntries(plans.map((each) => [each.id, each.plan.length])),
      }),
    );
    if (!reached) {
      const unreachable =
        state.urgency === 'low' ? 'nobody there is told of low urgency' : 'nobody there has any contact';
      const missing = routed.people.length === 0 ? 'nobody is on call' : unreachable;
      reason = routed.people.length === 0 ? 'nobody-there' : 'unreachable';
      effects.push(
        ...tell(stream, open, `Step ${step + 1} of page ${state.number} reached nobody: ${missing}.`, `step-${step}`),
      );
      continue;
    }
    const shown: PageState = {
      ...state,
      status: 'open',
      wave,
      exhausted: false,
      people: plans.map(({ id, via, since }) => told(id, via, 0, false, since)),
    };
    for (const { id, plan } of plans) {
      for (const { rule, method, dueAt } of plan) {
        effects.push(notify(stream, dueAt, { person: id, method, rule, step, round, wave, attempt: 1, dueAt }));
      }
    }
    const places = [
      ...routed.channels.map((to) => ({ type: 'channel' as const, to })),
      ...routed.webhooks.map((to) => ({ type: 'webhook' as const, to })),
    ];
    for (const target of places) {
      effects.push(toTarget(stream, now, { ...target, step, round, wave, attempt: 1, dueAt: now }));
    }
    effects.push(armNext(stream, nextAt));
    return { entries, effects, shown };
  }

  const nextAt = now + (state.reached ? AGAIN_MS : AGAIN_SOON_MS);
  entries.push(pageExhausted({ nextAt, fallback: state.fallback }));
  // Nobody else is left to ask: who is being asked is told by the ways that are still to come.
  for (const { id } of state.people) {
    const before = id === by ? undefined : asked(id);
    const planAt = (at: Instant) => routing.notifications(id, state.urgency, at, true);
    for (const { rule, method, dueAt } of before ? toCome(before, planAt, now) : []) {
      const { step, round } = state;
      effects.push(notify(stream, dueAt, { person: id, method, rule, step, round, wave: wave + 1, attempt: 1, dueAt }));
    }
  }
  effects.push(
    ...tell(stream, open, `Page ${state.number} went through everybody and nobody has acknowledged it.`, 'exhausted', {
      unheard: !state.reached,
    }),
  );
  effects.push(armNext(stream, nextAt));
  return { entries, effects, shown: { ...open, people: [], exhausted: true, nextAt, wave: wave + 1 } };
}
