import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { type NotifyResult, attemptOf } from './attempts.ts';
import { type Decided, decided } from './decided.ts';
import { pageNotified, pageShown } from './entries.ts';
import { escalate } from './escalate.ts';
import { type Notify, bringForward, notify } from './page-effects.ts';
import { type PageState, type Told, afterDrafts, canBeTold } from './page-state.ts';
import { redraw } from './redraw.ts';
import type { Routing } from './routing.ts';
import type { Shown } from './shown.ts';
import { tell } from './tell.ts';

/**
 * One attempt to tell somebody has ended. A failure brings their next method forward to now; when everybody's every
 * method has failed, the next step comes at once.
 */
export function decideNotified(
  stream: string,
  state: PageState,
  told: Notify,
  result: NotifyResult,
  more: {
    readonly possibleRepeat: boolean;
    readonly phonesOf: (personIds: readonly string[]) => readonly string[];
    readonly effect: string;
  },
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
    wave: told.wave,
    rule: told.rule,
    ...outcome,
    ...(message && { message }),
  });
  const after = afterDrafts(state, [entry], now);
  const person = after.people.find((each) => each.id === told.person);
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
  const rule = person?.rules.indexOf('to-come') ?? -1;
  // Behind the others' backs a method may fail as often as it likes: only a first attempt moves anything.
  if (told.attempt === 1 && rule >= 0) {
    const method = routing.notifications(told.person, state.urgency, now, true)[rule]?.method;
    if (method) effects.push(bringForward(stream, now, { ...told, rule, method, attempt: 1, dueAt: now }));
  }
  if (told.attempt > 1 || !person || canBeTold(person)) return decided(stream, state, { entries: [entry], effects });

  const call = (people: readonly Told[]): string => {
    const phones = more.phonesOf(people.map(({ id }) => id));
    return phones.length > 0 ? ` Call them: ${phones.join(', ')}.` : '';
  };
  if (person.added) {
    const who = state.acknowledgedBy === told.person ? 'Who has' : 'Who was asked to join';
    const missed = `${who} page ${state.number} could not be told.${call([person])}`;
    effects.push(...tell(stream, state, missed, `added-${told.person}`));
  }
  // Who was asked to join neither holds up the policy nor moves it on.
  const ofStep = after.people.filter(({ added }) => !added);
  const asked = ofStep.filter(({ declined }) => !declined);
  if (person.added || state.status !== 'open' || state.exhausted || asked.some(canBeTold))
    return decided(stream, state, { entries: [entry], effects });

  const nobody = asked.length < ofStep.length ? 'Nobody else' : 'Nobody';
  const words = `${nobody} of step ${told.step + 1} of page ${state.number} could be told.${call(asked)}`;
  const alarm = tell(stream, state, words, `step-${told.step}`);
  const moved = escalate(stream, after, 'unreachable', routing, now);
  return decided(stream, state, {
    entries: [entry, ...moved.entries],
    effects: [...effects, ...alarm, ...moved.effects],
  });
}

/**
 * A message with the page's buttons stands in a channel now. It was drawn in `wave`: when that is past, or somebody was
 * asked to join since, it is drawn anew.
 */
export function decideShown(stream: string, state: PageState, shown: Shown, wave: number): Decided {
  const stale =
    shown.as === 'alarm' ? state.status !== 'open' : state.wave !== wave || state.people.some(({ added }) => added);
  return decided(stream, state, { entries: [pageShown(shown)], effects: stale ? redraw(stream, [shown]) : [] });
}
