import type { Row, Session } from '../sql/session.ts';
import { type ColumnName, asCompared, type Comparison, type Statement, type Table } from '../sql/statement.ts';
import { quoteTable } from './quote-name.ts';

/** What the server knows of a table. */
export interface TableFacts {
  /** Undefined where it has not been counted yet. */
  readonly rows: number | undefined;
  /** Column, as the server compares names → type. */
  readonly columns: ReadonlyMap<string, string>;
}

/** Of a statement's tables; without those that are none to the server: views, parts of a WITH. */
export type Catalogue = ReadonlyMap<Table, TableFacts>;

/** Asks the server's own catalogue for the sizes and columns of the tables in a statement. */
export async function readCatalogue(session: Session, { tables }: Statement): Promise<Catalogue> {
  if (tables.length === 0) return new Map();
  if (session.engine === 'sqlite') return sqliteCatalogue(session, tables);
  // One question: each is a way to the server and back.
  const found =
    session.engine === 'postgres'
      ? await session.query(
          `SELECT w.at::int - 1 AS at, CASE WHEN k.reltuples >= 0 THEN k.reltuples::float8 END AS n, a.attname AS c, format_type(a.atttypid, NULL) AS type
             FROM unnest($1::text[]) WITH ORDINALITY w(name, at) JOIN pg_class k ON k.oid = to_regclass(w.name)
             JOIN pg_attribute a ON a.attrelid = k.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE k.relkind IN ('r','p','m','f')`,
          [tables.map((table) => quoteTable(table, 'postgres'))],
        )
      : await session.query(
          tables
            .map(
              ({ schema }, at) =>
                `SELECT ${at} AS at, t.TABLE_ROWS AS n, c.COLUMN_NAME AS c, c.COLUMN_TYPE AS type
                   FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
                  WHERE t.TABLE_TYPE <> 'VIEW' AND t.TABLE_SCHEMA = ${schema === undefined ? 'DATABASE()' : '?'} AND t.TABLE_NAME = ?`,
            )
            .join(' UNION ALL '),
          tables.flatMap(({ schema, name }) => (schema === undefined ? [name] : [schema, name])),
        );
  return new Map(
    [...Map.groupBy(found, (row) => tables[Number(row['at'])])].flatMap(([table, columns]) =>
      table ? [[table, factsOf(columns[0]?.['n'], columns, session)] as const] : [],
    ),
  );
}

const factsOf = (rows: unknown, columns: readonly Row[], { engine }: Pick<Session, 'engine'>): TableFacts => ({
  rows: rows === null || rows === undefined ? undefined : Number(rows),
  columns: new Map(columns.map((row) => [asCompared(String(row['c']), engine), String(row['type'])])),
});

/** Also of tables that no statement names. */
export async function sqliteCatalogue(session: Session, tables: readonly Table[]): Promise<Catalogue> {
  const catalogue = new Map<Table, TableFacts>();
  // sqlite_stat1 is there after ANALYZE; counting a table would mean reading it.
  const stats: readonly Row[] = await session.query('SELECT tbl, stat FROM sqlite_stat1').catch(() => []);
  // A view would be run for it, in this very thread, and a virtual table read from end to end.
  const schema = await session.query(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %'`,
  );
  const plain = new Set(schema.map((row) => asCompared(String(row['name']), 'sqlite')));
  for (const table of tables.filter(({ name }) => plain.has(asCompared(name, 'sqlite')))) {
    const stat = stats.find((row) => asCompared(String(row['tbl']), 'sqlite') === asCompared(table.name, 'sqlite'));
    const [highest] = await session
      .query(`SELECT max(rowid) AS n FROM ${quoteTable(table, 'sqlite')}`)
      .catch((): readonly Row[] => []);
    const known = stat?.['stat'] ?? highest?.['n'];
    const rows = typeof known === 'string' ? Number(known.split(' ')[0]) : typeof known === 'number' ? known : 0;
    const columns = await session.query('SELECT name AS c, type FROM pragma_table_info(?)', [table.name]);
    catalogue.set(table, factsOf(rows, columns, session));
  }
  return catalogue;
}

/**
 * Comparisons of one table, by its name, an alias, or, for a column that is named alone, by being the only table of the
 * statement that has it. Where the server knows none of the tables, every one may have every column.
 */
export function comparisonsOf(statement: Statement, table: Table, catalogue: Catalogue): readonly Comparison[] {
  const owns = (one: Table, { column }: ColumnName): boolean =>
    catalogue.size === 0 || catalogue.get(one)?.columns.has(column) === true;
  return statement.comparisons.filter((one) => {
    if (!owns(table, one)) return false;
    if (one.table === undefined) return statement.tables.filter((other) => owns(other, one)).length === 1;
    return table.aliases.has(one.table) && (one.schema ?? table.schema) === (table.schema ?? one.schema);
  });
}
