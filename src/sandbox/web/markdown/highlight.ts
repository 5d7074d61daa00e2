export interface Piece {
  readonly kind: 'comment' | 'string' | 'number' | 'word' | 'added' | 'removed' | 'plain';
  readonly text: string;
}

const WORDS: Readonly<Record<string, string>> = {
  code: 'as async await break case catch class const continue default def do elif else enum except export extends false False final finally fn for from func function go if impl implements import in interface is lambda let match mod mut new nil none None not null or package pass private protected pub public raise return self static struct switch this throw trait true True try type typeof undefined use var void while with yield',
  sql: 'add all alter analyze and as asc begin between by case commit create delete desc distinct drop else end exists explain false from full group having in index inner insert into is join key left like limit not null offset on or order outer primary references returning right rollback select set table then true union unique update using values view when where with',
  shell: 'case do done elif else esac export fi for function if in local return set sudo then until while',
  data: 'false no null off on true yes',
};

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  code: 'js jsx ts tsx javascript typescript mjs py python go rust rs java kotlin kt swift c cpp cs csharp php rb ruby'.split(
    ' ',
  ),
  sql: ['sql', 'psql', 'pgsql', 'mysql', 'postgres', 'postgresql'],
  shell: ['sh', 'bash', 'shell', 'zsh', 'console', 'dockerfile'],
  data: ['json', 'jsonc', 'yaml', 'yml', 'toml', 'ini', 'promql', 'http'],
};

/** What a comment begins with, by family. */
const COMMENTS: Readonly<Record<string, string>> = {
  code: String.raw`//[^\n]*|/\*[\s\S]*?\*/|(?<!\S)#[^\n]*`,
  sql: String.raw`--[^\n]*|/\*[\s\S]*?\*/`,
  shell: String.raw`(?<!\S)#[^\n]*`,
  data: String.raw`(?<!\S)(?:#|//)[^\n]*`,
};
const STRINGS = [`"`, `'`, '`'].map((mark) => String.raw`${mark}(?:\\.|[^\\\n${mark}])*${mark}`).join('|');
const NUMBERS = String.raw`\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b`;

const patternOf = (family: string): RegExp => {
  const words = (WORDS[family] ?? '').replaceAll(' ', '|');
  return new RegExp(
    String.raw`(?<comment>${COMMENTS[family] ?? ''})|(?<string>${STRINGS})|(?<number>${NUMBERS})|(?<word>\b(?:${words})\b)`,
    family === 'sql' ? 'gi' : 'g',
  );
};
const PATTERNS = new Map(Object.keys(FAMILIES).map((family) => [family, patternOf(family)]));

const lines = (text: string): Piece[] =>
  text.split(/(?<=\n)/).map((line) => ({
    kind: line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'plain',
    text: line,
  }));

/** A text larger than this is shown in one colour: nobody reads it here. */
const LONGEST = 20_000;

/** Code in pieces to colour: comments, strings, numbers, words of the language; together they are the text. Plain for a language it does not know. */
export function highlight(text: string, language: string): readonly Piece[] {
  const name = language.toLowerCase();
  if (name === 'diff' || name === 'patch') return lines(text);
  const family = Object.keys(FAMILIES).find((one) => FAMILIES[one]?.includes(name));
  const pattern = family === undefined ? undefined : PATTERNS.get(family);
  if (!pattern || text.length > LONGEST) return [{ kind: 'plain', text }];
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const kind = (['comment', 'string', 'number', 'word'] as const).find((one) => match.groups?.[one] !== undefined);
    if (kind === undefined || match[0] === '') continue;
    if (match.index > at) pieces.push({ kind: 'plain', text: text.slice(at, match.index) });
    pieces.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: 'plain', text: text.slice(at) });
  return pieces;
}
