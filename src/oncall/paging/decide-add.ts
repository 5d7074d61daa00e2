import { refuse } from '../../base/result.ts';
import { joined, rich } from '../../base/rich-text.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import type { Target } from '../config/policies.ts';
import { report } from './acknowledged.ts';
import { type Decided, decided, isLive, refuseDead } from './decided.ts';
import { pageResponderAdded } from './entries.ts';
import { notify } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import { type Routing, route } from './routing.ts';
import { who } from './who.ts';

/**
 * More people beside those whom the step pages. Who has the page keeps it, and the policy goes on as it would have. A
 * policy stands for its first step. Refuses `page/nobody-there`, `page/asked-already`.
 */
export function decideAdd(
  stream: string,
  state: PageState,
  by: string,
  targets: readonly Target[],
  routing: Routing,
  context: DecideContext,
): Decided {
  if (!isLive(state)) return refuseDead(state);
  const found = route(targets, routing, context.now, state.turn ?? state.number).people;
  if (found.length === 0) {
    return refuse('page/nobody-there', 'Nobody is on call there now. Choose a person, or another schedule.');
  }
  // Whom this step has told already need not be told again, unless the page has come to rest since.
  const asked = (id: string): boolean =>
    state.acknowledgedBy === id ||
    state.people.some((told) => told.id === id && !told.declined && (state.status === 'open' || told.added));
  const people = found.filter(({ id }) => !asked(id));
  if (people.length === 0) {
    return refuse('page/asked-already', `They are being asked already, or have page ${state.number}.`);
  }
  const plans = people.map((each) => ({
    ...each,
    // Somebody asks for them by name: no quiet hours.
    plan: routing.notifications(each.id, state.urgency, context.now, true),
  }));
  const unreachable = plans.find(({ plan }) => plan.length === 0);
  if (unreachable) {
    return state.urgency === 'low'
      ? refuse('page/no-contact', 'There is no way to tell them of low urgency: their rules in muster.yaml have none.')
      : refuse('page/no-contact', 'There is no way to reach them: add contacts under their name in muster.yaml.');
  }
  const { wave, step, round } = state;
  return decided(stream, state, {
    entries: [
      pageResponderAdded({
        by,
        people: [...people],
        ways: Object.fromEntries(plans.map(({ id, plan }) => [id, plan.length])),
      }),
    ],
    effects: [
      ...plans.flatMap(({ id, plan }) =>
        plan.map(({ rule, method, dueAt }) =>
          notify(stream, dueAt, { person: id, method, rule, step, round, wave, attempt: 1, dueAt }),
        ),
      ),
      ...report(
        stream,
        state,
        rich`${who(by)} asked ${joined(
          people.map(({ id }) => who(id)),
          ', ',
        )} to join in on page ${state.number}.`,
      ),
    ],
  });
}
