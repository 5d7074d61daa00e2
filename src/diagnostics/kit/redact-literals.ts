/**
 * SQL (or a condition out of a plan) with `?` where values stood: strings, numbers, blobs, dollar quotes. Comments go:
 * they may hold values, too. Quoted identifiers stay. A lexer, not a parser: it also takes text that is no whole statement.
 */
export function redactLiterals(sql: string): string {
  return sql
    .replace(
      /(--[^\n]*|#(?![>-])[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"]|"")*"|`(?:[^`]|``)*`)|\$([A-Za-z_]*)\$[\s\S]*?\$\3\$|(?:\b[ENBXenbx])?'(?:[^'\\]|''|\\[\s\S])*'?|\$\d+|\b0x[0-9a-fA-F]+\b|(?<![\w.$])[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/g,
      (_match, comment: string | undefined, identifier: string | undefined) =>
        comment !== undefined ? ' ' : (identifier ?? '?'),
    )
    .replace(/\?(?:\s*,\s*\?)+/g, '?, …')
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}
