import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { type NotifyResult, attemptOf } from './attempts.ts';
import { type Decided, decided } from './decided.ts';
import { pageNotified, pageShown } from './entries.ts';
import { escalate } from './escalate.ts';
import { tell } from './tell.ts';
import { type Notify, notify } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import { redraw } from './redraw.ts';
import type { Routing } from './routing.ts';
import type { Shown } from './shown.ts';

/**
 * One attempt to tell somebody has ended. A failure brings their next method forward to now; when no method of anybody
 * is left, the next step comes at once.
 */
export function decideNotified(
  stream: string,
  state: PageState,
  told: Notify,
  result: NotifyResult,
  more: { readonly possibleRepeat: boolean; readonly phones: readonly string[]; readonly effect: string },
  routing: Routing,
  context: DecideContext,
): Decided {
  const { now } = context;
  const failed = result.result === 'failed';
  const outcome = attemptOf(told, result, more.possibleRepeat, now);
  const { retryAt } = outcome;
  const message = failed ? undefined : result.message;
  const entry: EntryDraft = pageNotified({
    person: told.person,
    method: told.method,
    step: told.step,
    round: told.round,
    rule: told.rule,
    ...outcome,
    ...(message && { message }),
  });
  const person = state.people.find((each) => each.id === told.person);
  const present = state.wave === told.wave && (state.status === 'open' || person?.added === true);
  // It arrived after the page had gone on: what it says is of before.
  const late: EffectChange[] =
    !present && message
      ? redraw(stream, [{ ...message, as: 'told', person: told.person, ...(more.possibleRepeat && { repeat: true }) }])
      : [];
  if (!failed || !present) return decided(stream, state, { entries: [entry], effects: late });

  const effects: EffectChange[] = [];
  if (retryAt !== null)
    effects.push(notify(stream, retryAt, { first: more.effect, ...told, attempt: told.attempt + 1, dueAt: retryAt }));
  const next = told.rule + 1;
  if (person && next < person.ways) {
    const plan = routing.notifications(told.person, state.urgency, now, true)[next];
    if (plan && told.attempt === 1) {
      effects.push(notify(stream, now, { ...told, rule: next, method: plan.method, attempt: 1, dueAt: now }));
    }
    return decided(stream, state, { entries: [entry], effects });
  }
  // The last way of this person. Anybody else of this step who was told, or still can be? Who is only being tried again
  // is not waited for: when everything is down at once, everybody is.
  const others = state.people.some((each) => each.id !== told.person && !each.declined && each.missed < each.ways);
  const anySent = state.people.some((each) => each.sent > 0);
  const phones = more.phones.length > 0 ? ` Call them: ${more.phones.join(', ')}.` : '';
  if (person?.added === true && person.sent === 0 && told.attempt === 1) {
    const missed = tell(
      stream,
      state,
      `Who was asked to join page ${state.number} could not be told.${phones}`,
      `added-${told.person}`,
    );
    return decided(stream, state, { entries: [entry], effects: [...effects, ...missed] });
  }
  if (others || anySent || told.attempt > 1 || state.exhausted)
    return decided(stream, state, { entries: [entry], effects });

  const alarm = tell(
    stream,
    state,
    `Nobody of step ${told.step + 1} of page ${state.number} could be told.${phones}`,
    `step-${told.step}`,
  );
  const moved = escalate(stream, state, 'unreachable', routing, now);
  const kept = moved.effects.filter((effect) => !('cancel' in effect));
  return decided(stream, state, { entries: [entry, ...moved.entries], effects: [...effects, ...alarm, ...kept] });
}

/** A message with the page's buttons stands in a channel now. It was drawn in `wave`: when that is past, it is drawn anew. */
export function decideShown(stream: string, state: PageState, shown: Shown, wave: number): Decided {
  const stale = shown.as === 'alarm' ? state.status !== 'open' : state.wave !== wave;
  return decided(stream, state, { entries: [pageShown(shown)], effects: stale ? redraw(stream, [shown]) : [] });
}
