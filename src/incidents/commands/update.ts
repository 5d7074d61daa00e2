import { ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Form, type FormField, type Message, openForm, say } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import { decideUpdate, type UpdateText } from '../decide/update.ts';
import type { PlainMessage } from '../effects.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { updateBlocks, updateTitle } from '../update-message.ts';
import { askAbout } from './ask-about.ts';
import { incidentOption } from './incident-options.ts';
import { saidBy } from '../said-by.ts';
import { named } from './named.ts';
import { moreButton } from './more.ts';
import { isThere } from './tell-channel.ts';
import { answered } from '../../commands/answers.ts';

const LONGEST = 1500;

export const updateCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident update',
    summary: 'Tell everybody where things stand: conditions, actions, needs',
    details: 'Without options a form opens.',
    examples: ['/incident update conditions:Writes fail actions:Failing over to db2 needs:A second pair of eyes'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      conditions: text({ description: 'What is the case', most: LONGEST }),
      actions: text({ description: 'What is being done', most: LONGEST }),
      needs: text({ description: 'What is missing', most: LONGEST }),
      incident: incidentOption(parts),
    },
    async run({ conditions, actions, needs, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      const given = { conditions: conditions ?? '', actions: actions ?? '', needs: needs ?? '' };
      return given.conditions === ''
        ? ok(openForm(updateForm(row.value, given)))
        : postUpdate(parts, row.value, given, context);
    },
  });

const formTitle = ({ number }: Pick<IncidentRow, 'number'>): string => `Update for incident ${number}`;

const updateForm = (row: IncidentRow, given: UpdateText): Form => ({
  action: 'incident.update.submit',
  args: [String(row.number)],
  title: formTitle(row),
  fields: updateFields(given),
});

const updateFields = (given: UpdateText): readonly FormField[] => [
  {
    type: 'text',
    name: 'conditions',
    label: 'Conditions: what is the case?',
    lines: 'many',
    required: true,
    most: LONGEST,
  },
  {
    type: 'text',
    name: 'actions',
    label: 'Actions: what is being done?',
    lines: 'many',
    required: false,
    most: LONGEST,
    ...(given.actions !== '' && { value: given.actions }),
  },
  {
    type: 'text',
    name: 'needs',
    label: 'Needs: what is missing?',
    lines: 'many',
    required: false,
    most: LONGEST,
    ...(given.needs !== '' && { value: given.needs }),
  },
];

async function postUpdate(parts: IncidentParts, row: IncidentRow, update: UpdateText, context: CommandContext) {
  const forChannel: PlainMessage = {
    title: [`📣 Update on incident ${row.number}`],
    blocks: updateBlocks(update),
    footer: rich`from ${saidBy(personOf(context), parts.nameOf)}`,
  };
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideUpdate(
      state,
      update,
      { config: parts.config(), ...(!isThere(row, context) && { forChannel }) },
      decideContext,
    ),
  );
  if (!recorded.ok) return recorded;
  const message: Message = {
    title: updateTitle(row.number, recorded.value.seq),
    blocks: updateBlocks(update),
    // The card is far above by now.
    buttons: [[moreButton(row.number)]],
  };
  return ok(say(message));
}

export const updateActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  askAbout(parts, {
    action: 'incident.update.ask',
    answers: 'incident.update.submit',
    summary: 'Write an update',
    title: formTitle,
    fields: () => updateFields({ conditions: '', actions: '', needs: '' }),
  }),
  {
    action: 'incident.update.submit',
    openedBy: 'incident.update.ask',
    summary: 'Post the update',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const of = (name: string): string => answered(fields, name).slice(0, LONGEST);
      const update = { conditions: of('conditions'), actions: of('actions'), needs: of('needs') };
      if (update.conditions === '') return refuse('update/empty', 'Say at least what is the case (Conditions).');
      return postUpdate(parts, row.value, update, context);
    },
  },
];
