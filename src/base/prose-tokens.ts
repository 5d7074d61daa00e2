import type { lexer, Token, Tokens } from 'marked';

/** More marks than this are no prose: for thousands of half-open ones, finding out what belongs together takes a second. */
const MOST_MARKS = 400;
const MARKS = /[*_~`[\]>]/g;

/** Whether it is too much to parse. In fenced code nothing is looked for. */
export const hasTooManyMarks = (text: string): boolean =>
  (text.replace(/```[^`][\s\S]*?```/g, '').match(MARKS)?.length ?? 0) > MOST_MARKS;

/** As the parser hands it on; `text` and `tokens` are there where a kind has them. */
export type ProseToken = Tokens.Generic & { readonly text?: string; readonly tokens?: readonly Token[] };

/** What differs between the ways in which prose is shown. */
export interface ProseWriter<Shown> {
  readonly blocks: (tokens: readonly Token[]) => Shown;
  /** Shown as it was typed. */
  readonly plain: (text: string) => Shown;
}

/**
 * What somebody wrote at length, with its paragraphs, emphasis, lists, quotations, code and links (Markdown with GitHub's
 * extensions), as every export, page and message understands it.
 */
export const readProse =
  <Shown>(read: typeof lexer, { blocks, plain }: ProseWriter<Shown>) =>
  (text: string): Shown => {
    if (hasTooManyMarks(text)) return plain(text);
    try {
      return blocks(read(text, { gfm: true, breaks: true }));
    } catch {
      return plain(text); // nested too deeply
    }
  };

/** What a reader sees of it, without the marks: of a link's words, what there is to judge it by. */
export const drawnWords = ({ type, raw, text = raw, tokens = [] }: ProseToken): string => {
  if (type === 'br') return '\n';
  return tokens.length > 0 ? tokens.map((token) => drawnWords(token as ProseToken)).join('') : text;
};
