import type { Session } from '../sql/session.ts';
import type { AdvisedIndex } from './advise-index.ts';
import { readSqlitePlan } from './sqlite-plan.ts';
import { allNodes, type PlanNode } from './plan.ts';

/**
 * SQLite's plan as if the index were there: on a copy in memory that has the tables, indexes, views and statistics, and no
 * rows. The file itself is not touched. `lacks`: why no copy can be made here, as far as SQLite says it without anybody's values.
 */
export async function explainInCopy(
  session: Session,
  index: AdvisedIndex,
  sql: string,
): Promise<{ readonly plan: PlanNode; readonly used: boolean } | { readonly lacks: string }> {
  const { default: Database } = await import('better-sqlite3');
  const copy = new Database(':memory:');
  try {
    // A virtual table makes its shadow tables itself.
    const schema = await session.query(
      `SELECT sql, sql LIKE 'CREATE VIRTUAL %' AS virtual FROM sqlite_schema
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND type IN ('table', 'index', 'view')
          AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
        ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END`,
    );
    for (const { sql: statement, virtual } of schema) {
      try {
        copy.exec(String(statement));
      } catch (error) {
        // One of an extension is left out: a statement that reads it could not be explained in the file either.
        if (virtual !== 1) throw error;
      }
    }
    copy.exec(index.sql);
    // Of an empty table ANALYZE keeps nothing, but it makes the place for what the file knows.
    copy.exec('ANALYZE');
    const statistics = await session.query('SELECT tbl, idx, stat FROM sqlite_stat1').catch(() => []);
    const insert = copy.prepare('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)');
    for (const { tbl, idx, stat } of statistics) insert.run(tbl, idx, stat);
    copy.exec('ANALYZE sqlite_schema');
    const plan = readSqlitePlan(copy.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as Record<string, unknown>[]);
    return { plan, used: allNodes(plan).some(({ index: name }) => name === index.name) };
  } catch (error) {
    const [lacks] = /no such [a-z ]+: [\w.]+/.exec(error instanceof Error ? error.message : '') ?? [];
    return { lacks: lacks ?? 'SQLite refuses to make them again' };
  } finally {
    copy.close();
  }
}
