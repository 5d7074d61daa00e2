import { iteratorsIn, readIterators } from './mysql-iterators.ts';
import { defined } from './postgres-plan.ts';
import { type PlanNode, redacted } from './plan.ts';

type Raw = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | undefined => {
  const parsed = typeof value === 'string' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
};

const OPERATIONS: Readonly<Record<string, string>> = {
  ALL: 'Full table scan',
  index: 'Full index scan',
  range: 'Index range scan',
  ref: 'Index lookup',
  eq_ref: 'Unique index lookup',
  const: 'Constant row',
  system: 'Constant row',
  index_merge: 'Index merge',
  fulltext: 'Full-text search',
  ref_or_null: 'Index lookup',
  unique_subquery: 'Unique index lookup',
  index_subquery: 'Index lookup',
};
/** What stands around tables in EXPLAIN FORMAT=JSON, of MySQL 8 (its first format) and MariaDB 10.6 and later. */
const WRAPPERS: Readonly<Record<string, string>> = {
  ordering_operation: 'Sort',
  filesort: 'Sort (filesort)',
  read_sorted_file: 'Read the sorted rows',
  grouping_operation: 'Group',
  temporary_table: 'Temporary table',
  duplicates_removal: 'Remove duplicates',
  windowing: 'Window function',
  windows_function: 'Window function',
  window_functions_computation: 'Window function',
  'block-nl-join': 'Block nested-loop join',
  materialized: 'Materialise',
  materialized_from_subquery: 'Materialise',
  union_result: 'Union',
  query_block: 'Query block',
  subqueries: 'Subquery',
  attached_subqueries: 'Subquery',
  having_subqueries: 'Subquery',
  select_list_subqueries: 'Subquery',
  group_by_subqueries: 'Subquery',
  order_by_subqueries: 'Subquery',
  optimized_away_subqueries: 'Subquery',
  buffer_result: 'Buffer the result',
  insert_from: 'Insert from',
  query_specifications: 'Union part',
  nested_loop: 'Nested loop',
};

/** https://mariadb.com/kb/en/explain-format-json/, to which ANALYZE adds r_ fields, and MySQL's two formats. */
export function readMysqlPlan(raw: Raw): PlanNode {
  const iterators = iteratorsIn(raw);
  if (iterators) return readIterators(iterators);
  const [root] = nodesIn(raw);
  return root ?? { operation: 'Nothing to do', notes: [], children: [] };
}

function nodesIn(raw: unknown): readonly PlanNode[] {
  if (Array.isArray(raw)) return raw.flatMap(nodesIn);
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw as Raw).flatMap(([key, value]): readonly PlanNode[] => {
    if (key === 'table') return [tableNode(value as Raw)];
    const label = WRAPPERS[key];
    if (label === undefined) return [];
    const inner = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as Raw;
    const children = nodesIn(value);
    const [only] = children;
    const plainWrapper = ['query_block', 'nested_loop', 'temporary_table', 'read_sorted_file'].includes(key);
    if (plainWrapper && children.length === 1 && only) return [withCost(only, inner)];
    const message = typeof inner['message'] === 'string' ? [inner['message']] : [];
    if (children.length === 0 && message.length === 0) return [];
    const passes = number(inner['r_sort_passes']);
    return [
      {
        ...defined({
          cost: costOf(inner),
          timeMs: number(inner['r_total_time_ms']),
          spilled: passes !== undefined && passes > 0 ? { mergePasses: passes } : undefined,
        }),
        operation: label,
        notes: [
          ...message,
          ...(typeof inner['sort_key'] === 'string' ? [`sort by ${redacted(inner['sort_key'], 'mysql') ?? ''}`] : []),
          ...(inner['using_filesort'] === true ? ['filesort'] : []),
          ...(inner['using_temporary_table'] === true ? ['temporary table'] : []),
        ],
        children,
      },
    ];
  });
}

function tableNode(table: Raw): PlanNode {
  const access = typeof table['access_type'] === 'string' ? table['access_type'] : 'none';
  const inserted = table['insert'] === true; // MySQL says ALL of it
  const loops = number(table['r_loops']);
  const rows = number(table['rows']) ?? number(table['rows_examined_per_scan']);
  const actual = number(table['r_rows']);
  const kept = number(table['r_filtered']);
  return {
    ...defined({
      table: typeof table['table_name'] === 'string' ? table['table_name'] : undefined,
      index: typeof table['key'] === 'string' ? table['key'] : undefined,
      cost: ownCostOf(table) ?? costOf(table),
      rowsEstimated: rows,
      rowsActual: actual,
      rowsRemoved: actual !== undefined && kept !== undefined ? Math.round(actual * (1 - kept / 100)) : undefined,
      loops,
      timeMs: number(table['r_total_time_ms']) ?? number(table['r_table_time_ms']),
      filter: redacted(table['attached_condition'], 'mysql'),
    }),
    operation: inserted ? 'Insert' : (OPERATIONS[access] ?? access),
    fullScan: !inserted && (access === 'ALL' || access === 'index'),
    notes: [
      ...(Array.isArray(table['possible_keys']) ? [`possible indexes: ${table['possible_keys'].join(', ')}`] : []),
      ...(Array.isArray(table['partitions']) ? [`partitions: ${table['partitions'].join(', ')}`] : []),
      ...(typeof table['message'] === 'string' ? [table['message']] : []),
    ],
    children: nodesIn(Object.fromEntries(Object.entries(table).filter(([key]) => key !== 'table'))),
  };
}

const withCost = (node: PlanNode, around: Raw): PlanNode => {
  const cost = costOf(around);
  return node.cost === undefined && cost !== undefined ? { ...node, cost } : node;
};

/** MySQL's `prefix_cost` is that of the table and of all that are joined before it. */
function ownCostOf(table: Raw): number | undefined {
  const info = table['cost_info'] as Raw | undefined;
  const [read, evaluated] = [number(info?.['read_cost']), number(info?.['eval_cost'])];
  return read === undefined || evaluated === undefined ? undefined : read + evaluated;
}

function costOf(raw: Raw): number | undefined {
  const info = raw['cost_info'] as Raw | undefined;
  return (
    number(raw['cost']) ?? number(info?.['query_cost']) ?? number(info?.['prefix_cost']) ?? number(info?.['read_cost'])
  );
}
