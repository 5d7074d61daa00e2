import { refused } from '../../plugin.ts';
import type { Session } from '../sql/session.ts';
import { readMysqlPlan } from './mysql-plan.ts';
import type { PlanNode } from './plan.ts';
import { readPostgresPlan } from './postgres-plan.ts';
import { readSqlitePlan } from './sqlite-plan.ts';

export interface Explained {
  readonly plan: PlanNode;
  /** As the server gave it, literals and all: never kept. */
  readonly raw: unknown;
  readonly planningMs?: number;
  readonly executionMs?: number;
}

/** MySQL measures in that alone, and knows it from 8.3 on. The connection is lent: whoever asks next finds it as it was. */
async function useSecondFormat(session: Pick<Session, 'query'>): Promise<void> {
  try {
    await session.query('SET SESSION explain_json_format_version = 2');
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error && error.errno === UNKNOWN_VARIABLE)) throw error;
    throw refused('sql/analyze', 'This MySQL cannot hand out what it measured (8.3 and later can): leave analyze out.');
  }
}
/** https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html: ER_UNKNOWN_SYSTEM_VARIABLE */
const UNKNOWN_VARIABLE = 1193;

/** The server's own EXPLAIN. `parameters`: how many $1, $2 … it has; they are explained for any value. */
export async function runExplain(session: Session, sql: string, analyze: boolean, parameters = 0): Promise<Explained> {
  const statement = sql.trim().replace(/;\s*$/, '');
  if (session.engine === 'sqlite') {
    const rows = await session.query(`EXPLAIN QUERY PLAN ${statement}`);
    return { plan: readSqlitePlan(rows), raw: rows };
  }
  if (session.engine === 'mysql') {
    const verb = !analyze
      ? 'EXPLAIN FORMAT=JSON'
      : session.isMariaDb
        ? 'ANALYZE FORMAT=JSON'
        : 'EXPLAIN ANALYZE FORMAT=JSON';
    if (analyze && !session.isMariaDb) await useSecondFormat(session);
    const [row] = await session.query(`${verb} ${statement}`);
    if (analyze && !session.isMariaDb) await session.query('SET SESSION explain_json_format_version = DEFAULT');
    const [json] = Object.values(row ?? {});
    const raw = JSON.parse(typeof json === 'string' ? json : '{}') as Readonly<Record<string, unknown>>;
    return { plan: readMysqlPlan(raw), raw };
  }
  let explained = statement;
  if (parameters > 0) {
    await session.query(`SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`);
    await session.query(`PREPARE muster_explained AS ${statement}`);
    explained = `EXECUTE muster_explained(${Array.from({ length: parameters }, () => 'NULL').join(', ')})`;
  }
  const options = analyze ? 'FORMAT JSON, ANALYZE, BUFFERS' : 'FORMAT JSON';
  const [row] = await session.query(`EXPLAIN (${options}) ${explained}`);
  if (parameters > 0) await session.query('DEALLOCATE muster_explained');
  const [raw] = (row?.['QUERY PLAN'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return {
    plan: readPostgresPlan((raw?.['Plan'] ?? {}) as Readonly<Record<string, unknown>>),
    raw,
    ...(typeof raw?.['Planning Time'] === 'number' && { planningMs: raw['Planning Time'] }),
    ...(typeof raw?.['Execution Time'] === 'number' && { executionMs: raw['Execution Time'] }),
  };
}
