import type { lexer, Token, Tokens } from 'marked';

/** More marks than this are no prose: for thousands of half-open ones, finding out what belongs together takes a second. */
const MOST_MARKS = 400;
const MARKS = /[*_~`[\]>]/g;

/** Whether a line or a cell is too much to parse. */
export const hasTooManyMarks = (text: string): boolean => (text.match(MARKS)?.length ?? 0) > MOST_MARKS;

/** Whether blocks are. In fenced code nothing is looked for. */
export const hasTooManyMarksInBlocks = (text: string): boolean =>
  hasTooManyMarks(text) && hasTooManyMarks(outsideOfFences(text));

/** Of what is plain paragraphs with fences at the beginning of lines; where anything else could open or hold one, all of it. */
function outsideOfFences(text: string): string {
  const outside: string[] = [];
  let inFence = false;
  for (const line of text.split('\n')) {
    if (inFence) {
      inFence = !/^```\s*$/.test(line);
      continue;
    }
    if (/^\s|^(?:[-*+>#<|~[]|\d+[.)])|~~~/.test(line)) return text;
    inFence = /^```[^`]*$/.test(line);
    if (!inFence) outside.push(line);
  }
  return outside.join('\n');
}

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
    if (hasTooManyMarksInBlocks(text)) return plain(text);
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
