import { type Result, ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import { paragraph, sentence } from '../../commands/message.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { tellAudience, tellPeople } from '../audience.ts';
import type { IncidentsConfig } from '../config.ts';
import { incidentEffects } from '../effects.ts';
import { endingEffects } from '../ending.ts';
import { incidentAbsorbed } from '../entries/incident-absorbed.ts';
import { incidentMerged } from '../entries/incident-merged.ts';
import { statusChanged } from '../entries/status-changed.ts';
import { type IncidentState, isWaiting } from '../state.ts';
import { cancelPostmortem, cancelTask, taskReminder } from '../timers.ts';
import { unlessOpen } from './guards.ts';

/**
 * Decides on the duplicate. Its people and open tasks move to the target; both timelines say so, in one commit.
 * `target`: as it was read a moment before; its people and tasks are only added to.
 */
export function decideMerge(
  state: IncidentState,
  target: IncidentState,
  config: IncidentsConfig,
  context: DecideContext,
): Result<Decision<{ readonly into: number }>> {
  const refusal = unlessOpen(state, 'merge it');
  if (refusal) return refusal;
  if (target.stream === state.stream) return refuse('merge/self', 'An incident cannot be merged into itself.');
  if (target.mergedInto !== null) {
    return refuse(
      'merge/chain',
      `Incident ${target.number} was merged into ${target.mergedInto} itself: merge into that.`,
    );
  }
  if (target.status === 'closed' || target.status === 'cancelled') {
    return refuse(
      'merge/ended',
      `Incident ${target.number} is ${target.status}. Reopen it first, or merge the other way.`,
    );
  }
  if (isWaiting(target) && !isWaiting(state)) {
    return refuse(
      'merge/waiting',
      `Incident ${target.number} waits for triage, and nobody is paged for it. Accept it first, or merge it into incident ${state.number}.`,
    );
  }
  if (state.private && !target.private) {
    return refuse(
      'merge/private',
      'A private incident cannot be merged into one that everybody sees. Merge the other way, or link them.',
    );
  }
  const open = state.tasks.filter((task) => task.doneAt === null);
  const tasks = open.map(({ text, followUp, assignee, dueAt, url }) => ({
    id: context.newId(),
    text,
    followUp,
    assignee,
    dueAt,
    ...(url !== null && { url }),
  }));
  const { stream } = state;
  // Of a private one everybody may know the number alone.
  const place =
    target.channelId === null || (target.private && !state.private)
      ? 'there'
      : rich`in ${{ channel: target.channelId }}`;
  // Of a private one hears nobody who was not let in.
  const subscribers = target.private ? [] : [...state.subscribers];
  const post = (channelId: string | null, on: string, text: ReturnType<typeof rich>): readonly EffectChange[] =>
    channelId === null ? [] : [incidentEffects.post(on, channelId, paragraph(text))];
  return ok({
    entries: [
      statusChanged({ from: state.status, to: 'cancelled', reason: `Duplicate of incident ${target.number}` }),
      incidentMerged({ into: target.number }),
    ],
    also: [
      {
        stream: target.stream,
        entries: [
          incidentAbsorbed({
            number: state.number,
            responders: [...state.responders],
            responderRoles: [...state.responderRoles],
            ...(subscribers.length > 0 && { subscribers }),
            tasks,
          }),
        ],
      },
    ],
    effects: [
      { cancel: `update-due:${stream}` },
      { cancel: `nag:${stream}` },
      cancelPostmortem(stream),
      ...open.map(({ number }) => cancelTask(stream, number)),
      ...tasks.flatMap(({ dueAt }, index) =>
        dueAt === null ? [] : [taskReminder(target.stream, target.tasks.length + index + 1, dueAt)],
      ),
      incidentEffects.keepPages(stream),
      incidentEffects.card(stream, 'now'),
      incidentEffects.announcement(stream, 'now'),
      incidentEffects.card(target.stream),
      ...post(state.channelId, stream, rich`This is a duplicate of incident ${target.number}: go on ${place}.`),
      ...post(
        target.channelId,
        target.stream,
        rich`Incident ${state.number} was a duplicate of this one and is merged in.`,
      ),
      ...(target.channelId === null
        ? []
        : incidentEffects.addMembers(
            { ...state, stream: target.stream, private: target.private, voice: target.voice },
            target.channelId,
            state.responders,
            state.responderRoles,
          )),
      ...endingEffects(state, config, context.now),
      ...tellAudience(
        { ...state, status: 'cancelled' },
        config,
        sentence(
          rich`It is a duplicate of ${target.private ? 'private ' : ''}incident ${target.number} and goes on there.`,
        ),
      ),
      ...tellPeople(
        target,
        target.subscribers.filter((person) => !state.subscribers.includes(person)),
        sentence(rich`Incident ${state.number} was a duplicate of this one and is merged in.`),
      ),
    ],
    answer: { into: target.number },
  });
}
