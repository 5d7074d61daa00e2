import type { MarkedToken, Token } from 'marked';
import { hasTooManyMarksInBlocks, drawnWords, hasTooManyMarks, type ProseToken } from '../../../base/prose-tokens.ts';
import { discordMarkdown } from './rules.ts';

const asTyped = (text: string): readonly Token[] => [{ type: 'text', raw: text, text }];

/** A message's text as tokens; throws never: what marked cannot read stays plain text. */
export function parseMarkdown(text: string): readonly Token[] {
  if (hasTooManyMarksInBlocks(text)) return asTyped(text);
  try {
    return discordMarkdown.lexer(endLists(text));
  } catch {
    return asTyped(text);
  }
}

/** Names, titles of buttons, previews: inline marks only. */
export function parseInline(text: string): readonly Token[] {
  if (hasTooManyMarks(text)) return asTyped(text);
  try {
    return discordMarkdown.Lexer.lexInline(text, discordMarkdown.defaults);
  } catch {
    return asTyped(text);
  }
}

/** What is seen of such a text, without its marks: for where only words can stand. */
export const wordsOf = (text: string): string =>
  parseInline(text)
    .map((token) => drawnWords(token as ProseToken))
    .join('');

/** Only the web may be linked to; `javascript:`, `data:` and friends stay text. */
export function safeHref(href: string): string | undefined {
  try {
    const url = new URL(href);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Up to three emoji and nothing else are shown large. */
export const isJumbo = (text: string): boolean =>
  text.length < 40 &&
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}])*\s*){1,3}$/u.test(
    text,
  );

export const isMarkedToken = (token: Token): token is MarkedToken => typeof token.type === 'string';

/** With Discord a list ends at the first line that is no item and not indented; marked would take that line into the last item. */
export function endLists(text: string): string {
  let inFence = false;
  let inList = false;
  return text
    .split('\n')
    .flatMap((line) => {
      if ((line.match(/```/g)?.length ?? 0) % 2 === 1) inFence = !inFence;
      const item = /^\s*(?:[-*]|\d{1,9}\.) /.test(line);
      const ends = inList && !inFence && !item && line.trim() !== '' && !/^\s{2,}/.test(line);
      inList = item || (inList && !ends && line.trim() !== '');
      return ends ? ['', line] : [line];
    })
    .join('\n');
}
