import { plainText as plain } from '../base/plain-text.ts';
import type { InstantStyle, RichText } from '../base/rich-text.ts';
import { type Block, ledBy, type Message } from '../commands/message.ts';

/**
 * A whole message as plain text: what goes into the file that is attached when it is longer than Discord shows. For people to
 * read, unlike what a terminal shows (commands/render-text.ts): with blank lines between blocks, and to the second.
 */
export function plainText(message: Message): string {
  const parts = [
    message.title ? plainLine(message.title) : '',
    ...message.blocks.map(plainBlock),
    message.footer ? plainLine(message.footer) : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** RichText without any markup; times in UTC. */
export const plainLine = (text: RichText): string =>
  plain(text, { nameOf: (id) => `@${id}`, roleOf: (id) => `@${id}`, momentOf: plainInstant });

/** `2026-12-04T22:00:00.000Z`, of a day that is named `Fri 2026-12-04T22:00:00.000Z`. */
function plainInstant(at: number, style: InstantStyle | undefined): string {
  const date = new Date(at);
  return `${style === 'day' ? `${date.toUTCString().slice(0, 3)} ` : ''}${date.toISOString()}`;
}

function plainBlock(block: Block): string {
  switch (block.type) {
    case 'text':
      return plainLine(block.text);
    case 'facts':
      return block.facts.map((fact) => `${fact.name}: ${plainLine(fact.value)}`).join('\n');
    case 'list':
      return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${plainLine(item)}`).join('\n');
    case 'table':
      return [block.columns.map((column) => column.name), ...block.rows].map((row) => row.join('\t')).join('\n');
    case 'prose':
      return plainLine(ledBy(block.lead, [block.text]));
    case 'code':
    case 'quote':
    case 'heading':
      return block.text;
    case 'picture':
      return `[picture: ${block.file}]`;
    case 'divider':
      return '---';
  }
}
