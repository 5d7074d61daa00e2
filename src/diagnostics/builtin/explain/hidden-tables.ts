import type { Engine } from '../sql/database-config.ts';
import type { Session } from '../sql/session.ts';
import { asCompared, type Statement, type Table, tableName } from '../sql/statement.ts';
import { sqliteCatalogue } from './catalogue.ts';
import { allNodes, type PlanNode } from './plan.ts';
import { quoteTable } from './quote-name.ts';

/** A table that the plan reads and the statement does not name. */
export interface HiddenTable {
  /** Undefined where it has not been counted yet. */
  readonly rows: number | undefined;
  /** Of which of the statement's tables it is a partition; else it stands behind a view. */
  readonly partOf?: Table;
}

/** By the names that the plan calls them by. */
export type HiddenTables = ReadonlyMap<string, HiddenTable>;

/** The statement's table that a step reads; undefined where it names none of them. */
export function namedTable(node: PlanNode, { tables }: Statement, engine: Engine): Table | undefined {
  if (node.table === undefined) return undefined;
  const called = asCompared(node.alias ?? node.table, engine);
  const byAlias = tables.filter(
    ({ aliases, name }) => aliases.has(called) && (node.alias === undefined || name === node.table),
  );
  const name = asCompared(node.table, engine);
  const found =
    byAlias.length > 0
      ? byAlias
      : tables.filter((one) => [one.name, tableName(one)].some((each) => asCompared(each, engine) === name));
  return found.length === 1 ? found[0] : undefined;
}

/** Partitions, and what stands behind views: without their sizes a scan of them would look like a small one. */
export async function readHiddenTables(session: Session, statement: Statement, plan: PlanNode): Promise<HiddenTables> {
  const { engine } = session;
  // MySQL's plan says itself how much each step reads.
  if (engine === 'mysql') return new Map();
  const scanned = allNodes(plan).filter(({ fullScan }) => fullScan === true);
  const unnamed = scanned.filter((node) => namedTable(node, statement, engine) === undefined);
  const names = [...new Set(unnamed.flatMap(({ table }) => (table === undefined ? [] : [table])))];
  if (names.length === 0) return new Map();
  if (engine === 'sqlite') {
    const found = await sqliteCatalogue(
      session,
      names.map((name) => ({ name, aliases: new Set<string>() })),
    );
    return new Map([...found].map(([{ name }, { rows }]) => [name, { rows }]));
  }
  // Of several of that name in several schemas: the one that is found without naming its schema, else the largest.
  const found = await session.query(
    `SELECT w.name, CASE WHEN k.reltuples >= 0 THEN k.reltuples::float8 END AS n, root.at::int - 1 AS of
       FROM unnest($1::text[]) w(name)
       JOIN LATERAL (SELECT oid, reltuples FROM pg_class WHERE relname = w.name AND relkind IN ('r','m','f')
                      ORDER BY pg_table_is_visible(oid) DESC, reltuples DESC LIMIT 1) k ON true
       LEFT JOIN LATERAL (
         WITH RECURSIVE up(oid) AS (SELECT inhparent FROM pg_inherits WHERE inhrelid = k.oid
                                    UNION SELECT i.inhparent FROM pg_inherits i JOIN up ON i.inhrelid = up.oid)
         SELECT s.at FROM unnest($2::text[]) WITH ORDINALITY s(name, at) JOIN up ON up.oid = to_regclass(s.name) LIMIT 1
       ) root ON true`,
    [names, statement.tables.map((table) => quoteTable(table, 'postgres'))],
  );
  return new Map(
    found.map(({ name, n, of }) => {
      const partOf = typeof of === 'number' ? statement.tables[of] : undefined;
      return [String(name), { rows: typeof n === 'number' ? n : undefined, ...(partOf && { partOf }) }];
    }),
  );
}
