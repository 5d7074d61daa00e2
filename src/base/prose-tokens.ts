import type { lexer, Token, Tokens } from 'marked';

/** More marks than this are no prose: for thousands of half-open ones, finding out what belongs together takes a second. */
const MOST_MARKS = 400;
const MARKS = /[*_~`[\]>]/g;

/** As the parser hands it on; `text` and `tokens` are there where a kind has them. */
export type ProseToken = Tokens.Generic & { readonly text?: string; readonly tokens?: readonly Token[] };

/** What differs between the ways in which prose is shown. */
export interface ProseWriter<Shown> {
  readonly blocks: (tokens: readonly Token[]) => Shown;
  /** Shown as it was typed. */
  readonly plain: (text: string) => Shown;
}

export type Prose = (text: string) => string;

/**
 * What somebody wrote at length, with its paragraphs, emphasis, lists, quotations, code and links (Markdown with GitHub's
 * extensions), as every export, page and message understands it.
 */
export const readProse =
  <Shown>(read: typeof lexer, { blocks, plain }: ProseWriter<Shown>) =>
  (text: string): Shown => {
    if ((text.match(MARKS)?.length ?? 0) > MOST_MARKS) return plain(text);
    try {
      return blocks(read(text, { gfm: true, breaks: true }));
    } catch {
      return plain(text); // nested too deeply
    }
  };

/** For exports: the parser is loaded with the first of them, for most of what is asked at the command line needs none. */
export async function loadProse(writer: ProseWriter<string>): Promise<Prose> {
  const { lexer } = await import('marked');
  return readProse(lexer, writer);
}

/** Words that look like an address: with a scheme, `www.`, or a name with dots and nothing else. */
const ADDRESS_LIKE = /^\s*(https?:|www\.)|^\s*[\w-]+(\.[\w-]+)+(\/|\s*$)/i;

/**
 * Where a link leads: only to the web, and words that look like an address have to be the one that it leads to, or its host.
 * Undefined: it is none. test/one-rule-for-links.test.ts holds this together with what Discord is sent and what the chat page shows.
 */
export function linkTarget({
  text = '',
  href,
}: {
  readonly text?: string;
  readonly href?: unknown;
}): string | undefined {
  const target = webHref(href);
  return target === undefined || (ADDRESS_LIKE.test(text) && !isHonest(text.trim(), target)) ? undefined : String(href);
}

const isHonest = (words: string, target: string): boolean =>
  webHref(words) === target || URL.parse(target)?.host === words.toLowerCase();

const webHref = (address: unknown): string | undefined => {
  const url = typeof address === 'string' && /^https?:\/\//i.test(address) ? URL.parse(address) : null;
  return url?.href;
};
