/** What one needs to know of a statement, whatever its dialect. */
export interface Statement {
  readonly kind: 'select' | 'write';
  /** Names of functions that it calls, lower case, `schema.name` where a schema is given. */
  readonly functions: readonly string[];
  /** Locks rows, writes a file or a variable, changes data below a WITH. */
  readonly effects: readonly string[];
  /** Tables, lower case, without schema; aliases lead to their table. */
  readonly tables: ReadonlyMap<string, string>;
  readonly comparisons: readonly Comparison[];
  /** It has a LIMIT: it may end before everything is read. */
  readonly limited: boolean;
}

export interface Comparison {
  readonly table: string | undefined;
  readonly column: string;
  readonly operator: 'equal' | 'range' | 'like';
  /** The function that stands around the column: no plain index can help. */
  readonly wrappedIn?: string;
  /** The type of the literal on the other side. */
  readonly literal?: 'text' | 'number';
  /** LIKE '%…' */
  readonly leadingWildcard?: true;
  /** Compared with another column: a join. */
  readonly join?: true;
}

/**
 * Comparisons of one table, by its name, an alias, or, for a column that is named alone, by being the only table of the
 * statement that has it. `types`: `table.column` → type, as the server says; empty where it does not.
 */
export function comparisonsOf(
  statement: Statement,
  table: string,
  types: ReadonlyMap<string, string>,
): readonly Comparison[] {
  const tables = [...new Set(statement.tables.values())];
  const owns = (one: string, column: string): boolean => types.size === 0 || types.has(`${one}.${column}`);
  return statement.comparisons.filter(({ table: named, column }) => {
    if (!owns(table, column)) return false;
    if (named !== undefined) return (statement.tables.get(named) ?? named) === table;
    return tables.filter((one) => owns(one, column)).length === 1;
  });
}
