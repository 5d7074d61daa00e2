import { stripVTControlCharacters, styleText } from 'node:util';
import { formatInstant, isStyle, relativeTime } from '../web/markdown/instant.ts';

/** Who and what is meant by the ids in a message; undefined for what nobody here knows. */
export interface Names {
  readonly user: (id: string) => string | undefined;
  readonly role: (id: string) => string | undefined;
  readonly channel: (id: string) => string | undefined;
  /** The sandbox's clock, which can be moved forward. */
  readonly nowMs: () => number;
}

/** Text from outside cannot move the cursor, nor colour anything. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

const CODE = /```(?:[a-z0-9_+\-.#]+\n)?([\s\S]+?)```|`([^`\n]+)`/gi;

/** Discord's text for a terminal: names for ids, times in the reader's zone, marks as the terminal draws them. Code stays as it is. */
export function terminalText(raw: string, names: Names): string {
  const text = plain(raw);
  let result = '';
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    const code = match[1] ?? match[2] ?? '';
    result += marked(text.slice(from, match.index), names) + styleText('yellow', code.replace(/^\n|\n$/g, ''));
    from = match.index + match[0].length;
  }
  return result + marked(text.slice(from), names);
}

const marked = (text: string, names: Names): string =>
  text
    .replace(/<@!?(\d+)>/g, (whole, id: string) => named('@', names.user(id), whole))
    .replace(/<@&(\d+)>/g, (whole, id: string) => named('@', names.role(id), whole))
    .replace(/<#(\d+)>/g, (whole, id: string) => named('#', names.channel(id), whole))
    .replace(/<\/([^:>\n]+):\d+>/g, (_whole, command: string) => styleText('bold', `/${command}`))
    .replace(/<a?(:\w+:)\d+>/g, '$1')
    .replace(/<t:(-?\d{1,13})(?::(\w))?>/g, (_whole, seconds: string, style: string | undefined) =>
      instant(Number(seconds), style ?? 'f', names),
    )
    .replace(/\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/g, '$1 ($2)')
    .replace(/<(https?:\/\/[^\s<>]+)>/g, '$1')
    .replace(/^#{1,3} +(.+)$/gm, (_whole, words: string) => styleText(['bold', 'underline'], words))
    .replace(/^-# +(.+)$/gm, (_whole, words: string) => styleText('dim', words))
    .replace(/\*\*(?=\S)(.+?)\*\*/gs, (_whole, words: string) => styleText('bold', words))
    .replace(/__(?=\S)(.+?)__/gs, (_whole, words: string) => styleText('underline', words))
    .replace(/~~(?=\S)(.+?)~~/gs, (_whole, words: string) => styleText('strikethrough', words))
    .replace(/\|\|(.+?)\|\|/gs, '$1')
    .replace(/(?<![*\w])\*(?=\S)([^*\n]+?)\*(?![*\w])/g, (_whole, words: string) => styleText('italic', words))
    .replace(/\\([*_~`|<>#\\-])/g, '$1');

const named = (sign: string, name: string | undefined, whole: string): string =>
  name === undefined ? whole : styleText('blue', `${sign}${plain(name)}`);

const instant = (seconds: number, style: string, names: Names): string =>
  style === 'R' ? relativeTime(seconds, names.nowMs()) : formatInstant(seconds * 1000, isStyle(style) ? style : 'f');
