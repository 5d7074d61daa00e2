import { acknowledged } from './acknowledged.ts';
import { pageEscalated } from './entries.ts';
import { type Move, type Moved, type Step, type Why, becauseOf } from './move.ts';

/** What Muster does by itself: none of it rings who is at work on the incident as its commander. */
const BY_ITSELF: ReadonlySet<Why> = new Set([
  'opened',
  'no-answer',
  'nobody-there',
  'unreachable',
  'declined',
  'raised',
]);

/**
 * Who took command of the page's incident is at work on it: a step that would page them is answered by that, once. What
 * they had and let go, and what somebody asks for, rings them as everybody. Undefined where the step is asked as usual.
 */
export function commanderAnswers(move: Move, step: Step, reason: Why): Moved | undefined {
  const { stream, state, why, routing, now } = move;
  const commander = BY_ITSELF.has(why) && !state.answered ? routing.inCommand : undefined;
  if (!commander || !step.routed.people.some(({ id }) => id === commander.person)) return undefined;
  const reached = pageEscalated({
    step: step.step,
    round: step.round,
    ...becauseOf(reason, move),
    people: [{ id: commander.person, via: 'command' }],
    channels: [],
    webhooks: [],
    nextAt: now,
    ways: {},
  });
  const has = acknowledged(stream, { ...state, people: [] }, commander.person, commander.via, now);
  return { entries: [reached, ...has.entries], effects: has.effects };
}
