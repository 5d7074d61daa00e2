import type { IncidentParts } from '../../parts.ts';
import { LINK_RELATIONS } from '../../vocabulary.ts';
import { formAbout } from '../ask-about.ts';
import { addLink } from '../link.ts';
import { answered } from '../../../commands/answers.ts';

export const linkForm = (parts: IncidentParts) =>
  formAbout(parts, {
    name: 'incident.link',
    summary: 'Link a page, or another incident',
    title: ({ number }) => `Link to incident ${number}`,
    fields: () => [
      {
        type: 'text',
        name: 'to',
        label: 'An address, or another incident’s number',
        placeholder: 'https://status.example.com / #41',
        required: true,
        most: 2000,
      },
      {
        type: 'choice',
        name: 'as',
        label: 'What is it to this incident?',
        required: false,
        choices: LINK_RELATIONS.map((relation) => ({ label: relation, value: relation })),
      },
      { type: 'text', name: 'title', label: 'What to call it', required: false, most: 200 },
    ],
    answer: async (row, fields, context) =>
      addLink(
        parts,
        row,
        {
          to: answered(fields, 'to').slice(0, 2000),
          as: LINK_RELATIONS.find((relation) => relation === answered(fields, 'as')),
          title: answered(fields, 'title').slice(0, 200),
        },
        context,
      ),
  });
