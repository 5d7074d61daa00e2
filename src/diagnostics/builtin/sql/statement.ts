import type { Engine } from './database-config.ts';

/** A table as the statement calls it. */
export interface Table {
  /** Where the statement writes one. */
  readonly schema?: string;
  /** In its own spelling; PostgreSQL's grammar has made lower case of what has no quotes. */
  readonly name: string;
  /** What its columns and the plan's steps call it by, as the server compares names. */
  readonly aliases: ReadonlySet<string>;
}

/** PostgreSQL tells `"Users"` from `users`, the others do not. */
export const asCompared = (name: string, engine: Engine): string => (engine === 'postgres' ? name : name.toLowerCase());

/** `app.orders`, to be read. */
export const tableName = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string =>
  schema === undefined ? name : `${schema}.${name}`;

/** Gathers the tables of a statement: each once, however often it stands there. */
export function gatherTables(engine: Engine) {
  const found: (Table & { readonly aliases: Set<string> })[] = [];
  return {
    add(name: string, schema: unknown, alias: unknown): void {
      let table = found.find((one) => one.name === name && one.schema === schema);
      if (!table) {
        table = { name, ...(typeof schema === 'string' && { schema }), aliases: new Set() };
        found.push(table);
      }
      table.aliases.add(asCompared(typeof alias === 'string' ? alias : name, engine));
    },
    found: found as readonly Table[],
  };
}

/** What one needs to know of a statement, whatever its dialect. */
export interface Statement {
  readonly kind: 'select' | 'write';
  /** Names of functions that it calls, lower case, `schema.name` where a schema is given. */
  readonly functions: readonly string[];
  /** Locks rows, writes a file or a variable, changes data below a WITH. */
  readonly effects: readonly string[];
  readonly tables: readonly Table[];
  readonly comparisons: readonly Comparison[];
  /** It has a LIMIT: it may end before everything is read. */
  readonly limited: boolean;
}

/** A column as the statement calls it, table and column as the server compares names. */
export interface ColumnName {
  readonly schema?: string;
  /** Its table's name or alias. */
  readonly table: string | undefined;
  readonly column: string;
}

export interface Comparison extends ColumnName {
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
