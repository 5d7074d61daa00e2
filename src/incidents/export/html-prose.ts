import type { Token, Tokens } from 'marked';
import { html, htmlLink } from './html-text.ts';
import { linkTarget } from '../../base/link-target.ts';
import { loadProse, type Prose } from '../../base/load-prose.ts';
import { drawnWords, type ProseToken } from '../../base/prose-tokens.ts';

/** Prose as HTML. What is no prose, HTML above all, is shown as it was typed. */
export const loadHtmlProse = (): Promise<Prose> => loadProse({ blocks, plain });

const plain = (text: string): string => `<p class="as-typed" dir="auto">${html(text)}</p>`;

const blocks = (tokens: readonly Token[]): string => tokens.map((token) => block(token as ProseToken)).join('');

function block(token: ProseToken): string {
  const { raw, text, tokens = [] } = token;
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

const inline = (tokens: readonly Token[]): string => tokens.map((token) => mark(token as ProseToken)).join('');

function mark(token: ProseToken): string {
  const { raw, text = raw, tokens = [] } = token;
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
    case 'image': {
      const words = drawnWords(token);
      const target = linkTarget({ ...token, text: words });
      return target === undefined ? html(raw) : htmlLink(words === '' ? target : words, target);
    }
    default:
      return html(raw);
  }
}
