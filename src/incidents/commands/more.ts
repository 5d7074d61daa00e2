import { ok } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Button, type Message, whisper } from '../../commands/message.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { ACTIVE_STATUSES } from '../vocabulary.ts';
import { named } from './named.ts';

/** Behind the card's button More: everything that can be done in an incident, for who knows no command. */
export const moreAction = (parts: Pick<IncidentParts, 'lookup'>): ActionDeclaration => ({
  action: 'incident.more',
  summary: 'What else can be done',
  permission: 'incident.read',
  risk: 'read',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    return row.ok ? ok(whisper(choices(row.value))) : row;
  },
});

export const moreButton = (number: number): Button => ({
  label: 'More …',
  action: 'incident.more',
  args: [String(number)],
});

function choices(row: IncidentRow): Message {
  const args = [String(row.number)];
  const button = (label: string, action: string): Button => ({ label, action: `incident.${action}`, args });
  const active = ACTIVE_STATUSES.has(row.status);
  const open = active || row.status === 'resolved';
  return {
    title: rich`What else can be done in incident ${row.number}`,
    blocks: [
      {
        type: 'text',
        text: rich`Everything is recorded at once, and can be corrected later: what stood there before stays readable.`,
      },
    ],
    buttons: [
      ...(open
        ? [
            [
              { label: 'Page somebody', emoji: '📟', action: 'page.ask', args },
              button('Bring people in', 'people.ask'),
              button('Roles', 'role.ask'),
              button('Voice channel', 'voice'),
              button('Subscribe', 'subscribe'),
            ],
          ]
        : []),
      [
        button('Title, summary, impact', 'describe.ask'),
        button('Milestone', 'milestone.ask'),
        button('Link', 'link.ask'),
      ],
      [
        button('Correct an entry', 'correct.ask'),
        button('Past events', 'backfill.ask'),
        button('Add a task', 'task.add.ask'),
        button('Export', 'export'),
      ],
      ...(active ? [[button('Duplicate, or no incident', 'cancel.ask')]] : []),
    ],
  };
}
