import type { Engine } from '../sql/database-config.ts';
import { asCompared, type Statement, type Table } from '../sql/statement.ts';
import type { Catalogue } from './catalogue.ts';
import { type HiddenTables, namedTable } from './hidden-tables.ts';
import type { PlanNode } from './plan.ts';
import { defined } from './postgres-plan.ts';

/** What the server knows of the tables. */
export interface Known {
  readonly catalogue: Catalogue;
  readonly hidden: HiddenTables;
}

/** What is read of a table, in one step or in one for each of its partitions. */
export interface Read {
  readonly table: Table;
  readonly node: PlanNode;
  /** Of the table, or of those of its partitions that are read. */
  readonly rows: number;
  readonly partitions: number;
}

/** What a plan reads, table by table; the scans of one table's partitions are one. */
export function readsOf(
  nodes: readonly PlanNode[],
  statement: Statement,
  known: Known,
  engine: Engine,
): readonly Read[] {
  const reads = nodes.flatMap((node): readonly Read[] => {
    const table = tableOf(node, statement, known, engine);
    if (table === undefined) return [];
    const hidden = known.hidden.get(node.table ?? '');
    const counted = namedTable(node, statement, engine) ? known.catalogue.get(table)?.rows : hidden?.rows;
    const read = node.rowsActual ?? node.rowsEstimated;
    // MySQL tells what a step reads, of partitions that are left out nothing; the others what it hands on.
    const rows = engine === 'mysql' ? (read ?? counted) : (counted ?? read);
    return [
      {
        table,
        node,
        rows: (rows ?? 0) + (counted === undefined ? (node.rowsRemoved ?? 0) : 0),
        partitions: hidden?.partOf ? 1 : 0,
      },
    ];
  });
  const groups = Map.groupBy(reads, ({ table, node, partitions }) =>
    partitions > 0 && node.fullScan === true ? table : node,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length === 1) return group;
    const sum = (of: (read: Read) => number | undefined): number | undefined =>
      group.reduce<number | undefined>((all, read) => {
        const one = of(read);
        return all === undefined || one === undefined ? undefined : all + one;
      }, 0);
    const node = {
      ...first.node,
      ...defined({
        rowsActual: sum((read) => read.node.rowsActual),
        rowsEstimated: sum((read) => read.node.rowsEstimated),
        rowsRemoved: sum((read) => read.node.rowsRemoved ?? 0),
      }),
    };
    return [{ ...first, node, rows: sum(({ rows }) => rows) ?? 0, partitions: group.length }];
  });
}

/** The table that a step reads: the statement's, or one that stands behind a view of the statement. */
export function tableOf(node: PlanNode, statement: Statement, { hidden }: Known, engine: Engine): Table | undefined {
  if (node.table === undefined) return undefined;
  return (
    namedTable(node, statement, engine) ??
    hidden.get(node.table)?.partOf ?? {
      name: node.table,
      aliases: new Set([asCompared(node.alias ?? node.table, engine)]),
    }
  );
}
