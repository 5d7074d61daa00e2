import type { ExportSource } from './document.ts';
import { iso } from './iso.ts';
import { inPieces } from './in-pieces.ts';
import { plainText } from './plain-text.ts';

const COLUMNS = [
  'number',
  'time_utc',
  'precision',
  'after_number',
  'kind',
  'actor',
  'by',
  'text',
  'details',
  'evidence',
  'revision',
  'recorded_at_utc',
  'id',
  'hash',
];

/** RFC 4180: CRLF, quotes doubled. In the order of events; corrections applied, and said in `revision`. */
export async function* exportCsv(source: ExportSource): AsyncGenerator<string> {
  const { nameOf, survey } = source;
  yield row(COLUMNS);
  yield* inPieces(source.shown(), (shown) => {
    const { entry, at, precision } = shown;
    return row([
      String(entry.seq),
      at === null ? '' : iso(at),
      precision,
      String(survey.behind.get(entry.seq) ?? ''),
      entry.kind,
      nameOf(entry.actor.id),
      shown.by ?? '',
      plainText(shown.line, nameOf),
      [shown.body, shown.output].filter((part) => part !== '').join('\n\n'),
      shown.evidence.map(({ text, url }) => url ?? text).join(' '),
      shown.retracted ? 'retracted' : shown.revisions.length > 0 ? 'corrected' : '',
      iso(entry.recordedAt),
      entry.id,
      entry.hash,
    ]);
  });
}

const row = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * One cell. What a spreadsheet would take for a formula is led by an apostrophe, which spreadsheets take for "text"
 * (OWASP, CSV injection): = + - @, their full-width forms, tab and carriage return.
 */
export function csvCell(text: string): string {
  const safe = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
