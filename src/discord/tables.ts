import type { Column } from '../commands/message.ts';
import { oneLine } from './fit.ts';
import { neutralise } from './markdown.ts';

/** What a phone of 360 px shows of a code block inside of an embed, measured in the chat page; Discord's own wraps what is longer. */
export const PHONE_COLUMNS = 34;

/** Emoji and East Asian letters take two columns of a fixed-width font. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const widthOf = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
};

/** A table as lines of text in aligned columns; undefined when it would be too wide for a phone, or has no columns. */
export function alignedTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string | undefined {
  if (columns.length === 0) return undefined;
  const cells = rows.map((row) => columns.map((_, index) => neutralise(oneLine(row[index] ?? ''))));
  const header = columns.map((column) => neutralise(oneLine(column.name)));
  const widths = header.map((name, index) => Math.max(widthOf(name), ...cells.map((row) => widthOf(row[index] ?? ''))));
  const width = widths.reduce((sum, each) => sum + each, 2 * (columns.length - 1));
  if (width > PHONE_COLUMNS) return undefined;
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((each) => '─'.repeat(each)).join('  '), ...cells.map(line)].join('\n');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + gap : gap + text;
}
