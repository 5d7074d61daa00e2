import { ok } from '../../base/result.ts';
import { instant, rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Button, type Message, paragraph, updateMessage, whisper } from '../../commands/message.ts';
import { choice } from '../../commands/options.ts';
import type { IncidentParts } from '../parts.ts';
import { isWaiting } from '../state.ts';
import { STATUS_MARKS } from '../vocabulary.ts';

const PAGE = 10;
const WHICH = ['open', 'ended', 'all'] as const;
type Which = (typeof WHICH)[number];

const DECLARE: Button = { label: 'Declare an incident', action: 'incident.declare.ask' };

export const listCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident list',
    summary: 'The incidents that you can see, newest first',
    permission: 'incident.read',
    risk: 'read',
    options: {
      which: choice(WHICH, {
        description: 'Default: open',
        labels: { open: 'Open', ended: 'Resolved, closed, cancelled', all: 'All' },
      }),
    },
    // Only for who asked: the list of one person may hold private incidents that others may not know of.
    visibility: 'private',
    run: async ({ which = 'open' }, context) => ok(whisper(await listPage(parts, which, undefined, context))),
  });

async function listPage(
  parts: IncidentParts,
  which: Which,
  behind: number | undefined,
  context: CommandContext,
): Promise<Message> {
  const rows = await parts.lookup.list(context.viewer, {
    limit: PAGE + 1,
    ...(which !== 'all' && { bucket: which }),
    ...(behind !== undefined && { behind }),
  });
  if (rows.length === 0) {
    return paragraph(rich`${which === 'open' ? 'No incident is open.' : 'There is none.'}`, {
      tone: 'good',
      ...(which === 'open' && {
        buttons: [[{ label: 'Show ended ones', action: 'incident.list', args: ['ended'] }, DECLARE]],
      }),
    });
  }
  const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
  // This answer is its reader's alone, and so is the link.
  const url = parts.linkFor(context.viewer.id, '/incidents');
  const buttons: Button[] = [
    ...(last ? [{ label: 'Older', action: 'incident.list', args: [which, String(last.number)] }] : []),
    ...(url === undefined ? [] : [{ label: 'Search in a browser', url }]),
    ...(which === 'open' ? [DECLARE] : []),
  ];
  return {
    title: [{ open: 'Open incidents', ended: 'Ended incidents', all: 'Incidents' }[which]],
    blocks: [
      {
        type: 'list',
        items: rows
          .slice(0, PAGE)
          .map(
            (row) =>
              rich`${STATUS_MARKS[row.status]} ${strong(`#${row.number}`)} ${row.private ? '🔒 ' : ''}${row.title} - ${row.severity}, ${isWaiting(row) ? 'waits for triage' : row.status}${row.kind === 'real' ? '' : `, ${row.kind}`}, ${instant(row.declaredAt, 'relative')}${row.channelId === null ? '' : rich` ${{ channel: row.channelId }}`}`,
          ),
      },
    ],
    ...(buttons.length > 0 && { buttons: [buttons] }),
  };
}

/** The list by a button; and leafing through one's own, which stands there already. */
export const listActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  {
    action: 'incident.list.ask',
    summary: 'The open incidents',
    permission: 'incident.read',
    risk: 'read',
    visibility: 'private',
    run: async (_args, _fields, context) => ok(whisper(await listPage(parts, 'open', undefined, context))),
  },
  {
    action: 'incident.list',
    summary: 'Older incidents',
    permission: 'incident.read',
    risk: 'read',
    visibility: 'private',
    async run(args, _fields, context) {
      const which = WHICH.find((one) => one === args[0]) ?? 'open';
      const behind = /^\d{1,9}$/.test(args[1] ?? '') ? Number(args[1]) : undefined;
      return ok(updateMessage(await listPage(parts, which, behind, context)));
    },
  },
];
