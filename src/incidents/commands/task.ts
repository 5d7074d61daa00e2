import { ok, refuse } from '../../base/result.ts';
import { instant, link, person, rich, type RichText, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Message, paragraph, say, sentence, whisper } from '../../commands/message.ts';
import { parsedText, personOption, text, yesNo } from '../../commands/options.ts';
import { decideAddTask, decideChangeTask } from '../decide/task.ts';
import { taskAdded } from '../entries/task-added.ts';
import { incidentFold } from '../fold.ts';
import { changeIncident, entryBySeq, type IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { type IncidentState, openFirst, type Task } from '../state.ts';
import { parseDue } from '../due.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';
import { recordedReply, saidLetIn } from './replies.ts';
import { tellChannel } from './tell-channel.ts';
import { suggestTask } from './suggest-entries.ts';
import { parseTaskUrl } from './web-address.ts';
import { mayRecord } from './may-decide.ts';

export const parseTask = (raw: string) =>
  /^[tT#]?\d{1,4}$/.test(raw)
    ? ok(Number(raw.replace(/\D/, '')))
    : refuse('task/number', 'Write the task’s number as /incident task lists it: T3.');

export const dueOption = () =>
  parsedText({ description: 'By when: in 2 h, tomorrow 10:00, friday, 2026-12-01' }, (raw, context) =>
    parseDue(raw, { now: context.now, timeZone: context.timeZone }),
  );

export const taskCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident task',
    summary: 'Tasks and follow-ups: list them, add one, give one to somebody, tick one off',
    details: 'Without options it lists them. With text it adds one; with number it changes that one.',
    examples: [
      '/incident task text:Fail over to db2 person:@bob due:in 30 min',
      '/incident task number:T1 done:True',
      '/incident task text:Alert on failed backups follow-up:True due:friday url:https://github.com/example/shop/issues/7',
    ],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      text: text({ description: 'What is to be done', most: 500 }),
      person: personOption({ description: 'By whom' }),
      due: dueOption(),
      'follow-up': yesNo({ description: 'To be done after the incident' }),
      url: parsedText({ description: 'Where it is tracked: an address' }, parseTaskUrl),
      number: parsedText(
        {
          description: 'Which one to change: T3',
          suggest: (typed, context, given) => suggestTask(parts, typed, context, given),
        },
        parseTask,
      ),
      done: yesNo({ description: 'Whether it is done' }),
      incident: incidentOption(parts),
    },
    async run({ text: words, person: who, due, 'follow-up': followUp = false, url, number, done, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      if (words !== undefined && number !== undefined) {
        return refuse('task/both', 'Give either text (for a new task) or number (for one that is there).');
      }
      if (number !== undefined) {
        return changeTask(parts, row.value, { number, assignee: who, dueAt: due, url, done }, context);
      }
      if (words === undefined) return ok(say(await taskList(parts, row.value)));
      const task = {
        text: words,
        followUp,
        assignee: who ?? null,
        dueAt: due ?? null,
        ...(url !== undefined && { url }),
      };
      return addTask(parts, row.value, task, context);
    },
  });

export async function addTask(
  parts: IncidentParts,
  row: IncidentRow,
  task: Parameters<typeof decideAddTask>[1],
  context: CommandContext,
) {
  const { assignee } = task;
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    tellChannel(decideAddTask(state, task, decideContext), {
      parts,
      row,
      context,
      text: added(task, state.tasks.length + 1),
      more: pinging(assignee),
    }),
  );
  if (!recorded.ok) return recorded;
  const entry = await entryBySeq(parts, row.stream, recorded.value.seq);
  const number = taskAdded.schema.safeParse(entry?.data).data?.number;
  return recordedReply(recorded.value, added(task, number), {
    after: saidLetIn(row, assignee, context),
    ...pinging(assignee),
  });
}

const added = (
  { text: words, followUp, assignee, dueAt, url }: Parameters<typeof decideAddTask>[1],
  number: number | undefined,
): RichText =>
  rich`${followUp ? 'Follow-up' : 'Task'} ${number === undefined ? '' : strong(`T${number}`)}: ${words}${assignee === null ? '' : rich` (${person(assignee)})`}${dueAt === null ? '' : rich`, due ${instant(dueAt, 'date-time')}`}${tracked(url)}`;

const pinging = (who: string | null | undefined): Pick<Message, 'ping'> =>
  who == null ? {} : { ping: { people: [who] } };

export async function changeTask(
  parts: IncidentParts,
  row: IncidentRow,
  change: Parameters<typeof decideChangeTask>[1],
  context: CommandContext,
) {
  const { number, assignee, done } = change;
  const changed = ({ tasks }: IncidentState): RichText => {
    const words = tasks.find((task) => task.number === number)?.text ?? '';
    const what = done === true ? 'is done ☑' : done === false ? 'is open again' : 'is changed';
    return rich`Task ${strong(`T${number}`)} ${what}: ${words}`;
  };
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    tellChannel(decideChangeTask(state, change, decideContext), {
      parts,
      row,
      context,
      text: changed(state),
      more: pinging(assignee),
    }),
  );
  if (!recorded.ok) return recorded;
  return recordedReply(recorded.value, changed(await parts.timeline.state(row.stream, incidentFold)), {
    after: saidLetIn(row, assignee, context),
    ...pinging(assignee),
  });
}

const tracked = (url: string | null | undefined): RichText => (url == null ? [] : [' · ', link('tracked here', url)]);

const MOST_LISTED = 25;

async function taskList(parts: IncidentParts, row: IncidentRow): Promise<Message> {
  const { tasks } = await parts.timeline.state(row.stream, incidentFold);
  const args = [String(row.number)];
  const add = { label: 'Add a task', style: 'primary' as const, action: 'incident.task.add.ask', args };
  if (tasks.length === 0) return paragraph(rich`Incident ${row.number} has no tasks yet.`, { buttons: [[add]] });
  // What is open stands first, so that what can be ticked off is there to be read.
  const listed = openFirst(tasks).slice(0, MOST_LISTED);
  const open = listed.filter((task) => task.doneAt === null).slice(0, 5);
  const more = tasks.length - listed.length;
  return {
    title: rich`Tasks of incident ${row.number}`,
    blocks: [
      { type: 'list', items: listed.map(taskLine) },
      ...(more === 0 ? [] : sentence(rich`And ${more} more: an export has them all.`)),
    ],
    buttons: [
      open.map((task) => ({
        label: `T${task.number} done`,
        action: 'incident.task.done',
        args: [...args, String(task.number)],
      })),
      [add, { label: 'Change a task', action: 'incident.task.change.ask', args }],
    ],
  };
}

const taskLine = (task: Task): RichText =>
  rich`${task.doneAt === null ? '' : '☑ '}${strong(`T${task.number}`)} ${task.text}${task.followUp ? ' (follow-up)' : ''}${task.assignee === null ? '' : rich` - ${person(task.assignee)}`}${task.dueAt === null || task.doneAt !== null ? '' : rich`, due ${instant(task.dueAt, 'relative')}`}${tracked(task.url)}`;

export const taskDoneAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.task.done',
  summary: 'Tick the task off',
  permission: 'incident.read', // checked below: whose task it is need not take part
  risk: 'record',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const number = parseTask(args[1] ?? '');
    if (!number.ok) return number;
    const { tasks } = await parts.timeline.state(row.value.stream, incidentFold);
    const isTheirs = tasks.some((task) => task.number === number.value && task.assignee === context.viewer.id);
    if (!isTheirs && !mayRecord(row.value, context.viewer)) {
      return refuse(
        'task/stranger',
        `T${number.value} is not yours, and you take no part in incident ${row.value.number}. Join it first.`,
      );
    }
    return changeTask(parts, row.value, { number: number.value, done: true }, context);
  },
});

export const tasksAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.tasks',
  summary: 'The tasks',
  permission: 'incident.read',
  risk: 'read',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    return row.ok ? ok(whisper(await taskList(parts, row.value))) : row;
  },
});
