import { defined } from './postgres-plan.ts';
import { type PlanNode, redacted } from './plan.ts';

type Raw = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** How an index is used, in the words of the older format. */
const INDEX_ACCESS: Readonly<Record<string, string>> = {
  index_scan: 'Full index scan',
  index_range_scan: 'Index range scan',
  index_lookup: 'Index lookup',
  multi_range_read: 'Index lookup',
  full_text_search: 'Full-text search',
};

/** Where the steps of a plan stand in MySQL's second JSON format; undefined where it is none. */
export function iteratorsIn(raw: Raw): Raw | undefined {
  const plan = raw['query_plan'];
  if (typeof plan === 'object' && plan !== null) return plan as Raw;
  return typeof raw['operation'] === 'string' ? raw : undefined; // MySQL 8.3
}

/**
 * `explain_json_format_version = 2`: one object an iterator, what it reads from below `inputs`. The default from MySQL 9.5 on, and
 * what EXPLAIN ANALYZE knows alone: https://dev.mysql.com/blog-archive/new-json-format-for-explain/
 */
export function readIterators(raw: Raw): PlanNode {
  const children = ['inputs', 'inputs_from_select_list'].flatMap((key) => {
    const inputs = raw[key];
    return (Array.isArray(inputs) ? (inputs as Raw[]) : []).map(readIterators);
  });
  const [only] = children;
  const condition = redacted(raw['condition'], 'mysql');
  const measured = measuredOf(raw);
  // A condition is a step of its own here; elsewhere it belongs to what reads the table.
  if (raw['access_type'] === 'filter' && only && children.length === 1 && only.table !== undefined) {
    const { rowsActual: read } = only;
    const { cost, rowsActual: kept, timeMs } = measured;
    const removed = read === undefined || kept === undefined ? undefined : Math.max(0, Math.round(read - kept));
    return { ...only, ...defined({ cost, timeMs, filter: condition, rowsRemoved: removed }) };
  }
  const table = text(raw['alias']) ?? text(raw['table_name']);
  const { operation, rest } = operationOf(raw);
  return {
    ...defined({ table, index: text(raw['index_name']), ...measured, filter: condition }),
    operation,
    fullScan: operation === 'Full table scan' || operation === 'Full index scan',
    notes: [rest, text(raw['heading'])].flatMap((note) => (note === undefined || note === '' ? [] : [note])),
    children,
  };
}

const measuredOf = (raw: Raw) => {
  const loops = number(raw['actual_loops']);
  const time = number(raw['actual_last_row_ms']);
  return {
    cost: number(raw['estimated_total_cost']),
    rowsEstimated: number(raw['estimated_rows']),
    rowsActual: number(raw['actual_rows']),
    loops,
    timeMs: time === undefined ? undefined : time * (loops ?? 1),
  };
};

/** `Sort: orders.total DESC, limit input to 10 row(s) per chunk` is `Sort`, and the rest without its values. */
function operationOf(raw: Raw): { readonly operation: string; readonly rest?: string | undefined } {
  const said = redacted(raw['operation'], 'mysql') ?? text(raw['access_type']) ?? 'Step';
  if (raw['access_type'] === 'table') return { operation: 'Full table scan' };
  const access = raw['access_type'] === 'index' ? INDEX_ACCESS[String(raw['index_access_type'])] : undefined;
  if (access !== undefined) return { operation: said.startsWith('Single-row') ? 'Unique index lookup' : access };
  const at = said.search(/[:(]/);
  if (at < 0) return { operation: said };
  const rest = said.slice(at).replace(/^:\s*/, '').trim();
  // The condition of a filter is shown as such.
  return {
    operation: said.slice(0, at).trim(),
    rest: raw['access_type'] === 'filter' ? undefined : rest,
  };
}
