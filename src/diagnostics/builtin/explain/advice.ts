import { bad, type Finding, ok, warn } from '../../plugin.ts';
import { asCompared, type Comparison, type Statement, type Table, tableName } from '../sql/statement.ts';
import type { Engine } from '../sql/database-config.ts';
import { counted } from '../counted.ts';
import { type AdvisedIndex, adviseIndex } from './advise-index.ts';
import { type Catalogue, comparisonsOf } from './catalogue.ts';
import { misjudged } from './misjudged.ts';
import { allNodes, type PlanNode, spilledText } from './plan.ts';
import { quoteName, quoteTable } from './quote-name.ts';

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
    const table = tableOf(node, statement, engine);
    if (table === undefined) continue;
    const comparisons = comparisonsOf(statement, table, catalogue);
    findings.push(...spoiled(table, comparisons, node, catalogue, engine));
    const rows = catalogue.get(table)?.rows ?? (node.rowsActual ?? node.rowsEstimated ?? 0) + (node.rowsRemoved ?? 0);
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
        `Every one of about ${count(rows)} rows of ${tableName(table)} is read${filter}${kept === undefined ? '' : `, to keep about ${count(kept)}`}.`,
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

  for (const { node, estimated, actual, factor } of misjudged(plan, statement, engine)) {
    const table = tableOf(node, statement, engine);
    findings.push(
      warn(
        `The server expects ${counted(Math.round(estimated), 'row')} from ${node.operation}${table ? ` on ${tableName(table)}` : ''}, and it is ${count(actual)}: off by ${count(factor)} times.`,
        engine === 'postgres'
          ? `Its statistics are old or too coarse: ANALYZE ${table ? quoteTable(table, engine) : 'its tables'}; for columns that go together, CREATE STATISTICS.`
          : `Its statistics are old: ANALYZE TABLE ${table ? quoteTable(table, engine) : ''}.`,
      ),
    );
  }

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

/** The table that a step reads: the statement's, or one that stands behind a view of the statement. */
function tableOf(node: PlanNode, { tables }: Statement, engine: Engine): Table | undefined {
  if (node.table === undefined) return undefined;
  const called = asCompared(node.alias ?? node.table, engine);
  const byAlias = tables.filter(
    ({ aliases, name }) => aliases.has(called) && (node.alias === undefined || name === node.table),
  );
  const name = asCompared(node.table, engine);
  const found = byAlias.length > 0 ? byAlias : tables.filter((one) => asCompared(one.name, engine) === name);
  const [only] = found;
  return only && found.length === 1 ? only : { name: node.table, aliases: new Set([called]) };
}

/** How many rows a scan hands on. MySQL counts what it reads before the condition, the others what is left after it. */
function keptRows({ rowsActual, rowsRemoved, rowsEstimated }: PlanNode, engine: Engine): number | undefined {
  if (engine !== 'mysql') return rowsActual ?? rowsEstimated;
  return rowsActual === undefined || rowsRemoved === undefined ? undefined : rowsActual - rowsRemoved;
}

/** Conditions that no plain index can serve, as they are written. */
function spoiled(
  table: Table,
  comparisons: readonly Comparison[],
  node: PlanNode,
  catalogue: Catalogue,
  engine: Engine,
): readonly Finding[] {
  const typeOf = (column: string): string => catalogue.get(table)?.columns.get(column) ?? '';
  return comparisons.flatMap((one): readonly Finding[] => {
    const column = `${tableName(table)}.${one.column}`;
    if (one.wrappedIn !== undefined)
      return [
        warn(
          `The column ${column} stands inside of ${one.wrappedIn}, so an index on it cannot be used (the condition is not sargable).`,
          engine === 'postgres'
            ? `Compare the bare column with a range or converted value${one.wrappedIn.endsWith('()') ? `, or index the expression itself: CREATE INDEX ON ${quoteTable(table, engine)} (${one.wrappedIn.slice(0, -1)}${quoteName(one.column, engine)}))` : ''}.`
            : 'Compare the bare column with a range or a converted value: created >= ? AND created < ? in place of DATE(created) = ?.',
        ),
      ];
    if (one.leadingWildcard === true)
      return [
        warn(
          `${column} is searched with a pattern that begins with %, which no ordinary index can serve.`,
          engine === 'postgres'
            ? 'A trigram index can: CREATE EXTENSION pg_trgm; CREATE INDEX … USING gin (… gin_trgm_ops).'
            : 'A full-text index can, for words.',
        ),
      ];
    if (engine === 'mysql' && one.literal === 'number' && /char|text/i.test(typeOf(one.column)))
      return [
        bad(
          `${column} is text (${typeOf(one.column)}) but compared with a number: every row is converted first (an implicit cast), and no index is used.`,
          'Put the value in quotes.',
        ),
      ];
    const written = one.column.replace(/\W/g, '\\$&');
    const cast = new RegExp(`\\(${written}\\)::(\\w+(?: \\w+)*)`, 'i').exec(node.filter ?? '');
    if (
      engine === 'postgres' &&
      cast &&
      /^(numeric|double precision|text)$/.test(cast[1] ?? '') &&
      !/char|text/.test(typeOf(one.column))
    )
      return [
        bad(
          `The server converts ${column} (${typeOf(one.column)}) to ${cast[1] ?? ''} to compare it (an implicit cast), so an index on it cannot be used.`,
          `Pass a value of the column's own type.`,
        ),
      ];
    return [];
  });
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
