import type { Row, Session } from '../sql/session.ts';
import type { Statement } from '../sql/statement.ts';
import type { Catalogue } from './advice.ts';

/** Asks the server's own catalogue for the sizes and columns of the tables in a statement. */
export async function readCatalogue(session: Session, statement: Statement): Promise<Catalogue> {
  const tables = [...new Set(statement.tables.values())];
  if (tables.length === 0) return { rows: new Map(), types: new Map() };
  if (session.engine === 'sqlite') return sqliteCatalogue(session, tables);
  // One question: each is a way to the server and back.
  const found =
    session.engine === 'postgres'
      ? await session.query(
          `SELECT k.oid::text AS id, k.relname AS t, greatest(k.reltuples, 0)::float8 AS n, a.attname AS c, format_type(a.atttypid, NULL) AS type
             FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE k.relname = ANY($1) AND k.relkind IN ('r','p','m','f')`,
          [tables],
        )
      : await session.query(
          `SELECT t.TABLE_NAME AS id, LOWER(t.TABLE_NAME) AS t, t.TABLE_ROWS AS n, LOWER(c.COLUMN_NAME) AS c, c.COLUMN_TYPE AS type
             FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
            WHERE t.TABLE_SCHEMA = DATABASE() AND LOWER(t.TABLE_NAME) IN (?)`,
          [tables],
        );
  const rows = new Map<string, number>();
  const counted = new Set<string>();
  for (const row of found) {
    const table = String(row['t']);
    if (!counted.has(String(row['id']))) rows.set(table, (rows.get(table) ?? 0) + Number(row['n'])); // of every schema
    counted.add(String(row['id']));
  }
  return {
    rows,
    types: new Map(found.map((row) => [`${String(row['t'])}.${String(row['c']).toLowerCase()}`, String(row['type'])])),
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
