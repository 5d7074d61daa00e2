import { refused } from '../../plugin.ts';
import type { Session } from './session.ts';
import type { Statement } from './statement.ts';

/** Volatile by nature (they answer differently each time), but without effects. */
const HARMLESS = new Set([
  'random',
  'gen_random_uuid',
  'clock_timestamp',
  'timeofday',
  'random_normal',
  'uuid_generate_v4',
]);

/**
 * Asks the server what the functions of a statement are. One that may write (PostgreSQL: volatile; MySQL: stored, and not
 * declared as reading only) is refused. A function that lies about itself meets the read-only transaction.
 */
export async function checkFunctions(session: Session, statement: Statement): Promise<void> {
  const names = statement.functions.map((name) => name.split('.').at(-1) ?? name).filter((name) => !HARMLESS.has(name));
  if (names.length === 0 || session.engine === 'sqlite') return;
  const rows =
    session.engine === 'postgres'
      ? await session.query(
          `SELECT DISTINCT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.proname = ANY($1) AND p.prokind <> 'a' AND p.provolatile = 'v'`,
          [names],
        )
      : await session.query(
          `SELECT DISTINCT ROUTINE_NAME AS name FROM information_schema.ROUTINES
            WHERE LOWER(ROUTINE_NAME) IN (?) AND SQL_DATA_ACCESS NOT IN ('READS SQL DATA', 'NO SQL')`,
          [names],
        );
  const [first] = rows;
  if (first)
    throw refused(
      'sql/function',
      `It calls ${String(first['name'])}(), a function that may write or act outside of the database. Nothing was run. If it only reads, declare it so (${session.engine === 'postgres' ? 'STABLE' : 'READS SQL DATA'}).`,
    );
}
