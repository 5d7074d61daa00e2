import { refuse } from '../../../base/result.ts';
import { rolesOf } from '../../config.ts';
import { type IncidentParts, personOf } from '../../parts.ts';
import type { IncidentRow } from '../../projections/incident-row.ts';
import { formAbout } from '../ask-about.ts';
import { answered } from '../../../commands/answers.ts';
import { assignRole, findRole, leaveRole } from '../role.ts';
import { answeredIds } from './answers.ts';

/** Take a role, give it to somebody, or give it up. */
export const roleForm = (parts: IncidentParts) =>
  formAbout(parts, {
    name: 'incident.role',
    summary: 'Give out a role',
    title: ({ number }) => `Roles of incident ${number}`,
    fields: (row) => [
      {
        type: 'choice',
        name: 'role',
        label: 'Which role?',
        required: true,
        choices: Object.entries(rolesOf(parts.config()))
          .slice(0, 25)
          .map(([key, { name, summary }]) => ({
            label: name,
            value: key,
            description: `${held(parts, row, key)}${summary}` || name,
          })),
      },
      { type: 'person', name: 'person', label: 'Who? Empty means you', required: false },
      {
        type: 'choice',
        name: 'do',
        label: 'Take it or give it up?',
        required: false,
        choices: [
          { label: 'They take it', value: 'take', description: 'Whoever holds it hands it over', selected: true },
          { label: 'They give it up', value: 'leave' },
        ],
      },
    ],
    async answer(row, fields, context) {
      const role = findRole(parts, answered(fields, 'role'));
      if (!role.ok) return role;
      const who = answeredIds(fields, 'person')[0] ?? personOf(context);
      if (who === null) return refuse('role/person', 'Say who takes the role.');
      const change = answered(fields, 'do') === 'leave' ? leaveRole : assignRole;
      return change(parts, row, role.value, who, context);
    },
  });

function held({ nameOf }: IncidentParts, { roles }: IncidentRow, key: string): string {
  const names = roles.flatMap(({ role, person }) => (role === key ? [nameOf(person) ?? 'somebody'] : []));
  return names.length === 0 ? '' : `Now ${names.join(', ')}. `;
}
