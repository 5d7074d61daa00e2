import { refused, sqlPieces } from '../../plugin.ts';
import type { Engine } from './database-config.ts';
import { comparisonsOfSides } from './comparisons-of-sides.ts';
import { asParserReads, nameAsWritten, plainString, withoutGaps } from './parser-gaps.ts';
import { asCompared, type ColumnName, type Comparison, gatherTables, type Statement } from './statement.ts';

type Node = Readonly<Record<string, unknown>>;

/** MySQL's, MariaDB's and SQLite's grammars (node-sql-parser). */
export async function parseMysqlLike(sql: string, engine: Engine): Promise<Statement> {
  const { Parser } =
    engine === 'sqlite'
      ? (await import('node-sql-parser/build/sqlite.js')).default
      : (await import('node-sql-parser/build/mariadb.js')).default;
  if (/^[\s(]*(explain|analyze|describe|desc)\b/i.test(withoutComments(sql)))
    throw refused(
      'sql/explain',
      'Leave EXPLAIN out: paste the statement itself; analyze:true asks for ANALYZE. Nothing was run.',
    );
  const seen = engine === 'mysql' ? asServerReads(sql) : withoutGaps(sql, engine);
  let parsed: unknown;
  try {
    parsed = new Parser().astify(seen, { database: engine === 'sqlite' ? 'Sqlite' : 'MariaDB' });
  } catch (error) {
    const said = error instanceof Error ? error.message : 'syntax error';
    throw refused(
      'sql/syntax',
      `It cannot be parsed, so it is not run: ${(/but .* found\./.exec(said)?.[0] ?? said).slice(0, 200)}`,
    );
  }
  const all: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const statements = all.filter((one) => typeof one === 'object' && one !== null);
  if (statements.length !== 1)
    throw refused('sql/several', `It is ${statements.length} statements; exactly one is possible. Nothing was run.`);
  const root = statements[0] as Node;
  const type = String(root['type']);
  if (!['select', 'insert', 'update', 'delete', 'replace'].includes(type))
    throw refused(
      'sql/kind',
      `It is a ${type} statement; only SELECT, INSERT, UPDATE and DELETE can be explained. Nothing was run.`,
    );

  const functions = new Set<string>();
  const effects: string[] = [];
  const tables = gatherTables(engine);
  const comparisons: Comparison[] = [];
  let limited = false;
  const walk = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, depth);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    const kind = String(node['type']);
    if (kind === 'function' || kind === 'aggr_func') functions.add(functionName(node));
    if (depth > 0 && ['insert', 'update', 'delete', 'replace'].includes(kind))
      effects.push('changes data inside of a WITH');
    const into = node['into'] as Node | null | undefined;
    if (into && typeof into === 'object' && into['position'] !== null && into['position'] !== undefined)
      effects.push('writes its result elsewhere (INTO)');
    if (typeof node['locking_read'] === 'string') effects.push('locks the rows it reads (FOR UPDATE or SHARE)');
    if (kind === 'assign' || node['operator'] === ':=') effects.push('sets a variable');
    if (typeof node['table'] === 'string' && ('as' in node || 'db' in node) && kind !== 'column_ref')
      tables.add(nameAsWritten(node['table'], engine), node['db'] ?? undefined, aliasIn(node['as'], engine));
    const limit = node['limit'] as Node | null | undefined;
    if (Array.isArray(limit?.['value']) && limit['value'].length > 0) limited = true;
    if (kind === 'binary_expr') comparisons.push(...comparisonsIn(node, engine));
    for (const inner of Object.values(node)) walk(inner, depth + 1);
  };
  walk(root, 0);
  return {
    kind: type === 'select' ? 'select' : 'write',
    functions: [...functions],
    effects,
    tables: tables.found,
    comparisons,
    limited,
  };
}

/**
 * Without what the server takes for comments. To the parser every -- begins one, to the server only with a blank behind
 * it: what the one does not see, the other would run (https://dev.mysql.com/doc/refman/8.4/en/ansi-diff-comments.html).
 */
function asServerReads(sql: string): string {
  let seen = '';
  let code = '';
  let at = 0;
  for (const { kind, from, to } of sqlPieces(sql, 'mysql')) {
    const [before, piece] = [sql.slice(at, from), sql.slice(from, to)];
    seen += asParserReads(before, 'mysql') + (kind === 'comment' ? ' ' : plainString(piece));
    // A number brings its sign along, which may be the second of two.
    code += before + (/^[+-]/.test(piece) && kind === 'value' ? piece : ' ');
    at = to;
  }
  if (/--/.test((code + sql.slice(at)).replace(/`(?:[^`]|``)*`/g, '')))
    throw refused(
      'sql/comment',
      'It has two minus signs that MySQL takes for no comment: put a blank between them, or behind them for a comment. Nothing was run.',
    );
  return seen + asParserReads(sql.slice(at), 'mysql');
}

const withoutComments = (sql: string): string => sql.replace(/\/\*[\s\S]*?\*\/|--[^\n]*|#[^\n]*/g, ' ');

function functionName(node: Node): string {
  const name = node['name'];
  if (typeof name === 'string') return name.toLowerCase();
  const parts = ((name as Node | undefined)?.['name'] as readonly Node[] | undefined) ?? [];
  const schema = (name as Node | undefined)?.['schema'] as Node | undefined;
  const all = [...(schema ? [schema['value']] : []), ...parts.map((part) => part['value'])];
  return all.map(String).join('.').toLowerCase();
}

const written = (name: string, engine: Engine): string => asCompared(nameAsWritten(name, engine), engine);
const aliasIn = (alias: unknown, engine: Engine): unknown =>
  typeof alias === 'string' ? nameAsWritten(alias, engine) : alias;

function columnOf(value: unknown, engine: Engine): ColumnName | undefined {
  const node = value as Node | null | undefined;
  // SQLite's double quotes hold a name, wherever there is one like it.
  if (engine === 'sqlite' && node?.['type'] === 'double_quote_string')
    return { table: undefined, column: written(String(node['value']), engine) };
  if (node?.['type'] !== 'column_ref') return undefined;
  const column = node['column'];
  const name =
    typeof column === 'string' ? column : ((column as Node | undefined)?.['expr'] as Node | undefined)?.['value'];
  if (typeof name !== 'string' || name === '*') return undefined;
  return {
    ...(typeof node['db'] === 'string' && { schema: node['db'] }),
    table: typeof node['table'] === 'string' ? written(node['table'], engine) : undefined,
    column: written(name, engine),
  };
}

function comparisonsIn(node: Node, engine: Engine): readonly Comparison[] {
  const operator = String(node['operator']).toUpperCase();
  const kind = ['=', 'IN', '<=>'].includes(operator)
    ? 'equal'
    : ['<', '>', '<=', '>=', 'BETWEEN'].includes(operator)
      ? 'range'
      : operator === 'LIKE'
        ? 'like'
        : undefined;
  if (!kind) return [];
  return comparisonsOfSides(kind, node['left'], node['right'], {
    column: (side) => columnOf(side, engine),
    wrapped: (side) => wrappedColumn(side, engine),
    literal: literalOf,
  });
}

function wrappedColumn(value: unknown, engine: Engine): { by: string; column: ColumnName } | undefined {
  const node = value as Node | null | undefined;
  if (node?.['type'] === 'cast') {
    const column = columnOf(node['expr'], engine);
    return column && { by: 'a cast', column };
  }
  if (node?.['type'] !== 'function') return undefined;
  const list = ((node['args'] as Node | undefined)?.['value'] as readonly unknown[] | undefined) ?? [];
  const column = list.map((one) => columnOf(one, engine)).find((one) => one !== undefined);
  return column && { by: `${functionName(node)}()`, column };
}

function literalOf(value: unknown): { type: 'text' | 'number'; text: string } | undefined {
  const node = value as Node | null | undefined;
  const type = String(node?.['type']);
  if (type === 'number' || type === 'bigint') return { type: 'number', text: '' };
  return /string$/.test(type) ? { type: 'text', text: String(node?.['value']) } : undefined;
}
