import { bad, type Finding, ok, warn } from '../../plugin.ts';
import { type Comparison, type Statement, type Table, tableName } from '../sql/statement.ts';
import type { Engine } from '../sql/database-config.ts';
import { counted } from '../counted.ts';
import { type AdvisedIndex, adviseIndex } from './advise-index.ts';
import { type Catalogue, comparisonsOf } from './catalogue.ts';
import { misjudged } from './misjudged.ts';
import { allNodes, type PlanNode, spilledText } from './plan.ts';
import { quoteName, quoteTable } from './quote-name.ts';
import { type Known, readsOf, tableOf } from './table-reads.ts';

/** Below this a full scan is the fastest way. */
const SMALL_TABLE_ROWS = 1000;
const count = (rows: number): string => Math.round(rows).toLocaleString('en');

/** What is wrong with a plan, in plain words, and the index that would help most. */
export function advise(
  plan: PlanNode,
  statement: Statement,
  known: Known,
  engine: Engine,
): { readonly findings: readonly Finding[]; readonly indexes: readonly AdvisedIndex[] } {
  const { catalogue } = known;
  const findings: Finding[] = [];
  const indexes: AdvisedIndex[] = [];
  const nodes = allNodes(plan);

  for (const { node, table, rows, partitions } of readsOf(nodes, statement, known, engine)) {
    const comparisons = comparisonsOf(statement, table, catalogue);
    findings.push(...spoiled(table, comparisons, node, catalogue, engine));
    if (node.fullScan !== true || rows < SMALL_TABLE_ROWS) continue;
    const kept = keptRows(node, engine);
    // One whose every value is converted first is used by no index either.
    const asUsed = comparisons.map((one) =>
      isNumberForText(one, catalogue.get(table)?.columns.get(one.column), engine)
        ? { ...one, wrappedIn: 'a cast' }
        : one,
    );
    const bare = adviseIndex(table, asUsed, engine);
    const advised = bare && partitions > 0 ? { ...bare, partitioned: true as const } : bare;
    const filter = node.filter === undefined ? '' : ` with the filter ${node.filter}`;
    // A scan that keeps most of what it reads is what one asked for. SQLite tells no filters and no numbers.
    const wasteful =
      engine === 'sqlite'
        ? (known.hidden.has(table.name) ? statement.comparisons : comparisons).length > 0
        : node.filter !== undefined && (kept === undefined || kept < rows / 10);
    if (!wasteful) continue;
    findings.push({
      ...warn(
        `Every one of about ${count(rows)} rows of ${tableName(table)}${partitions > 1 ? ` (${partitions} partitions)` : ''} is read${filter}${kept === undefined ? '' : `, to keep about ${count(kept)}`}.`,
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
    const table = tableOf(node, statement, known, engine);
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
    if (isNumberForText(one, typeOf(one.column), engine))
      return [
        bad(
          `${column} is text (${typeOf(one.column)}) but compared with a number: every row is converted first (an implicit cast), and no index is used.`,
          'Put the value in quotes.',
        ),
      ];
    const written = one.column.replace(/\W/g, '\\$&');
    const cast = new RegExp(`\\("?${written}"?\\)::(\\w+(?: \\w+)*)`, 'i').exec(node.filter ?? '');
    if (
      engine === 'postgres' &&
      cast &&
      /^(numeric|double precision|text)$/.test(cast[1] ?? '') &&
      typeOf(one.column) !== '' &&
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

/** MySQL and MariaDB convert the column then, not the value. */
const isNumberForText = ({ literal }: Comparison, type: string | undefined, engine: Engine): boolean =>
  engine === 'mysql' && literal === 'number' && /char|text/i.test(type ?? '');

const unique = (findings: readonly Finding[]): readonly Finding[] => {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify(finding);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};
