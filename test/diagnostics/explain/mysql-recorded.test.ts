import { expect, test } from 'vitest';
import { advise } from '../../../src/diagnostics/builtin/explain/advice.ts';
import type { Catalogue } from '../../../src/diagnostics/builtin/explain/catalogue.ts';
import type { HiddenTables } from '../../../src/diagnostics/builtin/explain/hidden-tables.ts';
import { readMysqlPlan } from '../../../src/diagnostics/builtin/explain/mysql-plan.ts';
import { allNodes, hotStep, planTree } from '../../../src/diagnostics/builtin/explain/plan.ts';
import { runExplain } from '../../../src/diagnostics/builtin/explain/run-explain.ts';
import { slowQueries, suggestionOf } from '../../../src/diagnostics/builtin/explain/slow-queries.ts';
import { parseStatement } from '../../../src/diagnostics/builtin/sql/parse-statement.ts';
import type { Row, Session } from '../../../src/diagnostics/builtin/sql/session.ts';
import type { Statement } from '../../../src/diagnostics/builtin/sql/statement.ts';

/**
 * What MySQL itself answers, written down after its documentation and source: no package brings its server to where these
 * tests run. https://dev.mysql.com/doc/refman/8.4/en/explain.html, https://dev.mysql.com/blog-archive/new-json-format-for-explain/
 */
const scan = {
  table_name: 'orders',
  access_type: 'ALL',
  possible_keys: ['PRIMARY'],
  rows_examined_per_scan: 90_000,
  rows_produced_per_join: 9000,
  filtered: '10.00',
  cost_info: { read_cost: '8100.00', eval_cost: '900.00', prefix_cost: '9000.00', data_read_per_join: '2M' },
  used_columns: ['id', 'country', 'total'],
  attached_condition: "(`shop`.`orders`.`country` = 'DE')",
};
const lookup = {
  table_name: 'c',
  access_type: 'eq_ref',
  possible_keys: ['PRIMARY'],
  key: 'PRIMARY',
  used_key_parts: ['id'],
  key_length: '4',
  ref: ['shop.orders.customer_id'],
  rows_examined_per_scan: 1,
  rows_produced_per_join: 9000,
  filtered: '100.00',
  cost_info: { read_cost: '2250.00', eval_cost: '900.00', prefix_cost: '12150.00', data_read_per_join: '9M' },
};
const labels = (raw: Readonly<Record<string, unknown>>): readonly string[] =>
  allNodes(readMysqlPlan(raw)).map(({ operation, table }) =>
    table === undefined ? operation : `${operation} ${table}`,
  );

const knownOf = ({ tables }: Statement): { readonly catalogue: Catalogue; readonly hidden: HiddenTables } => ({
  catalogue: new Map(tables.map((table) => [table, { rows: 90_000, columns: new Map([['country', 'varchar']]) }])),
  hidden: new Map(),
});
const SQL = "SELECT id, total FROM orders WHERE country = 'DE'";

test('MySQL’s first format: costs are those of the whole, and a full scan is advised against', async () => {
  const plan = readMysqlPlan({ query_block: { select_id: 1, cost_info: { query_cost: '9000.00' }, table: scan } });
  expect(plan).toMatchObject({ operation: 'Full table scan', table: 'orders', cost: 9000, rowsEstimated: 90_000 });
  expect(plan.filter).toBe('(`shop`.`orders`.`country` = ?)');
  const statement = await parseStatement(SQL, 'mysql', { writes: true });
  const { findings, indexes } = advise(plan, statement, knownOf(statement), 'mysql');
  expect(findings[0]).toMatchObject({ reason: expect.stringContaining('about 90,000 rows of orders') as string });
  expect(indexes).toMatchObject([{ sql: 'CREATE INDEX `orders_country` ON `orders` (`country`)' }]);
});

test('MySQL’s first format: joins, sorts, groups, unions, windows and subqueries each have their step', () => {
  const join = { nested_loop: [{ table: scan }, { table: lookup }] };
  const sorted = { ordering_operation: { using_temporary_table: true, using_filesort: true, ...join } };
  const cost_info = { query_cost: '12150.00' };
  expect(labels({ query_block: { select_id: 1, cost_info, ...sorted } })).toEqual([
    'Sort',
    'Nested loop',
    'Full table scan orders',
    'Unique index lookup c',
  ]);
  // Its prefix costs hold those of all tables before: what takes most is the scan.
  expect(hotStep(readMysqlPlan({ query_block: { select_id: 1, cost_info, ...sorted } }))).toBe(
    'Full table scan on orders, cost 9,000 of 12,150',
  );
  expect(readMysqlPlan({ query_block: { select_id: 1, cost_info, ...sorted } })).toMatchObject({
    cost: 12_150,
    notes: ['filesort', 'temporary table'],
  });
  const grouping_operation = { using_filesort: false, table: scan };
  expect(labels({ query_block: { duplicates_removal: { grouping_operation } } })).toEqual([
    'Remove duplicates',
    'Group',
    'Full table scan orders',
  ]);
  const part = (table: object) => ({ dependent: false, cacheable: true, query_block: { table } });
  const union_result = { using_temporary_table: true, table_name: '<union1,2>', access_type: 'ALL' };
  const query_specifications = [part(scan), part(lookup)];
  expect(labels({ query_block: { union_result: { ...union_result, query_specifications } } })).toEqual([
    'Union',
    'Union part',
    'Full table scan orders',
    'Unique index lookup c',
  ]);
  const windowing = { windows: [{ name: '<unnamed window>', functions: ['row_number'] }], table: scan };
  expect(labels({ query_block: { windowing } })).toEqual(['Window function', 'Full table scan orders']);
  const derived = { ...lookup, table_name: 'd', access_type: 'ALL', materialized_from_subquery: part(scan) };
  expect(labels({ query_block: { table: derived } })).toEqual([
    'Full table scan d',
    'Materialise',
    'Full table scan orders',
  ]);
  for (const key of ['attached_subqueries', 'having_subqueries', 'select_list_subqueries', 'order_by_subqueries'])
    expect(labels({ query_block: { table: { ...lookup, [key]: [part(scan)] } } })).toEqual([
      'Unique index lookup c',
      'Subquery',
      'Full table scan orders',
    ]);
  expect(labels({ query_block: { buffer_result: { using_temporary_table: true, table: scan } } })).toEqual([
    'Buffer the result',
    'Full table scan orders',
  ]);
  const insert = { insert: true, select_id: 1, table_name: 'archive', access_type: 'ALL' };
  expect(labels({ query_block: { table: insert, insert_from: { table: scan } } })).toEqual([
    'Query block',
    'Insert archive',
    'Insert from',
    'Full table scan orders',
  ]);
});

test('MySQL’s first format: what is decided before anything is read says why', () => {
  const plan = readMysqlPlan({ query_block: { select_id: 1, message: 'Impossible WHERE' } });
  expect(planTree(plan).details).toEqual(['Impossible WHERE']);
});

const filter = {
  query: `/* select#1 */ ${SQL}`,
  query_plan: {
    inputs: [
      {
        operation: 'Table scan on o',
        table_name: 'orders',
        alias: 'o',
        access_type: 'table',
        schema_name: 'shop',
        used_columns: ['id', 'country', 'total'],
        estimated_rows: 90_000.0,
        estimated_total_cost: 9000.5,
        actual_rows: 90_000.0,
        actual_loops: 1,
        actual_first_row_ms: 0.05,
        actual_last_row_ms: 30.5,
      },
    ],
    condition: "(o.country = 'DE')",
    operation: "Filter: (o.country = 'DE')",
    access_type: 'filter',
    filter_columns: ['shop.o.country'],
    estimated_rows: 9000.0,
    estimated_total_cost: 9000.5,
    actual_rows: 120.0,
    actual_loops: 1,
    actual_first_row_ms: 0.06,
    actual_last_row_ms: 33.25,
  },
  query_type: 'select',
  json_schema_version: '2.0',
};

test('MySQL’s second format: a filter belongs to the scan below it, with what it throws away', async () => {
  const plan = readMysqlPlan(filter);
  expect(plan).toMatchObject({
    operation: 'Full table scan',
    table: 'o',
    filter: '(o.country = ?)',
    rowsEstimated: 90_000,
    rowsActual: 90_000,
    rowsRemoved: 89_880,
    timeMs: 33.25,
    children: [],
  });
  const statement = await parseStatement(SQL.replace('orders', 'orders o'), 'mysql', { writes: true });
  const { findings, indexes } = advise(plan, statement, knownOf(statement), 'mysql');
  expect(findings[0]).toMatchObject({ reason: expect.stringContaining('to keep about 120') as string });
  expect(indexes).toMatchObject([{ sql: 'CREATE INDEX `orders_country` ON `orders` (`country`)' }]);
  // As MySQL 8.3 wrote it, without the envelope.
  expect(readMysqlPlan({ query: SQL, ...filter.query_plan })).toEqual(plan);
});

test('MySQL’s second format: each step by its name, and no value of the statement in any of them', () => {
  const raw = {
    query_plan: {
      operation: 'Sort: o.total DESC, limit input to 10 row(s) per chunk',
      access_type: 'sort',
      sort_fields: ['o.total DESC'],
      estimated_total_cost: 500.5,
      inputs: [
        {
          operation: 'Inner hash join (c.id = o.customer_id)',
          access_type: 'join',
          join_type: 'inner join',
          join_algorithm: 'hash',
          hash_condition: ['(c.id = o.customer_id)'],
          estimated_total_cost: 400.25,
          inputs: [
            {
              operation: "Index range scan on o using created over ('2026-01-01' <= created)",
              table_name: 'orders',
              alias: 'o',
              access_type: 'index',
              index_access_type: 'index_range_scan',
              index_name: 'created',
              ranges: ["('2026-01-01' <= created)"],
              estimated_rows: 80.0,
              estimated_total_cost: 90.5,
            },
            {
              operation: 'Hash',
              access_type: 'hash',
              inputs: [
                {
                  operation: 'Single-row index lookup on c using PRIMARY (id=4711)',
                  table_name: 'customers',
                  alias: 'c',
                  access_type: 'index',
                  index_access_type: 'index_lookup',
                  index_name: 'PRIMARY',
                  lookup_condition: 'id=4711',
                  actual_rows: null,
                  actual_loops: null,
                },
              ],
            },
          ],
        },
      ],
    },
    json_schema_version: '2.0',
  };
  expect(labels(raw)).toEqual(['Sort', 'Inner hash join', 'Index range scan o', 'Hash', 'Unique index lookup c']);
  expect(JSON.stringify(planTree(readMysqlPlan(raw)))).not.toMatch(/2026-01-01|4711/);
  const zero = { query_plan: { operation: 'Zero rows (Impossible WHERE)', access_type: 'zero_rows' } };
  expect(planTree(readMysqlPlan(zero))).toMatchObject({ label: 'Zero rows', details: ['(Impossible WHERE)'] });
});

/** A session on a MySQL that answers what is written down. */
function recorded(answers: readonly (readonly [RegExp, readonly Row[] | Error])[]) {
  const asked: string[] = [];
  const session: Session = {
    engine: 'mysql',
    version: 'MySQL 8.4.3',
    isMariaDb: false,
    async query(sql) {
      asked.push(sql);
      const answer = answers.find(([pattern]) => pattern.test(sql))?.[1];
      if (answer instanceof Error) throw answer;
      return answer ?? [];
    },
    table: () => Promise.reject(new Error('nobody asks for it')),
    close: async () => undefined,
    abandon: () => undefined,
  };
  return { session, asked };
}

test('MySQL is measured in the second format, which is the only one that it measures in', async () => {
  const { session, asked } = recorded([[/^EXPLAIN ANALYZE/, [{ EXPLAIN: JSON.stringify(filter) }]]]);
  expect((await runExplain(session, SQL, true)).plan).toMatchObject({ rowsActual: 90_000, rowsRemoved: 89_880 });
  // Whoever is lent the connection afterwards finds it as it was.
  expect(asked).toEqual([
    'SET SESSION explain_json_format_version = 2',
    `EXPLAIN ANALYZE FORMAT=JSON ${SQL}`,
    'SET SESSION explain_json_format_version = DEFAULT',
  ]);

  const unknown = Object.assign(new Error("Unknown system variable 'explain_json_format_version'"), { errno: 1193 });
  const old = recorded([[/^SET/, unknown]]);
  await expect(runExplain(old.session, SQL, true)).rejects.toMatchObject({ code: 'sql/analyze' });
  expect(old.asked).toHaveLength(1);
});

test('MySQL’s slow queries come from performance_schema, the samples without their values', async () => {
  const row = { id: '0f3c2a9b1d4e', calls: '12', mean: 84.5, total: 1014, sql: SQL };
  const { session, asked } = recorded([[/events_statements_summary_by_digest/, [row]]]);
  const [query] = await slowQueries(session, 25);
  expect(query).toMatchObject({ calls: 12, meanMs: 84.5, totalMs: 1014, sql: SQL });
  expect(asked[0]).toMatch(/DIGEST_TEXT RLIKE '\^\(SELECT\|WITH/);
  expect(query && suggestionOf(query, 'mysql').name).toBe(
    '84.5 ms × 12: SELECT id, total FROM orders WHERE country = ?',
  );
});
