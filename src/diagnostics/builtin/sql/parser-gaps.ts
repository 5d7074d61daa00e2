import { type SqlDialect, sqlPieces } from '../../plugin.ts';

/**
 * What the servers take and the parser's grammar does not, and what says as much to it. Only what is looked at changes: what is
 * run is the statement as it was written. Nothing goes that could call a function or write: names of
 * indexes alone; an operator that is not known becomes one that is, with both its sides.
 */
const GAPS: Readonly<Record<SqlDialect, readonly (readonly [gap: RegExp, says: string])[]>> = {
  postgres: [],
  // https://mariadb.com/kb/en/index-hints-how-to-force-query-plans/
  mysql: [
    [
      /\b(?:FORCE|USE|IGNORE)\s+(?:INDEX|KEY)\s*(?:FOR\s+(?:JOIN|ORDER\s+BY|GROUP\s+BY)\s*)?\(\s*[\w$]+(?:\s*,\s*[\w$]+)*\s*\)/gi,
      ' ',
    ],
  ],
  // https://www.sqlite.org/lang_expr.html, https://www.sqlite.org/lang_indexedby.html
  sqlite: [
    [/\bIS\s+NOT\s+DISTINCT\s+FROM\b/gi, '='],
    [/\bIS\s+DISTINCT\s+FROM\b/gi, '<>'],
    [/\bMATCH\b(?!\s*\()/gi, 'GLOB'],
    [/\bFILTER\s*\(\s*WHERE\b/gi, '+ ('],
    [/\bINDEXED\s+BY\s+\w+|\bNOT\s+INDEXED\b/gi, ' '],
  ],
};

/** A part of a statement without values and comments, as the parser understands it. */
export const asParserReads = (code: string, dialect: SqlDialect): string =>
  GAPS[dialect].reduce((text, [gap, says]) => text.replace(gap, says), code);

/**
 * A string as the parser is given it: a string still, and of what stands in it no more than that LIKE begins with %. The
 * parser takes \' now for the end of one and now not: given less to read, it cannot disagree with the server about where one ends.
 */
export const plainString = (piece: string): string => {
  const [, prefix = '', quote, wildcard = ''] = /^([^'"]*)(['"])(%?)/.exec(piece) ?? [];
  if (quote === undefined) return piece; // a number
  return prefix + quote + wildcard + (/^[xb]$/i.test(prefix) ? '0' : 'x') + quote;
};

/** Stands for a quote in a name, which the parser takes for its end. */
const QUOTE_IN_NAME = '\uE000';
/** A name as the parser gave it, in its own spelling. */
export const nameAsWritten = (name: string, dialect: SqlDialect): string =>
  dialect === 'mysql' ? name.replaceAll('``', '`') : name.replaceAll(QUOTE_IN_NAME, '"');

/** The same of a whole statement; without comments. Names in double quotes that all read alike stay as they are. */
export function withoutGaps(sql: string, dialect: SqlDialect): string {
  let seen = '';
  let at = 0;
  for (const { kind, from, to } of sqlPieces(sql, dialect)) {
    const piece = sql.slice(from, to);
    const name = /^"(?:[^"\\]|"")*"$/.test(piece)
      ? `"${piece.slice(1, -1).replaceAll('""', QUOTE_IN_NAME)}"`
      : undefined;
    const given = kind === 'comment' ? ' ' : (name ?? plainString(piece));
    seen += asParserReads(sql.slice(at, from), dialect) + given;
    at = to;
  }
  return seen + asParserReads(sql.slice(at), dialect);
}
