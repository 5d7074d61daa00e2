import { DateTime } from 'luxon';
import { plainText } from '../base/plain-text.ts';
import type { RichText } from '../base/rich-text.ts';
import { type Block, type Message, ledBy } from './message.ts';

/** How names are shown where a mention cannot stand; what is unknown is shown as its id. */
export interface TextNames {
  readonly nameOf?: (id: string) => string | undefined;
  readonly timeZone?: string;
}

/**
 * A message for a terminal: a line a block, quotes marked, addresses of buttons printed, and no control characters. What Discord
 * attaches as a file has room for more (discord/plain-text.ts).
 */
export function renderText(message: Message, names: TextNames = {}): string {
  const parts = [
    message.title ? [inlineText(message.title, names)] : [],
    message.blocks.map((block) => blockText(block, names)),
    (message.buttons ?? []).flatMap((row) =>
      row.flatMap((button) => ('url' in button ? [`${button.label}: ${button.url}`] : [])),
    ),
    message.footer ? [inlineText(message.footer, names)] : [],
  ].flat();
  return parts.filter((part) => part !== '').join('\n');
}

export const inlineText = (text: RichText, { nameOf, timeZone = 'UTC' }: TextNames = {}): string =>
  printable(
    plainText(text, {
      nameOf: (id) => `@${nameOf?.(id) ?? id}`,
      roleOf: (id) => `@${id}`,
      momentOf(at, style) {
        const format = `${style === 'day' ? 'ccc ' : ''}yyyy-MM-dd HH:mm ZZZZ`;
        return DateTime.fromMillis(at, { zone: timeZone }).toFormat(format, { locale: 'en-GB' });
      },
    }),
  );

function blockText(block: Block, names: TextNames): string {
  switch (block.type) {
    case 'text':
      return inlineText(block.text, names);
    case 'facts':
      return block.facts.map(({ name, value }) => `${printable(name)}: ${inlineText(value, names)}`).join('\n');
    case 'list':
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${inlineText(item, names)}`)
        .join('\n');
    case 'table':
      return [block.columns.map(({ name }) => name), ...block.rows]
        .map((row) => row.map(printable).join('\t'))
        .join('\n');
    case 'code':
      return printable(block.text);
    case 'prose':
      return inlineText(ledBy(block.lead, [block.text]), names);
    case 'quote':
      return printable(block.text).replace(/^/gm, '> ');
    case 'heading':
      return `\n${printable(block.text)}`;
    case 'picture':
      return '';
    case 'divider':
      return '---';
  }
}

/** Without control and bidirectional override characters, which could rewrite what stands on a terminal. */
const printable = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
