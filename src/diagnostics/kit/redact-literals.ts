import { type SqlDialect, type SqlPiece, sqlPieces } from './sql-pieces.ts';

const DIALECTS: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite'];

/** Without a dialect whatever is a value in any of them counts as one. */
interface Dialect {
  readonly dialect?: SqlDialect | undefined;
}

/**
 * SQL (or a condition out of a plan) with `?` where values stood: strings, numbers, blobs, dollar quotes. Comments go:
 * they may hold values, too. What double quotes hold is a value in MySQL and a name elsewhere; where the dialect is not known it
 * stays only where nothing but a name can stand.
 */
export function redactLiterals(sql: string, { dialect }: Dialect = {}): string {
  let redacted = '';
  let at = 0;
  for (const { kind, from, to } of secretPieces(sql, dialect)) {
    redacted += sql.slice(at, from) + (kind === 'comment' ? ' ' : '?');
    at = to;
  }
  return (redacted + sql.slice(at))
    .replace(/\?(?:\s*,\s*\?)+/g, '?, …')
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}

/** Pieces that are not to be kept, in order; where dialects disagree about where one ends, from its first to its last character. */
function secretPieces(sql: string, dialect: SqlDialect | undefined): readonly SqlPiece[] {
  const all = (dialect === undefined ? DIALECTS : [dialect])
    .flatMap((one) => sqlPieces(sql, one))
    .filter((piece) => piece.kind !== 'double-quoted' || !isName(sql, piece, dialect))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const merged: SqlPiece[] = [];
  for (const piece of all) {
    const last = merged.at(-1);
    if (!last || piece.from >= last.to) merged.push(piece);
    else if (piece.to > last.to || piece.kind !== last.kind)
      merged[merged.length - 1] = { kind: 'value', from: last.from, to: Math.max(piece.to, last.to) };
  }
  return merged;
}

const LOOKS_LIKE_NAME = /^(?:[uU]&)?"[\p{L}_][\p{L}\p{N}_$ ]{0,62}"$/u;
/** Where no dialect takes a value. */
const BEFORE_TABLE = /(?:\.|\b(?:from|join|update|into|table))\s*$/i;
const AFTER_SCHEMA = /^\s*\./;
const BEFORE_NAME = /\b(?:select|distinct|as|on|where|by|set|index|using|cast\s*\()\s*$|^\s*$/i;
const AFTER_NAME =
  /^\s*([=<>!+*/%|-]|\)?::|\b(?:is|in|not|like|ilike|between|asc|desc|as|from|join|set|values|where|order|group|limit|on)\b)/i;
const AFTER_COMPARISON = /[=<>~]\s*$|\b(?:like|ilike|between|regexp|rlike)\s*$/i;

/** Whether it is the name of a table or a column. Also where double quotes hold names, `= "x"` is mostly somebody's mistake. */
function isName(sql: string, { from, to }: SqlPiece, dialect: SqlDialect | undefined): boolean {
  if (dialect === 'mysql' || !LOOKS_LIKE_NAME.test(sql.slice(from, to))) return false;
  const before = sql.slice(Math.max(0, from - 40), from);
  const after = sql.slice(to, to + 40);
  if (BEFORE_TABLE.test(before) || AFTER_SCHEMA.test(after)) return true;
  if (dialect === undefined || AFTER_COMPARISON.test(before)) return false;
  return BEFORE_NAME.test(before) || AFTER_NAME.test(after);
}

/** What servers put behind an excerpt that they cut. */
const CUT_EXCERPT = /(?:\.\.\.|…|['"]? at line \d+.*|['"])?\.?$/s;
const LEAST_EXCERPT = 3;

/** What somebody else says of a statement (an error that quotes it), with `?` where it repeats one of its values. */
export function redactLiteralsOf(sql: string, said: string, { dialect }: Dialect = {}): string {
  const values = secretPieces(sql, dialect)
    .map(({ from, to }) => sql.slice(from, to))
    .filter((piece) => !/^\$\d+$/.test(piece))
    .flatMap((piece) => {
      const bare = piece
        .replace(
          /^(?:(?:[ENBXenbx]|[uU]&)?'|(?:[uU]&)?"|\$[\p{L}\p{N}_]*\$|--|#|\/\*)|(?:'|"|\$[\p{L}\p{N}_]*\$|\*\/)$/gu,
          '',
        )
        .trim();
      return [piece, bare, bare.replace(/\\([\s\S])|(['"])\2/g, '$1$2')];
    })
    .filter((value) => value !== '')
    .sort((a, b) => b.length - a.length);
  const redacted = [...new Set(values)].reduce((text, value) => {
    // A short one is also part of other words: only where it is quoted.
    if (value.length > 3) return text.replaceAll(value, '?');
    return ['"', "'"].reduce((all, quote) => all.replaceAll(quote + value + quote, `${quote}?${quote}`), text);
  }, said);
  return withoutCutValue(redacted, values);
}

/** MySQL quotes 80 characters: a value that they end in the middle of is as much of a secret. */
function withoutCutValue(said: string, values: readonly string[]): string {
  const end = CUT_EXCERPT.exec(said)?.index ?? said.length;
  const longest = values.reduce((most, value) => {
    for (let length = Math.min(value.length, end); length > most; length--)
      if (said.slice(0, end).endsWith(value.slice(0, length))) return length;
    return most;
  }, 0);
  return longest < LEAST_EXCERPT ? said : `${said.slice(0, end - longest)}?${said.slice(end)}`;
}
