import { type Result, ok } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Message, type Reply, say, whisper } from '../../commands/message.ts';
import type { ThemeName } from '../../pictures/theme.ts';
import { exportSource } from '../export/document.ts';
import type { IncidentParts } from '../parts.ts';
import { pictureFile } from '../picture.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { lastRecordedBy, type LookBack } from '../view/time-travel.ts';
import { named } from './named.ts';

/** The incident over time, as it is known now or was then. Of a private one others see it in its channel only. */
export async function showPicture(
  parts: IncidentParts,
  row: IncidentRow,
  theme: ThemeName,
  context: CommandContext,
  back?: LookBack,
): Promise<Result<Reply>> {
  const source = await exportSource(parts, row.stream, row.number, back);
  const file = await pictureFile(parts, source, context.timeZone, theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  const number = String(row.number);
  const message: Message = {
    blocks: [{ type: 'picture', file: file.name }],
    files: [file],
    buttons: [
      [
        {
          label: `In ${other} colours`,
          action: 'incident.picture',
          args: [number, other, ...(back ? [String(back.at)] : [])],
        },
        { label: 'Timeline', action: 'incident.timeline', args: [number] },
      ],
    ],
  };
  return ok(row.private && context.place?.channelId !== row.channelId ? whisper(message) : say(message));
}

export const pictureAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.picture',
  summary: 'Show the incident over time',
  permission: 'incident.read',
  risk: 'read',
  pace: 'waits',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const at = args[2] === undefined ? undefined : Number(args[2]);
    const back = at === undefined ? at : { at, upTo: await lastRecordedBy(parts.timeline, row.value.stream, at) };
    return showPicture(parts, row.value, args[1] === 'light' ? 'light' : 'dark', context, back);
  },
});
