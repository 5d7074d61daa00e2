import type { Instant } from '../../base/clock.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import { askStep } from './ask-step.ts';
import { commanderAnswers } from './commander-answers.ts';
import { type Moved, type Why, moveOf, placeAfter, stepAt } from './move.ts';
import { cancelWave } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import type { Routing } from './routing.ts';
import { wentThroughEverybody } from './went-through-everybody.ts';

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
  const move = moveOf({ stream, state, why, routing, now, by });
  const entries: EntryDraft[] = [];
  const effects: EffectChange[] = cancelWave(stream, state);
  const and = (last: Moved): Moved => ({
    entries: [...entries, ...last.entries],
    effects: [...effects, ...last.effects],
  });
  let { reason, place, wave } = { reason: why, place: move.from, wave: state.wave };

  for (;;) {
    place = placeAfter(place, move);
    const step = stepAt(place, move);
    if (!step) return and(wentThroughEverybody(move, wave + 1));
    if (step.cannot) continue;
    const answered = commanderAnswers(move, step, reason);
    if (answered) return and(answered);
    wave += 1;
    const asked = askStep(move, step, reason, wave);
    if (asked.reached) return and(asked);
    entries.push(...asked.entries);
    effects.push(...asked.effects);
    reason = asked.why;
  }
}
