import { failpoint } from '../../base/failpoint.ts';
import { type Result, ok } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type FilePart, paragraph, type Reply, say, whisper } from '../../commands/message.ts';
import { choice } from '../../commands/options.ts';
import { CONTENT_TYPES, EXPORT_FORMATS, type ExportFormat, exportIncident } from '../export/export-incident.ts';
import { pageLinkButton } from '../page-button.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { incidentOption } from './incident-options.ts';
import { named } from './named.ts';

const CHOICES = [...EXPORT_FORMATS, 'all'] as const;
/** What Discord takes in one message, with some room for the rest of it. */
const MOST_BYTES = 9.5 * 1024 * 1024;

export const exportCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident export',
    summary: 'The record as a file: postmortem, data, spreadsheet or web page',
    examples: ['/incident export', '/incident export format:html incident:42'],
    permission: 'incident.read',
    risk: 'read',
    pace: 'waits',
    options: {
      format: choice(CHOICES, {
        description: 'Default: md',
        labels: {
          md: 'Markdown: the postmortem, filled from the timeline',
          json: 'JSON: everything, for machines and for import',
          csv: 'CSV: for spreadsheets',
          html: 'HTML: one page to read, keep and print',
          all: 'All of them',
        },
      }),
      incident: incidentOption(parts),
    },
    async run({ format = 'md', incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? exported(parts, row.value, format === 'all' ? EXPORT_FORMATS : [format], context) : row;
    },
  });

async function exported(
  parts: IncidentParts,
  row: IncidentRow,
  formats: readonly ExportFormat[],
  context: CommandContext,
): Promise<Result<Reply>> {
  const files: FilePart[] = [];
  const tooLarge: ExportFormat[] = [];
  let room = MOST_BYTES;
  for (const format of formats) {
    const content = await collect(exportIncident(parts, row, format), room);
    if (content) {
      room -= content.byteLength;
      files.push({ name: fileName(row, format), contentType: CONTENT_TYPES[format], content });
    } else tooLarge.push(format);
  }
  failpoint('export.written');
  const reachable = parts.linkFor(context.viewer.id, `/incidents/${row.number}`) !== undefined;
  const elsewhere =
    tooLarge.length === 0
      ? ''
      : reachable
        ? rich` Too large for Discord: ${tooLarge.join(', ')}. The button gives you a link of your own to it.`
        : rich` Too large for Discord: ${tooLarge.join(', ')}. Get it with ${{ code: `muster export ${row.number} --format ${tooLarge.join(',')} --out .` }}.`;
  const message = paragraph(rich`${strong(`Incident ${row.number}`)} as it is recorded.${elsewhere}`, {
    files,
    ...(reachable && { buttons: [[pageLinkButton(row.number)]] }),
  });
  const seenByOthers = context.place?.channelId === row.channelId || !row.private;
  return ok(seenByOthers ? say(message) : whisper(message));
}

export const fileName = (row: Pick<IncidentRow, 'number'>, format: ExportFormat): string =>
  `incident-${row.number}.${format}`;

/** The whole text, or undefined when it is larger than `most` bytes. */
async function collect(text: AsyncIterable<string>, most: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const part of text) {
    const chunk = Buffer.from(part, 'utf8');
    size += chunk.byteLength;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const exportAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.export',
  summary: 'The record as files',
  permission: 'incident.read',
  risk: 'read',
  pace: 'waits',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    return row.ok ? exported(parts, row.value, EXPORT_FORMATS, context) : row;
  },
});
