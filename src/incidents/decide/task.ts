import { refuse } from '../../base/result.ts';
import type { Instant } from '../../base/clock.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { taskAdded } from '../entries/task-added.ts';
import { taskChanged } from '../entries/task-changed.ts';
import type { IncidentState } from '../state.ts';
import { cancelTask, taskReminder } from '../timers.ts';
import { unlessDeclared, unlessOpen } from './guards.ts';
import { letIn } from './let-in.ts';
import { type Decided, record } from './recorded.ts';

const MOST_TASKS = 200;
/** Who opens again what was due knows that it was. */
const OVERDUE_AGAIN_MS = 3_600_000;

export function decideAddTask(
  state: IncidentState,
  input: {
    readonly text: string;
    readonly followUp: boolean;
    readonly assignee: string | null;
    readonly dueAt: Instant | null;
    readonly url?: string;
    readonly message?: string;
  },
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  if (state.tasks.length >= MOST_TASKS) {
    return refuse('task/many', `There are ${MOST_TASKS} tasks already. Track more of them elsewhere, and link it.`);
  }
  const number = state.tasks.length + 1;
  const inside = letIn(state, input.assignee);
  return record(
    taskAdded({ ...input, id: context.newId(), number }),
    context,
    [
      incidentEffects.card(state.stream),
      ...(input.dueAt === null ? [] : [taskReminder(state.stream, number, input.dueAt)]),
      ...inside.effects,
    ],
    inside.entries,
  );
}

export function decideChangeTask(
  state: IncidentState,
  input: {
    readonly number: number;
    readonly assignee?: string | undefined;
    readonly dueAt?: Instant | undefined;
    readonly url?: string | undefined;
    readonly done?: boolean | undefined;
  },
  context: DecideContext,
): Decided {
  const { number, assignee, dueAt, url, done } = input;
  const task = state.tasks.find((one) => one.number === number);
  if (!task)
    return refuse('task/unknown', `Incident ${state.number} has no task T${number}. /incident task lists them.`);
  // Of a merged incident, what was open went along: a button of an old reminder must not tick off the copy left here.
  const moved = task.doneAt === null && state.mergedInto !== null ? unlessOpen(state, 'change the task') : undefined;
  if (moved) return moved;
  if (assignee === undefined && dueAt === undefined && url === undefined && done === undefined) {
    return refuse('task/nothing', 'Say what changes: person, due, url, or done.');
  }
  if (done !== undefined && done === (task.doneAt !== null)) {
    return refuse('task/same', `Task T${number} is ${done ? 'done' : 'open'} already.`);
  }
  const reopened =
    done === false && task.dueAt !== null
      ? [taskReminder(state.stream, number, task.dueAt > context.now ? task.dueAt : context.now + OVERDUE_AGAIN_MS)]
      : [];
  const timer =
    done === true
      ? [cancelTask(state.stream, number)]
      : dueAt === undefined
        ? reopened
        : [taskReminder(state.stream, number, dueAt)];
  const inside = letIn(state, assignee);
  return record(
    taskChanged({
      number,
      ...(assignee !== undefined && { assignee }),
      ...(dueAt !== undefined && { dueAt }),
      ...(url !== undefined && { url }),
      ...(done !== undefined && { done }),
    }),
    context,
    [incidentEffects.card(state.stream), ...timer, ...inside.effects],
    inside.entries,
  );
}
