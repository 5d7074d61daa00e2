import type { Engine } from '../sql/database-config.ts';
import type { Comparison, Table } from '../sql/statement.ts';
import { quoteName, quoteTable } from './quote-name.ts';

export interface AdvisedIndex {
  /** Absent where the server gives it one. */
  readonly name?: string;
  readonly table: Table;
  /** It is to be built on every partition. */
  readonly partitioned?: true;
  readonly sql: string;
}

/** https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html */
const LONGEST_NAME = 64;

/** Equalities first, then one range: the order in which a B-tree can use them. */
export function adviseIndex(
  table: Table,
  comparisons: readonly Comparison[],
  engine: Engine,
): AdvisedIndex | undefined {
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
  const quoted = columns.map((column) => quoteName(column, engine)).join(', ');
  if (engine === 'postgres') return { table, sql: `CREATE INDEX ON ${quoteTable(table, engine)} (${quoted})` };
  const name = `${table.name}_${columns.join('_')}`.slice(0, LONGEST_NAME);
  // SQLite has the schema in front of the index's name.
  const [index, on] =
    engine === 'mysql'
      ? [quoteName(name, engine), quoteTable(table, engine)]
      : [quoteTable({ ...table, name }, engine), quoteName(table.name, engine)];
  return { name, table, sql: `CREATE INDEX ${index} ON ${on} (${quoted})` };
}
