import { ok, refuse } from '../../base/result.ts';
import { joined, person, rich, type RichText, role as roleMention, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, whisper } from '../../commands/message.ts';
import { personOption, roleOption, yesNo } from '../../commands/options.ts';
import { decideAddResponders } from '../decide/add-responder.ts';
import { decideVoice } from '../decide/voice.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';
import { recordedReply } from './replies.ts';

export const addCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident add',
    summary: 'Bring a person, a whole role or a voice channel into the incident',
    examples: ['/incident add person:@bob', '/incident add voice:True'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      person: personOption({ description: 'Who' }),
      role: roleOption({ description: 'Everybody who has this role' }),
      voice: yesNo({ description: 'Open a voice channel; it is deleted when the incident is closed' }),
      incident: incidentOption(parts),
    },
    async run({ person: who, role, voice, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      if (voice === true) {
        return who === undefined && role === undefined
          ? openVoice(parts, row.value, context)
          : refuse('responder/who', 'One at a time: a person, a role, or a voice channel.');
      }
      if ((who === undefined) === (role === undefined)) {
        return refuse('responder/who', 'Say who: give a person, a role, or voice:True.');
      }
      return addResponders(parts, row.value, who === undefined ? [] : [who], role === undefined ? [] : [role], context);
    },
  });

/** Brings them in and says so; who is part of it already is passed over. */
export async function addResponders(
  parts: IncidentParts,
  row: IncidentRow,
  people: readonly string[],
  roles: readonly string[],
  context: CommandContext,
) {
  const wanted = [...people.map((id) => ({ person: id })), ...roles.map((id) => ({ role: id }))];
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideAddResponders(state, wanted, decideContext),
  );
  if (!recorded.ok) return recorded;
  const names: readonly RichText[] = [...people.map((id) => [person(id)]), ...roles.map((id) => [roleMention(id)])];
  return recordedReply(
    recorded.value,
    rich`${joined(names, ', ')} ${names.length === 1 ? 'was' : 'were'} added to incident ${row.number}`,
    { ping: { people, roles } },
  );
}

export async function openVoice(parts: IncidentParts, row: IncidentRow, context: CommandContext) {
  const opened = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideVoice(state, parts.config(), decideContext),
  );
  return opened.ok
    ? recordedReply(
        opened.value,
        rich`A voice channel is being opened for incident ${row.number}. It is deleted when the incident is closed.`,
      )
    : opened;
}

export const joinAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.join',
  summary: 'Join the incident',
  permission: 'incident.join',
  risk: 'record',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const who = personOf(context);
    if (who === null) return refuse('responder/who', 'Only a person can join.');
    const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
      decideAddResponders(state, [{ person: who }], decideContext),
    );
    if (!recorded.ok) return recorded;
    const where = row.value.channelId === null ? '' : rich`: ${{ channel: row.value.channelId }}`;
    return ok(whisper(paragraph(rich`You have joined ${strong(`incident ${row.value.number}`)}${where}`)));
  },
});
