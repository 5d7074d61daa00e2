import type { Instant } from '../../base/clock.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import { pageEscalated } from './entries.ts';
import { askAgain } from './going-on.ts';
import { type Move, type Moved, type Step, type Why, beingAsked, becauseOf } from './move.ts';
import { armNext, notify, toTarget } from './page-effects.ts';
import { keptOn } from './page-state.ts';
import type { PlannedNotification } from './routing.ts';
import { tell } from './tell.ts';

interface Planned {
  readonly id: string;
  readonly via: string;
  readonly since: Instant;
  readonly plan: readonly PlannedNotification[];
}

export interface Asked extends Moved {
  readonly reached: boolean;
  /** Why the page goes on past a step that reached nobody. */
  readonly why: Why;
}

/** Tells everybody and everything that the step names, each by their own rules, and waits; or goes on at once, and says so. */
export function askStep(move: Move, step: Step, reason: Why, wave: number): Asked {
  const { state, now } = move;
  const { people, channels, webhooks } = step.routed;
  const plans = people.map((each) => planFor(move, step, each));
  const reached = channels.length + webhooks.length > 0 || plans.some(({ plan }) => plan.length > 0);
  const nextAt = reached ? now + step.waitMs : now;
  const entry = pageEscalated({
    step: step.step,
    round: step.round,
    ...becauseOf(reason, move),
    people: plans.map(({ id, via, since }) => (since === now ? { id, via } : { id, via, since })),
    channels: [...channels],
    webhooks: [...webhooks],
    nextAt,
    ways: Object.fromEntries(plans.map(({ id, plan }) => [id, plan.length])),
  });
  if (reached) {
    const effects = [
      ...tellPeople(move, step, plans, wave),
      ...tellOn(move, step, wave),
      ...tellPlaces(move, step, wave),
    ];
    return { entries: [entry], effects: [...effects, armNext(move.stream, nextAt)], reached, why: reason };
  }
  const nobody = people.length === 0;
  const without = state.urgency === 'low' ? 'nobody there is told of low urgency' : 'nobody there has any contact';
  const what = `Step ${step.step + 1} of page ${state.number} reached nobody: ${nobody ? 'nobody is on call' : without}.`;
  const open = { ...state, status: 'open' as const, exhausted: false };
  const alarm = tell(move.stream, open, what, `step-${step.step}`);
  return { entries: [entry], effects: alarm, reached, why: nobody ? 'nobody-there' : 'unreachable' };
}

function planFor(move: Move, step: Step, { id, via }: { readonly id: string; readonly via: string }): Planned {
  const { state, routing, now } = move;
  const planAt = (at: Instant) => routing.notifications(id, state.urgency, at, step.last);
  const { since, plan } = askAgain(beingAsked(move, id), planAt, now);
  return { id, via, since, plan };
}

const tellPeople = (
  { stream }: Move,
  { step, round }: Step,
  plans: readonly Planned[],
  wave: number,
): readonly EffectChange[] =>
  plans.flatMap(({ id, plan }) =>
    plan.map(({ rule, method, dueAt }) =>
      notify(stream, dueAt, { person: id, method, rule, step, round, wave, attempt: 1, dueAt }),
    ),
  );

/** Whom somebody asked for by name is told on by the ways that have not reached them yet, whatever step the page is at. */
function tellOn({ stream, state, why, by, routing, now }: Move, step: Step, wave: number): readonly EffectChange[] {
  const { round } = step;
  return keptOn(state, why, step.routed.people)
    .filter(({ id }) => id !== by)
    .flatMap(({ id, since, rules }) =>
      routing
        .notifications(id, state.urgency, since, true)
        .filter(({ rule }) => rules[rule] === 'to-come' || rules[rule] === 'missed')
        .map(({ rule, method, dueAt: planned }) => {
          const dueAt = Math.max(planned, now);
          return notify(stream, dueAt, { person: id, method, rule, step: step.step, round, wave, attempt: 1, dueAt });
        }),
    );
}

function tellPlaces({ stream, now }: Move, { step, round, routed }: Step, wave: number): readonly EffectChange[] {
  const to = { step, round, wave, attempt: 1, dueAt: now };
  return [
    ...routed.channels.map((channel) => toTarget(stream, now, { type: 'channel', to: channel, ...to })),
    ...routed.webhooks.map((url) => toTarget(stream, now, { type: 'webhook', to: url, ...to })),
  ];
}
