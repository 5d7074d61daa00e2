import { createHash } from 'node:crypto';
import { redactLiterals, refused } from '../../plugin.ts';
import type { Row, Session } from '../sql/session.ts';

export interface SlowQuery {
  /** What the person picks it by. */
  readonly id: string;
  readonly calls: number;
  readonly meanMs: number;
  readonly totalMs: number;
  /** With $1, $2 … where values were, in PostgreSQL. */
  readonly sql: string;
}

/** Servers' own ids have up to 20 characters: too many to type, and for a phone. */
const shortId = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 7);

/** What took most time, the most first: pg_stat_statements, MySQL's performance_schema, MariaDB's slow log table. */
export async function slowQueries(session: Session, limit: number): Promise<readonly SlowQuery[]> {
  const rows = await read(session, limit);
  const queries = rows.map((row) => ({
    id: session.isMariaDb ? '' : shortId(String(row['id'])), // grouped makes its own
    calls: Number(row['calls']),
    meanMs: Number(row['mean']),
    totalMs: Number(row['total']),
    sql: String(row['sql']),
  }));
  return session.isMariaDb ? grouped(queries).slice(0, limit) : queries;
}

/** The slow log has every statement with its values: those that differ in values alone are one. Its slowest stands for it. */
function grouped(all: readonly SlowQuery[]): readonly SlowQuery[] {
  const groups = Map.groupBy(all, ({ sql }) =>
    redactLiterals(sql, { dialect: 'mysql' }).replace(/\s+/g, ' ').toLowerCase(),
  );
  return [...groups]
    .flatMap(([shape, queries]): readonly SlowQuery[] => {
      const [slowest] = queries.toSorted((a, b) => b.meanMs - a.meanMs);
      const sum = (of: (query: SlowQuery) => number): number => queries.reduce((total, query) => total + of(query), 0);
      const [calls, totalMs] = [sum((query) => query.calls), sum((query) => query.totalMs)];
      return slowest ? [{ id: shortId(shape), calls, meanMs: totalMs / calls, totalMs, sql: slowest.sql }] : [];
    })
    .sort((a, b) => b.totalMs - a.totalMs);
}
/** Of the statements with their values, as many are looked at. */
const MOST_STATEMENTS = 2000;

async function read(session: Session, limit: number): Promise<readonly Row[]> {
  if (session.engine === 'sqlite')
    throw refused('sql/slow', 'SQLite keeps no list of slow queries: paste the statement.');
  if (session.engine === 'postgres') {
    const [there] = await session.query(`SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'`);
    if (!there)
      throw refused(
        'sql/slow',
        'The extension pg_stat_statements is not there: add it to shared_preload_libraries, restart, and CREATE EXTENSION pg_stat_statements.',
      );
    return session.query(
      `SELECT s.queryid::text AS id, s.calls, s.mean_exec_time AS mean, s.total_exec_time AS total, s.query AS sql
         FROM pg_stat_statements s WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND s.query ~* '^\\s*(select|with|insert|update|delete)' AND s.query !~* 'pg_stat_statements|pg_catalog|pg_class|pg_proc|pg_extension|set_config|hypopg_|muster'
        ORDER BY s.total_exec_time DESC LIMIT $1`,
      [limit],
    );
  }
  if (session.isMariaDb)
    return session.query(
      `SELECT COUNT(*) AS calls, AVG(TIME_TO_SEC(query_time) + MICROSECOND(query_time) / 1e6) * 1000 AS mean,
              SUM(TIME_TO_SEC(query_time) + MICROSECOND(query_time) / 1e6) * 1000 AS total, MAX(CONVERT(sql_text USING utf8mb4)) AS \`sql\`
         FROM mysql.slow_log WHERE db = DATABASE() AND CONVERT(sql_text USING utf8mb4) RLIKE '^[[:space:]]*(select|with|insert|update|delete)'
          AND CONVERT(sql_text USING utf8mb4) NOT RLIKE 'information_schema|mysql\\\\.slow_log|muster_rows|^SELECT VERSION\\\\(\\\\) AS version$'
        GROUP BY sql_text ORDER BY total DESC LIMIT ?`,
      [MOST_STATEMENTS],
    );
  return session.query(
    `SELECT LEFT(DIGEST, 12) AS id, COUNT_STAR AS calls, AVG_TIMER_WAIT / 1e9 AS mean, SUM_TIMER_WAIT / 1e9 AS total, QUERY_SAMPLE_TEXT AS \`sql\`
       FROM performance_schema.events_statements_summary_by_digest
      WHERE SCHEMA_NAME = DATABASE() AND QUERY_SAMPLE_TEXT IS NOT NULL
        AND DIGEST_TEXT RLIKE '^(SELECT|WITH|INSERT|UPDATE|DELETE)' AND DIGEST_TEXT NOT RLIKE 'information_schema|performance_schema|^SELECT VERSION'
      ORDER BY SUM_TIMER_WAIT DESC LIMIT ?`,
    [limit],
  );
}

/** `12.3 ms × 456: select * from orders where …` to read; the id finds it again. */
export const suggestionOf = (
  { id, meanMs, calls, sql }: SlowQuery,
  dialect: Session['engine'],
): { readonly name: string; readonly value: string } => ({
  name: `${Number(meanMs.toPrecision(3))} ms × ${calls}: ${redactLiterals(sql, { dialect }).replace(/\s+/g, ' ')}`,
  value: id,
});

/** How many values a statement lacks: the greatest n of $n outside of quotes. */
export const parametersIn = (sql: string): number =>
  Math.max(0, ...[...withoutQuoted(sql).matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));

export const withoutQuoted = (sql: string): string =>
  sql.replace(
    /--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|'(?:[^'\\]|''|\\[\s\S])*'|"[^"]*"|`[^`]*`/g,
    ' ',
  );
