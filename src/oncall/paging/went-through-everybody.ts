import type { Instant } from '../../base/clock.ts';
import { pageExhausted } from './entries.ts';
import { toCome } from './going-on.ts';
import { type Move, type Moved, beingAsked } from './move.ts';
import { armNext, notify } from './page-effects.ts';
import { tell } from './tell.ts';

/** After everybody was paged in vain it begins again: an unanswered page never comes to rest. */
const AGAIN_MS = 30 * 60_000;
/** The same when nobody could even be told. */
const AGAIN_SOON_MS = 5 * 60_000;

/** Nobody else is left to ask: the fallback channel hears of it, and who is being asked is told by the ways still to come. */
export function wentThroughEverybody(move: Move, wave: number): Moved {
  const { stream, state, routing, now } = move;
  const nextAt = now + (state.reached ? AGAIN_MS : AGAIN_SOON_MS);
  const stillToCome = state.people.flatMap(({ id }) => {
    const told = id === move.by ? undefined : beingAsked(move, id);
    const planAt = (at: Instant) => routing.notifications(id, state.urgency, at, true);
    const { step, round } = state;
    return (told ? toCome(told, planAt, now) : []).map(({ rule, method, dueAt }) =>
      notify(stream, dueAt, { person: id, method, rule, step, round, wave, attempt: 1, dueAt }),
    );
  });
  const what = `Page ${state.number} went through everybody and nobody has acknowledged it.`;
  const open = { ...state, status: 'open' as const, exhausted: false };
  return {
    entries: [pageExhausted({ nextAt, fallback: state.fallback })],
    effects: [
      ...stillToCome,
      ...tell(stream, open, what, 'exhausted', { unheard: !state.reached }),
      armNext(stream, nextAt),
    ],
  };
}
