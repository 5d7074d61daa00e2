const LITERALS =
  /(--[^\n]*|#(?![>-])[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"]|"")*"?)|(`(?:[^`]|``)*`)|\$([A-Za-z_]*)\$[\s\S]*?(?:\$\4\$|$)|(?:\b[ENBXenbx])?'(?:[^'\\]|''|\\[\s\S])*'?|\$\d+|\b0x[0-9a-fA-F]+\b|(?<![\w.$])[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/g;

/**
 * SQL (or a condition out of a plan) with `?` where values stood: strings, numbers, blobs, dollar quotes. Comments go:
 * they may hold values, too. Quoted identifiers stay. A lexer, not a parser: it also takes text that is no whole statement.
 * What double quotes hold is a value in MySQL (`doubleQuotes: 'values'`) and a name in PostgreSQL; without a word on that it
 * stays only where no value can stand.
 */
export function redactLiterals(sql: string, options: { readonly doubleQuotes?: 'values' } = {}): string {
  return sql
    .replace(
      LITERALS,
      (match, comment: string | undefined, double: string | undefined, backticks, _tag, at: number) => {
        if (comment !== undefined) return ' ';
        if (typeof backticks === 'string') return backticks;
        const isName = double !== undefined && options.doubleQuotes !== 'values' && isNamed(match, sql, at);
        return isName ? match : '?';
      },
    )
    .replace(/\?(?:\s*,\s*\?)+/g, '?, …')
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}

const LOOKS_LIKE_NAME = /^"[\p{L}_][\p{L}\p{N}_$ ]{0,62}"$/u;
const BEFORE_NAME =
  /(\.|\b(?:select|distinct|from|join|update|into|table|as|on|where|by|set|index|using|cast\s*\())\s*$|^\s*$/i;
const AFTER_NAME =
  /^\s*(\.|[=<>!+*/%|-]|::|\b(?:is|in|not|like|ilike|between|asc|desc|as|from|join|set|values|where|order|group|limit|on)\b)/i;

/** Whether a table or a column may stand there: `FROM "x"`, `"x".`, `"x" =`, but not `= "x"` or `IN ("x")`. */
function isNamed(quoted: string, sql: string, at: number): boolean {
  const before = sql.slice(Math.max(0, at - 40), at);
  const after = sql.slice(at + quoted.length, at + quoted.length + 40);
  if (!LOOKS_LIKE_NAME.test(quoted)) return false;
  if (/[=<>~]\s*$|\b(?:like|ilike|between|regexp|rlike)\s*$/i.test(before)) return false;
  return BEFORE_NAME.test(before) || AFTER_NAME.test(after);
}

/** What somebody else says of a statement (an error that quotes it), with `?` where it repeats one of its values. */
export function redactLiteralsOf(sql: string, said: string): string {
  const values = [...sql.matchAll(LITERALS)]
    .map(([match]) => match)
    .filter((match) => !match.startsWith('`') && !/^\$\d+$/.test(match))
    .flatMap((match) => [
      match,
      match.replace(/^(?:[ENBXenbx]?'|"|\$\w*\$|--|#|\/\*)|(?:'|"|\$\w*\$|\*\/)$/g, '').trim(),
    ])
    .filter((value) => value !== '')
    .sort((a, b) => b.length - a.length);
  return [...new Set(values)].reduce((text, value) => {
    // A short one is also part of other words: only where it is quoted.
    if (value.length > 3) return text.replaceAll(value, '?');
    return ['"', "'"].reduce((all, quote) => all.replaceAll(quote + value + quote, `${quote}?${quote}`), text);
  }, said);
}
