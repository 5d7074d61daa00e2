import { refused } from '../../plugin.ts';
import { comparisonsOfSides } from './comparisons-of-sides.ts';
import { type ColumnName, type Comparison, gatherTables, type Statement } from './statement.ts';

type Node = Readonly<Record<string, unknown>>;

const KINDS: Readonly<Record<string, Statement['kind']>> = {
  SelectStmt: 'select',
  InsertStmt: 'write',
  UpdateStmt: 'write',
  DeleteStmt: 'write',
  MergeStmt: 'write',
};

/** PostgreSQL's own grammar (libpg_query). */
export async function parsePostgres(sql: string): Promise<Statement> {
  const { parse } = await import('pgsql-parser');
  let tree: { readonly stmts?: readonly { readonly stmt?: unknown }[] };
  try {
    tree = await parse(sql);
  } catch (error) {
    throw refused(
      'sql/syntax',
      `PostgreSQL cannot parse it: ${error instanceof Error ? error.message : 'syntax error'}.`,
    );
  }
  const statements = tree.stmts ?? [];
  if (statements.length !== 1)
    throw refused('sql/several', `It is ${statements.length} statements; exactly one is possible. Nothing was run.`);
  const [type = '', body] = Object.entries((statements[0]?.stmt ?? {}) as Node)[0] ?? [];
  const kind = KINDS[type];
  if (!kind)
    throw refused(
      type === 'ExplainStmt' ? 'sql/explain' : 'sql/kind',
      type === 'ExplainStmt'
        ? 'Leave EXPLAIN out: paste the statement itself; analyze:true asks for ANALYZE. Nothing was run.'
        : `It is a ${type.replace(/Stmt$/, '')} statement; only SELECT, INSERT, UPDATE, DELETE and MERGE can be explained. Nothing was run.`,
    );

  const functions = new Set<string>();
  const effects: string[] = [];
  const tables = gatherTables('postgres');
  const comparisons: Comparison[] = [];
  let limited = false;
  const walk = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, depth);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value as Node)) {
      const node = (typeof inner === 'object' && inner !== null ? inner : {}) as Node;
      if (name === 'FuncCall') functions.add(names(node['funcname']).join('.').toLowerCase());
      if (depth > 0 && KINDS[name] === 'write') effects.push('changes data inside of a WITH');
      if (name === 'intoClause') effects.push('writes its result into a new table');
      if (name === 'lockingClause') effects.push('locks the rows it reads (FOR UPDATE or SHARE)');
      if (name === 'RangeVar')
        tables.add(String(node['relname']), node['schemaname'], (node['alias'] as Node | undefined)?.['aliasname']);
      if (name === 'A_Expr') comparisons.push(...comparisonsIn(node));
      if (name === 'limitCount') limited = true;
      walk(inner, depth + 1);
    }
  };
  walk(body, 0);
  return { kind, functions: [...functions], effects, tables: tables.found, comparisons, limited };
}

const names = (list: unknown): readonly string[] =>
  (Array.isArray(list) ? list : []).flatMap(
    (item: { readonly String?: { readonly sval?: string } }) => item.String?.sval ?? [],
  );

function columnOf(value: unknown): ColumnName | undefined {
  const reference = (value as Node | undefined)?.['ColumnRef'] as Node | undefined;
  const [column, table, schema] = names(reference?.['fields']).toReversed();
  return column === undefined ? undefined : { ...(schema !== undefined && { schema }), table, column };
}

function comparisonsIn(node: Node): readonly Comparison[] {
  const operator = names(node['name'])[0] ?? '';
  const kind =
    node['kind'] === 'AEXPR_LIKE' || node['kind'] === 'AEXPR_ILIKE'
      ? 'like'
      : ['=', '<>'].includes(operator) || node['kind'] === 'AEXPR_IN'
        ? 'equal'
        : ['<', '>', '<=', '>='].includes(operator) || String(node['kind']).startsWith('AEXPR_BETWEEN')
          ? 'range'
          : undefined;
  if (!kind || operator === '<>') return [];
  return comparisonsOfSides(kind, node['lexpr'], node['rexpr'], {
    column: columnOf,
    wrapped: wrappedColumn,
    literal: constantIn,
  });
}

function wrappedColumn(value: unknown): { by: string; column: ColumnName } | undefined {
  const call = (value as Node | undefined)?.['FuncCall'] as Node | undefined;
  const cast = (value as Node | undefined)?.['TypeCast'] as Node | undefined;
  for (const argument of (call?.['args'] as readonly unknown[] | undefined) ?? []) {
    const column = columnOf(argument);
    if (column) return { by: `${names(call?.['funcname']).at(-1) ?? 'a function'}()`, column };
  }
  const column = columnOf(cast?.['arg']);
  return (
    column && {
      by: `a cast to ${names((cast?.['typeName'] as Node | undefined)?.['names']).at(-1) ?? 'another type'}`,
      column,
    }
  );
}

function constantIn(value: unknown): { type: 'text' | 'number'; text: string } | undefined {
  const constant = (value as Node | undefined)?.['A_Const'] as Node | undefined;
  if (!constant) return undefined;
  const text = (constant['sval'] as Node | undefined)?.['sval'];
  return typeof text === 'string' ? { type: 'text', text } : { type: 'number', text: '' };
}
