import type { Row, Session } from '../sql/session.ts';
import type { Statement } from '../sql/statement.ts';
import type { Catalogue } from './advice.ts';

/** Asks the server's own catalogue for the sizes and columns of the tables in a statement. */
export async function readCatalogue(session: Session, statement: Statement): Promise<Catalogue> {
  const tables = [...new Set(statement.tables.values())];
  if (tables.length === 0) return { rows: new Map(), types: new Map() };
  if (session.engine === 'sqlite') return sqliteCatalogue(session, tables);
  const [rows, types] =
    session.engine === 'postgres'
      ? await Promise.all([
          session.query(
            `SELECT relname AS t, sum(greatest(reltuples, 0))::float8 AS n FROM pg_class WHERE relname = ANY($1) AND relkind IN ('r','p','m') GROUP BY 1`,
            [tables],
          ),
          session.query(
            `SELECT c.relname AS t, a.attname AS c, format_type(a.atttypid, NULL) AS type
               FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname = ANY($1) AND a.attnum > 0 AND NOT a.attisdropped`,
            [tables],
          ),
        ])
      : await Promise.all([
          session.query(
            `SELECT LOWER(TABLE_NAME) AS t, TABLE_ROWS AS n FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND LOWER(TABLE_NAME) IN (?)`,
            [tables],
          ),
          session.query(
            `SELECT LOWER(TABLE_NAME) AS t, LOWER(COLUMN_NAME) AS c, COLUMN_TYPE AS type FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND LOWER(TABLE_NAME) IN (?)`,
            [tables],
          ),
        ]);
  return {
    rows: new Map(rows.map((row) => [String(row['t']), Number(row['n'])])),
    types: new Map(types.map((row) => [`${String(row['t'])}.${String(row['c']).toLowerCase()}`, String(row['type'])])),
  };
}

async function sqliteCatalogue(session: Session, tables: readonly string[]): Promise<Catalogue> {
  const rows = new Map<string, number>();
  const types = new Map<string, string>();
  // sqlite_stat1 is there after ANALYZE; counting a table would mean reading it.
  const stats: readonly Row[] = await session.query('SELECT tbl, stat FROM sqlite_stat1').catch(() => []);
  for (const table of tables) {
    const stat = stats.find((row) => String(row['tbl']).toLowerCase() === table);
    const [highest] = await session
      .query(`SELECT max(rowid) AS n FROM "${table.replaceAll('"', '""')}"`)
      .catch((): readonly Row[] => []);
    const known = stat?.['stat'] ?? highest?.['n'];
    rows.set(table, typeof known === 'string' ? Number(known.split(' ')[0]) : typeof known === 'number' ? known : 0);
    for (const column of await session.query('SELECT name, type FROM pragma_table_info(?)', [table]))
      types.set(`${table}.${String(column['name']).toLowerCase()}`, String(column['type']));
  }
  return { rows, types };
}
