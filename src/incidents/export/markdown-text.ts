import type { Inline, RichText } from '../../base/rich-text.ts';
import { utc } from './plain-text.ts';
import { linkTarget } from '../../base/link-target.ts';

/**
 * Somebody's words in Markdown (CommonMark with GitHub's extensions): they can neither format, nor open a fence, a table
 * or a tag, nor ping anybody where the document is pasted. Addresses stay clickable. One line: line breaks become spaces.
 */
export function markdownWords(text: string): string {
  return PLAIN.test(text) ? text : markedWords(text);
}

/** Words in which nothing can be markup, an address or a mention: most of what people write. */
const PLAIN = /^\p{L}[\p{L}\p{N} ,.;:'"()?%-]*$/u;

function markedWords(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .split(/(https?:\/\/[^\s<>"'`|\\]+)/)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : `<${quietAddress(part)}>`))
    .join('');
}

/** `https://host/@everyone` leads to the same place, and calls nobody. */
const quietAddress = (url: string): string => url.replace(/@(?=everyone|here)/g, '%40');

const escaped = (text: string): string =>
  text
    .replace(/[\p{Cc}]/gu, ' ')
    .replace(/[\\`*_{}[\]<>#|~$]/g, '\\$&')
    .replace(/!(?=\\\[)/g, '\\!')
    .replace(/&(?=#?\w+;)/g, '\\&')
    // A zero-width space keeps @everyone and @name from pinging wherever this is pasted.
    .replace(/@(?=[\p{L}\p{N}_&!])/gu, '@\u200b')
    .replace(/^(\s*)([-+=]|\d+[.)](?=\s|$))/, (_, space: string, mark: string) =>
      mark.length > 1 ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
    );

/** Several lines of somebody's words, as a quotation that is indented to stand under a list item. */
export const markdownQuote = (text: string, indent = ''): string =>
  text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => `${indent}> ${markdownWords(line)}`.trimEnd())
    .join('\n');

/** Lines as they are, of fixed width; whatever stands in them, they cannot end the fence. */
export function markdownFence(text: string, indent = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).map((line) => line.replace(/[\p{Cc}]/gu, ' '));
  // A zero-width space keeps @everyone from pinging where a fence is not understood.
  return [fence, ...lines.map((line) => line.replace(/@(?=[\p{L}\p{N}_&!])/gu, '@\u200b')), fence]
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n');
}

/** A link, unless its words look like another address: then both are shown. */
export const markdownLink = (text: string, url: string): string =>
  linkTarget({ text, href: url }) === undefined
    ? `${markdownWords(text)} (${markdownWords(url)})`
    : `[${markdownWords(text).replace(/[<>]/g, '')}](<${quietAddress(url).replace(/[<>\s\\]/g, (character) => encodeURIComponent(character))}>)`;

export function markdownText(text: RichText, nameOf: (id: string) => string): string {
  return text.map((part) => markdownPart(part, nameOf)).join('');
}

function markdownPart(part: Inline, nameOf: (id: string) => string): string {
  if (typeof part === 'string') return markdownWords(part);
  if ('strong' in part) return part.strong.trim() === '' ? '' : `**${markdownWords(part.strong.trim())}**`;
  if ('code' in part) return codeSpan(part.code);
  if ('instant' in part) return `${utc(part.instant)} UTC`;
  if ('person' in part) return markdownWords(nameOf(part.person));
  if ('channel' in part) return part.name === undefined ? `#${part.channel}` : `#${markdownWords(part.name)}`;
  if ('role' in part) return `role ${markdownWords(nameOf(part.role))}`;
  return markdownLink(part.text, part.link);
}

/** A fence longer than any run of backticks inside (CommonMark 6.1). */
export function codeSpan(code: string): string {
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const words = code.replace(/\s+/g, ' ');
  // One space on each side is no part of it, and keeps a backtick or a space at an end apart from the fence.
  const pad = /^$|^[` ]|[` ]$/.test(words) ? ' ' : '';
  return fence + pad + words + pad + fence;
}
