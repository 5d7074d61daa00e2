import { rolesOf } from '../config.ts';
import type { IncidentParts } from '../parts.ts';
import type { LookBack } from '../view/time-travel.ts';
import { exportCsv } from './csv.ts';
import { exportSource, type ExportSource } from './document.ts';
import { exportHtml } from './html.ts';
import { exportJson } from './json.ts';
import { exportMarkdown } from './markdown.ts';

export const EXPORT_FORMATS = ['md', 'json', 'csv', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** One format is one function from the same source to a stream of text. */
const exporters: Readonly<
  Record<ExportFormat, (source: ExportSource, roleName: (key: string) => string) => AsyncIterable<string>>
> = { md: exportMarkdown, json: exportJson, csv: exportCsv, html: exportHtml };

/** The incident in one format, streamed. The caller has seen to it that the reader may see it. */
export async function* exportIncident(
  parts: IncidentParts,
  incident: { readonly stream: string; readonly number: number },
  format: ExportFormat,
  back?: LookBack,
): AsyncGenerator<string> {
  const source = await exportSource(parts, incident.stream, incident.number, back);
  const roles = rolesOf(parts.config());
  yield* exporters[format](source, (key) => roles[key]?.name ?? key);
}
