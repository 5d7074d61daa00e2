import { refuse } from '../../../base/result.ts';
import type { ActionDeclaration } from '../../../commands/command.ts';
import type { FormField } from '../../../commands/message.ts';
import { incidentFold } from '../../fold.ts';
import type { IncidentParts } from '../../parts.ts';
import { openFirst } from '../../state.ts';
import { formAbout } from '../ask-about.ts';
import { answered } from '../../../commands/answers.ts';
import { addTask, changeTask, parseTask } from '../task.ts';
import { answeredDue, answeredIds, answeredUrl } from './answers.ts';

const dueField: FormField = {
  type: 'text',
  name: 'due',
  label: 'By when?',
  placeholder: 'in 30 min / tomorrow 10:00 / friday',
  required: false,
  most: 100,
};

const urlField: FormField = {
  type: 'text',
  name: 'url',
  label: 'Where is it tracked?',
  placeholder: 'https://github.com/example/shop/issues/7',
  required: false,
  most: 2000,
};

/** Add a task or a follow-up, and change one that is there. */
export const taskForms = (parts: IncidentParts): readonly ActionDeclaration[] => [
  ...formAbout(parts, {
    name: 'incident.task.add',
    summary: 'Add a task or a follow-up',
    title: ({ number }) => `Task of incident ${number}`,
    fields: ({ status }) => [
      {
        type: 'text',
        name: 'text',
        label: 'What is to be done?',
        placeholder: 'One step that somebody can finish, and how one sees that it is done',
        required: true,
        most: 500,
      },
      { type: 'person', name: 'person', label: 'By whom?', required: false },
      dueField,
      {
        type: 'choice',
        name: 'kind',
        label: 'During the incident, or after it?',
        required: false,
        choices: [
          { label: 'Task: during the incident', value: 'task', ...(!isOver(status) && { selected: true as const }) },
          { label: 'Follow-up: after it', value: 'follow-up', ...(isOver(status) && { selected: true as const }) },
        ],
      },
      urlField,
    ],
    async answer(row, fields, context) {
      const text = answered(fields, 'text').slice(0, 500);
      if (text === '') return refuse('task/empty', 'Say what is to be done.');
      const due = answeredDue(fields, 'due', context);
      if (!due.ok) return due;
      const url = answeredUrl(fields, 'url');
      if (!url.ok) return url;
      const followUp = answered(fields, 'kind') === 'follow-up';
      const assignee = answeredIds(fields, 'person')[0] ?? null;
      const tracked = url.value === undefined ? {} : { url: url.value };
      return addTask(parts, row, { text, followUp, assignee, dueAt: due.value ?? null, ...tracked }, context);
    },
  }),
  ...formAbout(parts, {
    name: 'incident.task.change',
    summary: 'Change a task',
    title: ({ number }) => `Change a task of incident ${number}`,
    async fields({ stream, number }) {
      const { tasks } = await parts.timeline.state(stream, incidentFold);
      if (tasks.length === 0) return refuse('task/none', `Incident ${number} has no tasks yet.`);
      const offered = openFirst(tasks).slice(0, 25);
      return [
        {
          type: 'choice',
          name: 'task',
          label: 'Which one?',
          required: true,
          choices: offered.map((task) => ({
            label: `T${task.number} ${task.text}`,
            value: String(task.number),
            description: task.doneAt === null ? 'open' : 'done',
          })),
        },
        { type: 'person', name: 'person', label: 'Give it to', required: false },
        dueField,
        {
          type: 'choice',
          name: 'done',
          label: 'Is it done?',
          required: false,
          choices: [
            { label: 'Done', value: 'true' },
            { label: 'Open again', value: 'false' },
          ],
        },
        urlField,
      ];
    },
    async answer(row, fields, context) {
      const number = parseTask(answered(fields, 'task'));
      if (!number.ok) return number;
      const due = answeredDue(fields, 'due', context);
      if (!due.ok) return due;
      const url = answeredUrl(fields, 'url');
      if (!url.ok) return url;
      const done = answered(fields, 'done');
      const change = {
        number: number.value,
        assignee: answeredIds(fields, 'person')[0],
        dueAt: due.value,
        url: url.value,
        done: done === '' ? undefined : done === 'true',
      };
      return changeTask(parts, row, change, context);
    },
  }),
];

const isOver = (status: string): boolean => status === 'resolved' || status === 'closed';
