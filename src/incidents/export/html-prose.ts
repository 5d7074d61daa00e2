import type { Token, Tokens } from 'marked';
import { html, htmlLink } from './html-text.ts';

/** More marks than this are no prose: for thousands of half-open ones, finding out what belongs together takes a second. */
const MOST_MARKS = 400;
const MARKS = /[*_~`[\]>]/g;

export type Prose = (text: string) => string;

/**
 * What somebody wrote at length, with its paragraphs, emphasis, lists, quotations, code and links (Markdown with GitHub's
 * extensions). Everything else, HTML above all, is shown as it was typed. The parser is loaded when a page is made, not at
 * the start.
 */
export async function loadProse(): Promise<Prose> {
  const { lexer } = await import('marked');
  return (text) => {
    if ((text.match(MARKS)?.length ?? 0) > MOST_MARKS) return plain(text);
    try {
      return blocks(lexer(text, { gfm: true, breaks: true }));
    } catch {
      return plain(text); // nested too deeply
    }
  };
}

const plain = (text: string): string => `<p class="as-typed" dir="auto">${html(text)}</p>`;

const blocks = (tokens: readonly Token[]): string => tokens.map((token) => block(token as Tokens.Generic)).join('');

function block(token: Tokens.Generic): string {
  const { raw, text, tokens = [] } = token as Tokens.Generic & { readonly text?: string };
  switch (token.type) {
    case 'space':
    case 'def':
      return '';
    case 'paragraph':
      return `<p dir="auto">${inline(tokens)}</p>`;
    // The page has its own outline: what is typed stands in one of its sections.
    case 'heading':
      return `<p dir="auto"><strong>${inline(tokens)}</strong></p>`;
    case 'text':
    case 'checkbox':
      return inline([token]);
    case 'blockquote':
      return `<blockquote>${blocks(tokens)}</blockquote>`;
    case 'code':
      return `<pre><code>${html(text ?? raw)}</code></pre>`;
    case 'hr':
      return '<hr>';
    case 'list':
      return list(token as Tokens.List);
    default:
      return plain(raw.trimEnd());
  }
}

function list({ ordered, start, items }: Tokens.List): string {
  const first = ordered && typeof start === 'number' && start !== 1 ? ` start="${start}"` : '';
  const tag = ordered ? 'ol' : 'ul';
  return `<${tag}${first}>${items.map(({ tokens }) => `<li dir="auto">${blocks(tokens)}</li>`).join('')}</${tag}>`;
}

const inline = (tokens: readonly Token[]): string => tokens.map((token) => mark(token as Tokens.Generic)).join('');

function mark(token: Tokens.Generic): string {
  const { raw, text = raw, tokens = [] } = token as Tokens.Generic & { readonly text?: string };
  switch (token.type) {
    case 'text':
      return tokens.length > 0 ? inline(tokens) : html(text);
    case 'escape':
      return html(text);
    case 'strong':
    case 'em':
    case 'del':
      return `<${token.type}>${inline(tokens)}</${token.type}>`;
    case 'codespan':
      return `<code>${html(text)}</code>`;
    case 'br':
      return '<br>';
    case 'checkbox':
      return (token as Tokens.Checkbox).checked ? '☑ ' : '☐ ';
    case 'link':
    case 'image':
      return link(raw, text, (token as Tokens.Link).href);
    default:
      return html(raw);
  }
}

/** Only to the web; and words that look like one address do not lead to another. */
function link(raw: string, text: string, href: string): string {
  const isWeb = /^https?:\/\//i.test(href);
  const misleads = /^\s*(https?:|www\.)/i.test(text) && text.trim() !== href;
  return isWeb && !misleads ? htmlLink(text === '' ? href : text, href) : html(raw);
}
