import { bad, type Finding, ok, warn } from '../../plugin.ts';
import { type Comparison, comparisonsOf, type Statement } from '../sql/statement.ts';
import type { Engine } from '../sql/database-config.ts';
import { counted } from '../counted.ts';
import { misjudged } from './misjudged.ts';
import { allNodes, type PlanNode, spilledText } from './plan.ts';

/** What the server knows of the tables: rows, and the types of their columns, by lower-case name. */
export interface Catalogue {
  readonly rows: ReadonlyMap<string, number>;
  /** `table.column` → type. */
  readonly types: ReadonlyMap<string, string>;
}

export interface AdvisedIndex {
  /** Absent where the server gives it one. */
  readonly name?: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly sql: string;
}

/** Below this a full scan is the fastest way. */
const SMALL_TABLE_ROWS = 1000;
const count = (rows: number): string => Math.round(rows).toLocaleString('en');

/** What is wrong with a plan, in plain words, and the index that would help most. */
export function advise(
  plan: PlanNode,
  statement: Statement,
  catalogue: Catalogue,
  engine: Engine,
): { readonly findings: readonly Finding[]; readonly indexes: readonly AdvisedIndex[] } {
  const findings: Finding[] = [];
  const indexes: AdvisedIndex[] = [];
  const nodes = allNodes(plan);

  for (const node of nodes) {
    const table = node.table && (statement.tables.get(node.table.toLowerCase()) ?? node.table.toLowerCase());
    if (table === undefined) continue;
    const comparisons = comparisonsOf(statement, table, catalogue.types);
    findings.push(...spoiled(table, comparisons, node, catalogue, engine));
    const rows = catalogue.rows.get(table) ?? (node.rowsActual ?? node.rowsEstimated ?? 0) + (node.rowsRemoved ?? 0);
    if (node.fullScan !== true || rows < SMALL_TABLE_ROWS) continue;
    const kept = keptRows(node, engine);
    const advised = adviseIndex(table, comparisons, engine);
    const filter = node.filter === undefined ? '' : ` with the filter ${node.filter}`;
    // A scan that keeps most of what it reads is what one asked for. SQLite tells no filters and no numbers.
    const wasteful =
      engine === 'sqlite'
        ? comparisons.length > 0
        : node.filter !== undefined && (kept === undefined || kept < rows / 10);
    if (!wasteful) continue;
    findings.push({
      ...warn(
        `Every one of about ${count(rows)} rows of ${table} is read${filter}${kept === undefined ? '' : `, to keep about ${count(kept)}`}.`,
        advised
          ? `This index would help: ${advised.sql}`
          : comparisons.length > 0
            ? 'No plain index can help as the condition is written: see the other findings.'
            : undefined,
      ),
      ...(advised && { id: `advice ${advised.sql}` }),
    });
    if (advised && !indexes.some(({ sql }) => sql === advised.sql)) indexes.push(advised);
  }

  for (const { node, estimated, actual, factor } of misjudged(plan, statement, engine))
    findings.push(
      warn(
        `The server expects ${counted(Math.round(estimated), 'row')} from ${node.operation}${node.table ? ` on ${node.table}` : ''}, and it is ${count(actual)}: off by ${count(factor)} times.`,
        engine === 'postgres'
          ? `Its statistics are old or too coarse: ANALYZE ${node.table ?? 'its tables'}; for columns that go together, CREATE STATISTICS.`
          : `Its statistics are old: ANALYZE TABLE ${node.table ?? ''}.`,
      ),
    );

  for (const node of nodes) {
    if (node.spilled !== undefined)
      findings.push(
        warn(
          `${node.operation} did not fit into memory and used the disk${spilledText(node.spilled)}.`,
          engine === 'postgres'
            ? 'Raise work_mem for this query, or sort fewer and narrower rows; an index in that order avoids the sort.'
            : 'Raise sort_buffer_size for this query, or give it an index in that order.',
        ),
      );
  }
  if (findings.length === 0) findings.push(ok('Nothing stands out: the plan uses what indexes there are.'));
  return { findings: unique(findings), indexes };
}

/** How many rows a scan hands on. MySQL counts what it reads before the condition, the others what is left after it. */
function keptRows({ rowsActual, rowsRemoved, rowsEstimated }: PlanNode, engine: Engine): number | undefined {
  if (engine !== 'mysql') return rowsActual ?? rowsEstimated;
  return rowsActual === undefined || rowsRemoved === undefined ? undefined : rowsActual - rowsRemoved;
}

/** Conditions that no plain index can serve, as they are written. */
function spoiled(
  table: string,
  comparisons: readonly Comparison[],
  node: PlanNode,
  catalogue: Catalogue,
  engine: Engine,
): readonly Finding[] {
  const typeOf = (column: string): string => catalogue.types.get(`${table}.${column}`) ?? '';
  return comparisons.flatMap((one): readonly Finding[] => {
    if (one.wrappedIn !== undefined)
      return [
        warn(
          `The column ${table}.${one.column} stands inside of ${one.wrappedIn}, so an index on it cannot be used (the condition is not sargable).`,
          engine === 'postgres'
            ? `Compare the bare column with a range or converted value, or index the expression itself: CREATE INDEX ON ${table} (${one.wrappedIn.replace(/\(\)$/, '')}(${one.column})).`
            : 'Compare the bare column with a range or a converted value: created >= ? AND created < ? in place of DATE(created) = ?.',
        ),
      ];
    if (one.leadingWildcard === true)
      return [
        warn(
          `${table}.${one.column} is searched with a pattern that begins with %, which no ordinary index can serve.`,
          engine === 'postgres'
            ? 'A trigram index can: CREATE EXTENSION pg_trgm; CREATE INDEX … USING gin (… gin_trgm_ops).'
            : 'A full-text index can, for words.',
        ),
      ];
    if (engine === 'mysql' && one.literal === 'number' && /char|text/i.test(typeOf(one.column)))
      return [
        bad(
          `${table}.${one.column} is text (${typeOf(one.column)}) but compared with a number: every row is converted first (an implicit cast), and no index is used.`,
          'Put the value in quotes.',
        ),
      ];
    const cast = new RegExp(`\\(${one.column}\\)::(\\w+(?: \\w+)*)`, 'i').exec(node.filter ?? '');
    if (
      engine === 'postgres' &&
      cast &&
      /^(numeric|double precision|text)$/.test(cast[1] ?? '') &&
      !/char|text/.test(typeOf(one.column))
    )
      return [
        bad(
          `The server converts ${table}.${one.column} (${typeOf(one.column)}) to ${cast[1] ?? ''} to compare it (an implicit cast), so an index on it cannot be used.`,
          `Pass a value of the column's own type.`,
        ),
      ];
    return [];
  });
}

/** Equalities first, then one range: the order in which a B-tree can use them. */
function adviseIndex(table: string, comparisons: readonly Comparison[], engine: Engine): AdvisedIndex | undefined {
  const usable = comparisons.filter((one) => one.wrappedIn === undefined && one.leadingWildcard !== true);
  const equal = usable
    .filter(({ operator, join }) => operator === 'equal' && join !== true)
    .map(({ column }) => column);
  const joined = usable
    .filter(({ operator, join }) => operator === 'equal' && join === true)
    .map(({ column }) => column);
  // Where a condition that no index serves throws the rows away, one on the join's column changes nothing.
  const spoilt = usable.length < comparisons.length;
  const range = usable.find(({ operator }) => operator === 'range')?.column;
  const columns = [
    ...new Set([...(equal.length > 0 || spoilt ? equal : joined), ...(range === undefined ? [] : [range])]),
  ].slice(0, 3);
  if (columns.length === 0) return undefined;
  const quote = (name: string): string =>
    /^[a-z_][a-z0-9_]*$/.test(name) ? name : engine === 'mysql' ? `\`${name}\`` : `"${name}"`;
  const on = `ON ${quote(table)} (${columns.map(quote).join(', ')})`;
  if (engine === 'postgres') return { table, columns, sql: `CREATE INDEX ${on}` };
  const name = `${table}_${columns.join('_')}`;
  return { name, table, columns, sql: `CREATE INDEX ${quote(name)} ${on}` };
}

const unique = (findings: readonly Finding[]): readonly Finding[] => {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify(finding);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};
