import type { Instant } from '../../base/clock.ts';
import { type RichText, rich } from '../../base/rich-text.ts';
import { paragraph } from '../../commands/message.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import { because } from './because.ts';
import { pageAcknowledged } from './entries.ts';
import { armNext, cancelWave, letIn, nextKey, post } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import { who } from './who.ts';

/** One line where the page belongs: how it goes on. */
export const report = (stream: string, state: PageState, text: RichText): EffectChange[] =>
  state.channel === null ? [] : [post(stream, state.channel, paragraph(text))];

/** Somebody has the page: nobody else is asked, until their time is up. */
export function acknowledged(stream: string, state: PageState, by: string, via: string, now: Instant) {
  // PagerDuty has a time limit of its own, and Muster follows it.
  const expiresAt =
    state.acknowledgeTimeoutMs === null || state.carrier !== null ? null : now + state.acknowledgeTimeoutMs;
  const entries: EntryDraft[] = [pageAcknowledged({ by, via, expiresAt })];
  const effects: EffectChange[] = [
    ...cancelWave(stream, state),
    expiresAt === null ? { cancel: nextKey(stream) } : armNext(stream, expiresAt),
    ...letIn(stream, state, by),
    ...report(stream, state, rich`${who(by)} acknowledged page ${state.number}${because(via)}.`),
  ];
  return { entries, effects, expiresAt };
}
