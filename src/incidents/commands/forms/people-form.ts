import { refuse } from '../../../base/result.ts';
import type { ActionDeclaration } from '../../../commands/command.ts';
import type { IncidentParts } from '../../parts.ts';
import { addResponders, openVoice } from '../add.ts';
import { formAbout } from '../ask-about.ts';
import { named } from '../named.ts';
import { answeredIds } from './answers.ts';

/** Bring people, whole roles, or a voice channel into the incident. */
export const peopleForms = (parts: IncidentParts): readonly ActionDeclaration[] => [
  ...formAbout(parts, {
    name: 'incident.people',
    summary: 'Bring people into the incident',
    title: ({ number }) => `Bring people into incident ${number}`,
    fields: () => [
      { type: 'person', name: 'people', label: 'Who?', required: false, most: 10 },
      { type: 'role', name: 'roles', label: 'Everybody who has this role', required: false, most: 5 },
    ],
    async answer(row, fields, context) {
      const [people, roles] = [answeredIds(fields, 'people'), answeredIds(fields, 'roles')];
      return people.length + roles.length === 0
        ? refuse('responder/who', 'Nobody was added: choose at least one person or role.')
        : addResponders(parts, row, people, roles, context);
    },
  }),
  {
    action: 'incident.voice',
    summary: 'Open a voice channel',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, _fields, context) {
      const row = await named(parts, args, context);
      return row.ok ? openVoice(parts, row.value, context) : row;
    },
  },
];
