import { DAY_MS } from '../base/durations.ts';
import { instant, person, rich, strong } from '../base/rich-text.ts';
import type { Effect, EffectChange, EffectHandler, EffectHandlers } from '../timeline/effect.ts';
import type { DecideContext } from '../timeline/timeline.ts';
import { updateDueAt, updateEveryMinutes } from './config.ts';
import type { PlainMessage } from './effects.ts';
import type { IncidentParts } from './parts.ts';
import { remind } from './remind.ts';
import type { IncidentState } from './state.ts';
import { needsNagging, nag, NEXT_NAG_MS, postmortemReminder, taskReminder, updateReminder } from './timers.ts';
import { GRACE_MS, timerStep } from './timer-step.ts';
import { ACTIVE_STATUSES } from './vocabulary.ts';

/** What happens when a timer of an incident falls due. Late ones (Muster was down) are caught up with once. */
export function timerHandlers(parts: IncidentParts): EffectHandlers {
  const due =
    (
      decide: (state: IncidentState, context: DecideContext, effect: Effect) => readonly EffectChange[],
    ): EffectHandler =>
    (effect) =>
      timerStep(parts, effect, (state, context) => (state.declared ? decide(state, context, effect) : []));
  const told = (state: IncidentState, message: PlainMessage, comes: 'once' | 'again' = 'again') =>
    remind(state, parts.config(), message, comes);

  return {
    'incident.update-due': due((state, { now }) => {
      const config = parts.config();
      const dueAt = updateDueAt(config, state);
      if (!ACTIVE_STATUSES.has(state.status) || dueAt === null) return [];
      if (dueAt > now + GRACE_MS) return [updateReminder(state.stream, dueAt)];
      const again = now + updateEveryMinutes(config, state.severity) * 60_000;
      return [...told(state, updateReminderMessage(state)), updateReminder(state.stream, again)];
    }),

    'incident.nag': due((state, { now }) =>
      needsNagging(state) ? [...told(state, nagMessage(state)), nag(state.stream, now + NEXT_NAG_MS)] : [],
    ),

    'incident.task-due': due((state, { now }, effect) => {
      const task = state.tasks.find(({ number }) => number === numberOf(effect));
      if (!task || task.doneAt !== null || task.dueAt === null) return [];
      if (task.dueAt > now + GRACE_MS) return [taskReminder(state.stream, task.number, task.dueAt)];
      const message: PlainMessage = {
        tone: 'warning',
        blocks: [
          {
            type: 'text',
            text: rich`⏰ Task ${strong(`T${task.number}`)} is due: ${task.text}${task.assignee === null ? '' : rich` - ${person(task.assignee)}`}`,
          },
        ],
        buttons: [
          [
            {
              label: 'Done',
              style: 'success',
              action: 'incident.task.done',
              args: [String(state.number), String(task.number)],
            },
          ],
        ],
        ...(task.assignee !== null && { ping: { people: [task.assignee] } }),
      };
      return told(state, message, 'once');
    }),

    'incident.postmortem-due': due((state, { now }) => {
      const { state: stage, owner, dueAt } = state.postmortem;
      if (stage === 'reviewed' || dueAt === null || state.status === 'cancelled') return [];
      if (dueAt > now + GRACE_MS) return [postmortemReminder(state.stream, dueAt)];
      const message: PlainMessage = {
        tone: 'warning',
        blocks: [
          {
            type: 'text',
            text: rich`📝 The postmortem of incident ${state.number} was due ${instant(dueAt, 'date-time')} and is ${stage}.${owner === null ? ' It has no owner.' : rich` Owner: ${person(owner)}`}`,
          },
        ],
        ...(owner !== null && { ping: { people: [owner] } }),
      };
      return [...told(state, message), postmortemReminder(state.stream, now + DAY_MS)];
    }),
  };
}

const numberOf = ({ payload }: Effect): number =>
  typeof payload === 'object' && payload !== null && 'number' in payload ? Number(payload['number']) : 0;

function updateReminderMessage(state: IncidentState): PlainMessage {
  const args = [String(state.number)];
  const snooze = (minutes: number) => ({
    label: `Snooze ${minutes} min`,
    action: 'incident.remind.snooze',
    args: [...args, String(minutes)],
  });
  const people = state.roles
    .filter(({ role }) => role === 'communications' || role === 'commander')
    .map((holder) => holder.person);
  return {
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: rich`📣 An update is due for ${state.severity}. The last one was ${instant(state.cadenceFrom, 'relative')}.`,
      },
    ],
    buttons: [
      [
        { label: 'Send update', style: 'primary', action: 'incident.update.ask', args },
        snooze(30),
        snooze(60),
        snooze(90),
        { label: 'Stop reminding', action: 'incident.remind.stop', args },
      ],
    ],
    ...(people.length > 0 && { ping: { people } }),
  };
}

function nagMessage(state: IncidentState): PlainMessage {
  const args = [String(state.number)];
  const commanded = state.roles.some(({ role }) => role === 'commander');
  const missing = [
    ...(commanded ? [] : ['Nobody is in command.']),
    ...(state.severity === 'unknown' ? ['The severity is still unknown; closing will wait for it.'] : []),
  ];
  return {
    tone: 'warning',
    blocks: [{ type: 'text', text: rich`👋 ${missing.join(' ')}` }],
    buttons: [
      [
        ...(commanded
          ? []
          : [
              {
                label: 'Take command',
                style: 'primary' as const,
                action: 'incident.role.take',
                args: [...args, 'commander'],
              },
            ]),
        ...(state.severity === 'unknown' ? [{ label: 'Severity', action: 'incident.severity.ask', args }] : []),
      ],
    ],
  };
}
