import { DateTime } from 'luxon';
import type { Inline, RichText } from '../base/rich-text.ts';
import { type Block, type Message, ledBy } from './message.ts';

/** How names are shown where a mention cannot stand; what is unknown is shown as its id. */
export interface TextNames {
  readonly nameOf?: (id: string) => string | undefined;
  readonly timeZone?: string;
}

/** A message as plain text: the command line, e-mail, text messages. Control characters cannot reach a terminal. */
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

export const inlineText = (text: RichText, names: TextNames = {}): string =>
  text.map((inline) => printable(inlineOf(inline, names))).join('');

function inlineOf(inline: Inline, { nameOf, timeZone = 'UTC' }: TextNames): string {
  if (typeof inline === 'string') return inline;
  if ('strong' in inline) return inline.strong;
  if ('code' in inline) return inline.code;
  if ('person' in inline) return `@${nameOf?.(inline.person) ?? inline.person}`;
  if ('role' in inline) return `@${inline.role}`;
  if ('channel' in inline) return `#${inline.channel}`;
  if ('link' in inline) return inline.text === inline.link ? inline.link : `${inline.text} (${inline.link})`;
  const format = `${inline.style === 'day' ? 'ccc ' : ''}yyyy-MM-dd HH:mm ZZZZ`;
  return DateTime.fromMillis(inline.instant, { zone: timeZone }).toFormat(format, { locale: 'en-GB' });
}

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
