import type { FormField } from '../../../commands/message.ts';
import type { IncidentParts } from '../../parts.ts';
import { formAbout } from '../ask-about.ts';
import { parseNumber } from '../incident-options.ts';
import { mergeIncident } from '../merge.ts';
import { answered } from '../../../commands/answers.ts';
import { mayBecome } from '../may-decide.ts';
import { changeStatus } from '../status.ts';

/** It was no incident, or a duplicate of one that this person can see. */
export const cancelForm = (parts: IncidentParts) =>
  formAbout(parts, {
    name: 'incident.cancel',
    summary: 'It was no incident, or a duplicate',
    title: ({ number }) => `Cancel incident ${number}`,
    async fields(row, context) {
      const allowed = mayBecome(row, 'cancelled', context);
      if (!allowed.ok) return allowed;
      const open = await parts.lookup.list(context.viewer, { bucket: 'open', limit: 26 });
      const others = open.filter(({ number }) => number !== row.number).slice(0, 25);
      const duplicate: FormField = {
        type: 'choice',
        name: 'duplicate',
        label: 'Is it a duplicate of one of these?',
        description: 'Its people and open tasks move there',
        required: false,
        choices: others.map(({ number, title }) => ({ label: `#${number} ${title}`, value: String(number) })),
      };
      return [
        ...(others.length > 0 ? [duplicate] : []),
        {
          type: 'text',
          name: 'reason',
          label: others.length > 0 ? 'If not: why is it cancelled?' : 'Why is it cancelled?',
          required: others.length === 0,
          most: 1000,
        },
      ];
    },
    async answer(row, fields, context) {
      const duplicate = answered(fields, 'duplicate');
      if (duplicate === '') {
        return changeStatus(parts, row, 'cancelled', answered(fields, 'reason').slice(0, 1000), context);
      }
      const number = parseNumber(duplicate);
      return number.ok ? mergeIncident(parts, row, number.value, context) : number;
    },
  });
