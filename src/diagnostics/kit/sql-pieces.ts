/** Whose quotes, comments and escapes they are. */
export type SqlDialect = 'postgres' | 'mysql' | 'sqlite';

/** A part of a statement that is no plain word of SQL: where it begins, and behind its last character. */
export interface SqlPiece {
  readonly kind: 'value' | 'comment' | 'double-quoted';
  readonly from: number;
  readonly to: number;
}

const NUMBER = String.raw`(?<![\w.$])[+-]?(?:0[xX][\da-fA-F_]+|0[bBoO][\d_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)(?![\w.])|\$\d+`;
const PLAIN = String.raw`(?:\b[NBXnbx]|\b[uU]&)?'(?:[^']|'')*'?`;
const ESCAPED = String.raw`(?:\b[EeNnBbXx])?'(?:[^'\\]|''|\\[\s\S])*'?`;

/**
 * What never closes goes on to the end. Backslashes escape in MySQL's quotes and in PostgreSQL's E'…' alone; PostgreSQL nests
 * comments and has $tag$ … $tag$; MySQL's -- wants a blank behind it (https://dev.mysql.com/doc/refman/8.4/en/comments.html).
 */
const PIECES: Readonly<Record<SqlDialect, Readonly<Record<'comment' | 'kept' | 'value' | 'double', string>>>> = {
  postgres: {
    comment: String.raw`--[^\n]*|\/\*`,
    kept: '(?!)',
    value: String.raw`\b[eE]'(?:[^'\\]|''|\\[\s\S])*'?|${PLAIN}|(?<![\w$])\$(?<tag>(?:[\p{L}_][\p{L}\p{N}_]*)?)\$[\s\S]*?(?:\$\k<tag>\$|$)|${NUMBER}`,
    double: String.raw`(?:\b[uU]&)?"(?:[^"]|"")*"?`,
  },
  mysql: {
    comment: String.raw`--(?=[\t-\r ]|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`,
    kept: '`(?:[^`]|``)*`?',
    value: `${ESCAPED}|${NUMBER}`,
    double: String.raw`"(?:[^"\\]|""|\\[\s\S])*"?`,
  },
  sqlite: {
    comment: String.raw`--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`,
    kept: '`(?:[^`]|``)*`?' + String.raw`|\[[^\]]*\]`,
    value: `${PLAIN}|${NUMBER}`,
    double: String.raw`"(?:[^"]|"")*"?`,
  },
};

/** Values, comments and what stands in double quotes, in order. A lexer, not a parser: it also takes what is no whole statement. */
export function sqlPieces(sql: string, dialect: SqlDialect): readonly SqlPiece[] {
  const { comment, kept, value, double } = PIECES[dialect];
  const pattern = new RegExp(`(?<comment>${comment})|(?<kept>${kept})|(?<double>${double})|(?<value>${value})`, 'gu');
  const pieces: SqlPiece[] = [];
  for (let match = pattern.exec(sql); match; match = pattern.exec(sql)) {
    if (match[0] === '') break;
    if (match[0] === '/*') pattern.lastIndex = endOfNested(sql, match.index);
    const { groups = {} } = match;
    if (groups['kept'] !== undefined) continue;
    const kind =
      groups['comment'] !== undefined ? 'comment' : groups['double'] !== undefined ? 'double-quoted' : 'value';
    pieces.push({ kind, from: match.index, to: pattern.lastIndex });
  }
  return pieces;
}

function endOfNested(sql: string, from: number): number {
  let depth = 0;
  const edges = /\/\*|\*\//g;
  edges.lastIndex = from;
  for (let edge = edges.exec(sql); edge; edge = edges.exec(sql)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return edges.lastIndex;
  }
  return sql.length;
}
