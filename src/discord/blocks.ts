import type { RichText } from '../base/rich-text.ts';
import type { Block, Column } from '../commands/message.ts';
import type { TextBlock } from './prose.ts';
import { codeBlock, fitMarkdown } from './markdown.ts';
import { alignedTable } from './tables.ts';

/** A block as Markdown in at most `most` UTF-16 units, and whether something had to be left out. */
export interface DrawnBlock {
  readonly markdown: string;
  readonly cut: boolean;
}

export function drawBlock(block: TextBlock, most: number): DrawnBlock {
  switch (block.type) {
    case 'text':
      return drawText(block.text, most);
    case 'heading':
      return within(`### ${fitMarkdown([block.text.replace(/\s+/g, ' ')], Math.max(0, most - 4))}`, most);
    case 'divider':
      return within('-# ⎯⎯⎯⎯⎯⎯⎯⎯', most);
    case 'quote':
      return drawLines(
        block.text.split('\n').map((line) => [line]),
        () => '> ',
        most,
      );
    case 'list':
      return drawLines(block.items, (index) => (block.ordered ? `${index + 1}. ` : '- '), most);
    case 'facts':
      return drawLines(
        block.facts.map((fact) => [{ strong: `${fact.name}:` }, ' ', ...fact.value]),
        () => '',
        most,
      );
    case 'code': {
      if (most < 20) return { markdown: '', cut: true };
      const drawn = codeBlock(block.text, block.language, most);
      return { markdown: drawn.text, cut: drawn.cut };
    }
    case 'table':
      return drawTable(block, most);
  }
}

function drawText(text: RichText, most: number): DrawnBlock {
  const markdown = fitMarkdown(text, Number.MAX_SAFE_INTEGER);
  return markdown.length <= most ? { markdown, cut: false } : { markdown: fitMarkdown(text, most), cut: true };
}

/** One line an item, as many whole ones as fit; a line that does not fit any more ends it. */
function drawLines(items: readonly RichText[], mark: (index: number) => string, most: number): DrawnBlock {
  let markdown = '';
  for (const [index, item] of items.entries()) {
    const lead = (index === 0 ? '' : '\n') + mark(index);
    const line =
      lead + fitMarkdown(item, Number.MAX_SAFE_INTEGER).replace(/\n/g, mark(index) === '> ' ? '\n> ' : '\n  ');
    if (markdown.length + line.length > most) {
      const room = most - markdown.length - lead.length;
      // The first one is shortened rather than left out, so that something is seen.
      if (index === 0 && room > 1) markdown = lead + fitMarkdown([...item].slice(0, 20), room).replace(/\s+/g, ' ');
      else if (markdown.length + 2 <= most) markdown += '\n…';
      return { markdown: markdown.slice(0, Math.max(0, most)), cut: true };
    }
    markdown += line;
  }
  return { markdown, cut: false };
}

/** Columns where a phone has room for them; else a paragraph a row. */
function drawTable(block: Extract<Block, { type: 'table' }>, most: number): DrawnBlock {
  const drawn = (rows: readonly (readonly string[])[]): DrawnBlock => {
    const text = alignedTable(block.columns, rows);
    if (text === undefined) return drawRows(block.columns, rows, most);
    const fenced = codeBlock(text, undefined, Number.MAX_SAFE_INTEGER).text;
    return { markdown: fenced, cut: fenced.length > most };
  };
  const whole = drawn(block.rows);
  if (!whole.cut || whole.markdown.length <= most) return whole;
  // As many whole rows as fit, and how many there are besides.
  const perRow = whole.markdown.length / (block.rows.length + 2);
  for (let rows = Math.min(block.rows.length - 1, Math.floor(most / perRow)); rows > 0; rows--) {
    const part = drawn(block.rows.slice(0, rows)).markdown + `\n-# … ${block.rows.length - rows} more`;
    if (part.length <= most) return { markdown: part, cut: true };
  }
  return { markdown: '', cut: true };
}

const drawRows = (columns: readonly Column[], rows: readonly (readonly string[])[], most: number): DrawnBlock => {
  // A number says little of a row: the first column of words names it.
  const head = Math.max(
    0,
    columns.findIndex(({ align }) => align !== 'right'),
  );
  return drawLines(
    rows.map((row) => [
      { strong: headOf(columns[head]?.name ?? '', row[head]?.trim() ?? '') },
      ...columns.flatMap((column, index) => {
        const cell = row[index] ?? '';
        return index === head || cell.trim() === '' ? [] : [` · ${column.name}: `, cell];
      }),
    ]),
    () => '- ',
    most,
  );
};

/** What names a row; a bare number, or a mark, does not say of what it is one. */
const headOf = (column: string, cell: string): string =>
  cell === '' ? '–' : /^[\d.,:%+-]+$|^[≠✓⚠✗?] ?/u.test(cell) ? `${column} ${cell}` : cell;

const within = (markdown: string, most: number): DrawnBlock =>
  markdown.length <= most ? { markdown, cut: false } : { markdown: '', cut: true };
