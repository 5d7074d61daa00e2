import { refused } from '../../plugin.ts';
import type { Session } from './session.ts';
import type { Statement } from './statement.ts';

/** Volatile by nature (they answer differently each time), but without effects. Of the system and its extensions alone: anybody may call theirs the same. */
const HARMLESS = ['random', 'gen_random_uuid', 'clock_timestamp', 'timeofday', 'random_normal', 'uuid_generate_v4'];

/**
 * Asks the server what the functions of a statement are. One that may write (PostgreSQL: volatile; MySQL: stored, and not
 * declared as reading only) is refused. A function that lies about itself meets the read-only transaction.
 */
export async function checkFunctions(session: Session, statement: Statement): Promise<void> {
  const names = statement.functions;
  if (names.length === 0 || session.engine === 'sqlite') return;
  // Compared as a whole, as it was written: a name in quotes may hold a dot, too.
  const rows =
    session.engine === 'postgres'
      ? await session.query(
          `SELECT DISTINCT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE (lower(n.nspname || '.' || p.proname) = ANY($1) OR lower(current_database() || '.' || n.nspname || '.' || p.proname) = ANY($1)
                   OR (lower(p.proname) = ANY($1) AND n.nspname = ANY(current_schemas(true))))
              AND p.prokind <> 'a' AND p.provolatile = 'v'
              AND NOT (p.proname = ANY($2) AND (n.nspname = 'pg_catalog' OR EXISTS (SELECT FROM pg_depend d
                   WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e')))`,
          [names, HARMLESS],
        )
      : await session.query(
          `SELECT DISTINCT ROUTINE_NAME AS name FROM information_schema.ROUTINES
            WHERE (LOWER(CONCAT(ROUTINE_SCHEMA, '.', ROUTINE_NAME)) IN (?) OR (LOWER(ROUTINE_NAME) IN (?) AND ROUTINE_SCHEMA = DATABASE()))
              AND SQL_DATA_ACCESS NOT IN ('READS SQL DATA', 'NO SQL')`,
          [names, names],
        );
  const [first] = rows;
  if (first)
    throw refused(
      'sql/function',
      `It calls ${String(first['name'])}(), a function that may write or act outside of the database. Nothing was run. If it only reads, declare it so (${session.engine === 'postgres' ? 'STABLE' : 'READS SQL DATA'}).`,
    );
}
