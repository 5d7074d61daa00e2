import { ok, refuse } from '../../base/result.ts';
import { person, rich, role as roleMention, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, whisper } from '../../commands/message.ts';
import { personOption, roleOption, yesNo } from '../../commands/options.ts';
import { decideAddResponder } from '../decide/add-responder.ts';
import { decideVoice } from '../decide/voice.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
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
        if (who !== undefined || role !== undefined) {
          return refuse('responder/who', 'One at a time: a person, a role, or a voice channel.');
        }
        const opened = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
          decideVoice(state, parts.config(), decideContext),
        );
        return opened.ok
          ? recordedReply(
              opened.value,
              rich`A voice channel is being opened for incident ${row.value.number}. It is deleted when the incident is closed.`,
            )
          : opened;
      }
      const responder = who !== undefined ? { person: who } : role !== undefined ? { role } : undefined;
      if (!responder || (who !== undefined && role !== undefined)) {
        return refuse('responder/who', 'Say who: give a person, a role, or voice:True.');
      }
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideAddResponder(state, responder, decideContext),
      );
      if (!recorded.ok) return recorded;
      return 'person' in responder
        ? recordedReply(recorded.value, rich`${person(responder.person)} was added to incident ${row.value.number}`, {
            ping: { people: [responder.person] },
          })
        : recordedReply(
            recorded.value,
            rich`${roleMention(responder.role)} was added to incident ${row.value.number}`,
            {
              ping: { roles: [responder.role] },
            },
          );
    },
  });

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
      decideAddResponder(state, { person: who }, decideContext),
    );
    if (!recorded.ok) return recorded;
    const where = row.value.channelId === null ? '' : rich`: ${{ channel: row.value.channelId }}`;
    return ok(whisper(paragraph(rich`You have joined ${strong(`incident ${row.value.number}`)}${where}`)));
  },
});
