import type { Token, Tokens } from 'marked';

/** More marks than this are no prose: for thousands of half-open ones, finding out what belongs together takes a second. */
const MOST_MARKS = 400;
const MARKS = /[*_~`[\]>]/g;

/** As the parser hands it on; `text` and `tokens` are there where a kind has them. */
export type ProseToken = Tokens.Generic & { readonly text?: string; readonly tokens?: readonly Token[] };

/** What differs between the ways in which prose is shown. */
export interface ProseWriter {
  readonly blocks: (tokens: readonly Token[]) => string;
  /** Shown as it was typed. */
  readonly plain: (text: string) => string;
}

export type Prose = (text: string) => string;

/**
 * What somebody wrote at length, with its paragraphs, emphasis, lists, quotations, code and links (Markdown with GitHub's
 * extensions), as every export understands it. The parser is loaded when something is exported, not at the start.
 */
export async function loadProse({ blocks, plain }: ProseWriter): Promise<Prose> {
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

/** Where a link leads: only to the web, and words that look like one address do not lead to another. Undefined: it is none. */
export function linkTarget({
  text = '',
  href,
}: {
  readonly text?: string;
  readonly href?: unknown;
}): string | undefined {
  if (typeof href !== 'string' || !/^https?:\/\//i.test(href)) return undefined;
  const misleads = /^\s*(https?:|www\.)/i.test(text) && text.trim() !== href;
  return misleads ? undefined : href;
}
