import type { Token, Tokens } from 'marked';
import { codeSpan, markdownFence, markdownLink, markdownWords } from './markdown-text.ts';
import { linkTarget } from '../../base/link-target.ts';
import { loadProse, type Prose } from '../../base/load-prose.ts';
import { drawnWords, type ProseToken } from '../../base/prose-tokens.ts';

/** Prose as Markdown: its own marks, written anew, and nothing else in it has a meaning. */
export const loadMarkdownProse = (): Promise<Prose> => loadProse({ blocks, plain });

/** Every line of it under a `>`. */
export const quoted = (markdown: string): string => indented(markdown, '> ');

const plain = (text: string): string =>
  text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map(markdownWords)
    .join('\n');

function blocks(tokens: readonly Token[]): string {
  let lists = 0;
  return tokens
    .filter(({ type }) => type !== 'space')
    .map((token) => {
      // Two lists that follow each other are told apart by their markers.
      lists = token.type === 'list' ? lists + 1 : 0;
      return token.type === 'list' ? list(token as Tokens.List, lists % 2 === 0) : block(token);
    })
    .filter((each) => each !== '')
    .join('\n\n');
}

function block(token: ProseToken): string {
  const { raw, text, tokens = [] } = token;
  switch (token.type) {
    case 'space':
    case 'def':
      return '';
    case 'paragraph':
      return inline(tokens);
    // The document has its own outline.
    case 'heading':
      return tokens.length === 0 ? '' : `**${inline(tokens)}**`;
    case 'text':
    case 'checkbox':
      return inline([token]);
    case 'blockquote':
      return quoted(blocks(tokens));
    case 'code':
      return markdownFence(text ?? raw);
    case 'hr':
      return '* * *';
    case 'list':
      return list(token as Tokens.List, false);
    default:
      return plain(raw.trimEnd());
  }
}

function list({ ordered, start, items, loose }: Tokens.List, other: boolean): string {
  const first = typeof start === 'number' ? start : 1;
  const lines = items.map(({ tokens }, index) => {
    const marker = ordered ? `${first + index}${other ? ')' : '.'} ` : other ? '* ' : '- ';
    // What a list item begins with stands on its line; the rest, nested lists too, is indented below.
    const inner = item(tokens, loose ? '\n\n' : '\n');
    return marker + indented(inner, ' '.repeat(marker.length)).trimStart();
  });
  return lines.join(loose ? '\n\n' : '\n');
}

/** A line break between its blocks where there was no empty line: that would make paragraphs of them. */
function item(tokens: readonly Token[], between: string): string {
  let made = '';
  let before = '';
  for (const token of tokens) {
    const next = block(token);
    if (next === '') continue;
    // A box stands before the words of its item.
    made += made === '' || before === 'checkbox' ? next : between + next;
    before = token.type;
  }
  return made;
}

const indented = (text: string, by: string): string =>
  text
    .split('\n')
    .map((line) => `${by}${line}`.trimEnd())
    .join('\n');

/** Words that stand side by side are escaped as one: what is harmless in two halves may be a mention in one. */
function inline(tokens: readonly Token[]): string {
  let made = '';
  let words = '';
  for (const token of tokens) {
    const marked = mark(token);
    if ('words' in marked) words += marked.words;
    else {
      made += markdownWords(words) + marked.markdown;
      words = '';
    }
  }
  return made + markdownWords(words);
}

function mark(token: ProseToken): { readonly words: string } | { readonly markdown: string } {
  const { raw, text = raw, tokens = [] } = token;
  switch (token.type) {
    case 'text':
      return tokens.length > 0 ? { markdown: inline(tokens) } : { words: text };
    case 'escape':
      return { words: text };
    case 'strong':
      return { markdown: `**${inline(tokens)}**` };
    case 'em':
      return { markdown: `*${inline(tokens)}*` };
    case 'del':
      return { markdown: `~~${inline(tokens)}~~` };
    case 'codespan':
      return { markdown: codeSpan(text) };
    case 'br':
      return { markdown: '\n' };
    case 'checkbox':
      return { markdown: (token as Tokens.Checkbox).checked ? '☑ ' : '☐ ' };
    case 'link':
    case 'image': {
      const words = drawnWords(token);
      const target = linkTarget({ ...token, text: words });
      if (target === undefined) return { words: raw };
      return { markdown: words === '' || words === target ? markdownWords(target) : markdownLink(words, target) };
    }
    default:
      return { words: raw };
  }
}
