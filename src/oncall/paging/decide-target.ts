import { rich } from '../../base/rich-text.ts';
import { paragraph } from '../../commands/message.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { type NotifyResult, attemptOf } from './attempts.ts';
import { type Decided, decided } from './decided.ts';
import { pagePosted, pageShown } from './entries.ts';
import { escalate } from './escalate.ts';
import { tell } from './tell.ts';
import { type ToTarget, post, toTarget } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import { redraw } from './redraw.ts';
import type { Routing } from './routing.ts';
import type { Shown } from './shown.ts';

/** A webhook's host: the rest of its address may be a secret. */
const nameOf = ({ type, to }: ToTarget): string =>
  type === 'channel' ? to.slice(0, 300) : URL.canParse(to) ? new URL(to).host.slice(0, 300) : 'an address that is none';

/**
 * One attempt to tell a channel or a webhook has ended. A step that names nobody else moves on at once when none of them
 * could be told; beside people they are extra, and the fallback channel hears of what failed for good.
 */
export function decideTargetTold(
  stream: string,
  state: PageState,
  told: ToTarget,
  result: NotifyResult,
  more: { readonly possibleRepeat: boolean; readonly effect: string },
  routing: Routing,
  { now }: DecideContext,
): Decided {
  const failed = result.result === 'failed';
  const outcome = attemptOf(told, result, more.possibleRepeat, now);
  const { retryAt } = outcome;
  const name = nameOf(told);
  const entries: EntryDraft[] = [
    pagePosted({
      target: { type: told.type, name },
      step: told.step,
      round: told.round,
      wave: told.wave,
      ...outcome,
    }),
  ];
  const effects: EffectChange[] = [];
  if (!failed && result.message) {
    const shown: Shown = { ...result.message, as: 'card', person: null, ...(more.possibleRepeat && { repeat: true }) };
    entries.push(pageShown(shown));
    // It arrived after the page had gone on: what it says is of before.
    if (state.wave !== told.wave) effects.push(...redraw(stream, [shown]));
  }
  const present = state.wave === told.wave && state.status === 'open';
  if (!failed || !present) return decided(stream, state, { entries, effects });

  if (retryAt !== null) {
    const next = { first: more.effect, ...told, attempt: told.attempt + 1, dueAt: retryAt };
    effects.push(toTarget(stream, retryAt, next));
  }
  const alone = state.people.every(({ added }) => added) && state.targets.missed + 1 >= state.targets.asked;
  if (alone && told.attempt === 1) {
    const alarm = tell(
      stream,
      state,
      `Nothing of step ${told.step + 1} of page ${state.number} could be told.`,
      `step-${told.step}`,
    );
    const moved = escalate(stream, state, 'unreachable', routing, now);
    return decided(stream, state, {
      entries: [...entries, ...moved.entries],
      effects: [...effects, ...alarm, ...moved.effects],
    });
  }
  if (retryAt === null && state.fallback !== null && state.fallback !== told.to) {
    const whom = told.type === 'channel' ? `#${name}` : `the webhook of ${name}`;
    const words = rich`Page ${state.number} could not be posted to ${whom}: ${result.reason}`;
    effects.push(post(stream, state.fallback, paragraph(words, { tone: 'warning' })));
  }
  return decided(stream, state, { entries, effects });
}
