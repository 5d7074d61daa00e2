import type { Instant } from '../../base/clock.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { type Message, paragraph } from '../../commands/message.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { PolicyStep } from '../config/policies.ts';
import { type WHY, pageEscalated, pageExhausted } from './entries.ts';
import { armNext, cancelWave, notify, post, toTarget } from './page-effects.ts';
import { firstLine, pageMessage } from './page-message.ts';
import { type PageState, told } from './page-state.ts';
import { type Routing, flatten, route } from './routing.ts';

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
export function escalate(stream: string, state: PageState, why: Why, routing: Routing, now: Instant): Moved {
  const { steps, repeat } = stepsOf(state, routing);
  const entries: EntryDraft[] = [];
  const effects: EffectChange[] = [...cancelWave(stream, state)];
  let { step, round } = state.exhausted ? { step: -1, round: 0 } : state;
  let { wave } = state;
  let reason = why;
  const open: PageState = { ...state, status: 'open', exhausted: false };

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
    const routed = route(present.page, routing, now, (state.turn ?? state.number) + round);
    const plans = routed.people.map((each) => ({
      ...each,
      plan: routing.notifications(each.id, state.urgency, now, lastStep),
    }));
    const reached =
      plans.some((each) => each.plan.length > 0) || routed.channels.length > 0 || routed.webhooks.length > 0;
    const nextAt = reached ? now + present.waitMs : now;
    wave += 1;
    const unanswered = state.people.filter((told) => !told.declined).map(({ id }) => id);
    entries.push(
      pageEscalated({
        step,
        round,
        why: reason,
        ...(reason === 'no-answer' && unanswered.length > 0 && { unanswered }),
        ...routed,
        people: [...routed.people],
        channels: [...routed.channels],
        webhooks: [...routed.webhooks],
        nextAt,
        ways: Object.fromEntries(plans.map((each) => [each.id, each.plan.length])),
      }),
    );
    if (!reached) {
      const missing = routed.people.length === 0 ? 'nobody is on call' : 'nobody there has any contact';
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
      people: plans.map(({ id, via }) => told(id, via, 0, false)),
    };
    for (const { id, plan } of plans) {
      for (const { rule, method, dueAt } of plan) {
        effects.push(notify(stream, dueAt, { person: id, method, rule, step, round, wave, attempt: 1, dueAt }));
      }
    }
    const targets = [
      ...routed.channels.map((to) => ({ type: 'channel' as const, to })),
      ...routed.webhooks.map((to) => ({ type: 'webhook' as const, to })),
    ];
    for (const target of targets) {
      effects.push(toTarget(stream, now, { ...target, step, round, wave, attempt: 1, dueAt: now }));
    }
    effects.push(armNext(stream, nextAt));
    return { entries, effects, shown };
  }

  const nextAt = now + (state.reached ? AGAIN_MS : AGAIN_SOON_MS);
  entries.push(pageExhausted({ nextAt, fallback: state.fallback }));
  effects.push(
    ...tell(stream, open, `Page ${state.number} went through everybody and nobody has acknowledged it.`, 'exhausted'),
  );
  effects.push(armNext(stream, nextAt));
  return { entries, effects, shown: { ...open, people: [], exhausted: true, nextAt, wave: wave + 1 } };
}

/**
 * The channel that is told when paging itself has trouble: the policy's fallback, and where the page belongs. While
 * the chat is down one alarm about the same thing waits, not one for each time that it happened.
 */
export function tell(stream: string, state: PageState, what: string, about: string): EffectChange[] {
  const channels = new Set([state.fallback, state.channel].filter((name) => name !== null));
  return [...channels].map((channel) => {
    const message = pageMessage(stream, { ...state, people: [] }, { ping: [] });
    const alarm: Message = {
      ...message,
      tone: 'critical',
      blocks: [...paragraph(rich`${strong('Whoever reads this')}: please take it.`).blocks, ...message.blocks],
      preview: rich`${what} ${firstLine(state.message)}`,
      ping: { here: true },
    };
    return post(stream, channel, alarm, { as: 'alarm', wave: state.wave }, `alarm:${about}`);
  });
}
