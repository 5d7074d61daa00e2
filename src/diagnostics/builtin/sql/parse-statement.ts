import { refused } from '../../plugin.ts';
import type { Engine } from './database-config.ts';
import { parseMysqlLike } from './parse-mysql-like.ts';
import { parsePostgres } from './parse-postgres.ts';
import type { Statement } from './statement.ts';

/**
 * Parses with the dialect's real grammar. Throws `Refused` for anything but one statement that reads (or, where `writes`
 * is allowed, a plain INSERT, UPDATE or DELETE that is only explained and never run).
 */
export async function parseStatement(
  sql: string,
  engine: Engine,
  options: { readonly writes: boolean },
): Promise<Statement> {
  if (sql.length > 100_000) throw refused('sql/long', 'The statement is longer than 100,000 characters.');
  if (/\/\*M?!/.test(sql))
    throw refused('sql/comment', 'It has a comment that MySQL runs as code (/*! … */). Take the comment out.');
  const statement = engine === 'postgres' ? await parsePostgres(sql) : await parseMysqlLike(sql, engine);
  const [effect] = statement.effects;
  if (effect !== undefined)
    throw refused('sql/writes', `It ${effect}. Only statements that read are run here; nothing was changed.`);
  if (statement.kind === 'write' && !options.writes)
    throw refused(
      'sql/writes',
      'It changes data. Only a SELECT is run here; without analyze it can be explained. Nothing was changed.',
    );
  const banned = statement.functions.find((name) => BANNED.test(name));
  if (banned !== undefined)
    throw refused('sql/function', `It calls ${banned}(), which does more than read. Nothing was changed.`);
  return statement;
}

/** Built-in functions with effects outside of any transaction: locks, sleeping, signals, files, other servers, settings. */
const BANNED =
  /^(pg_catalog\.)?(pg_sleep.*|pg_advisory.*|pg_try_advisory.*|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_rotate_logfile|pg_read_.*|pg_ls_.*|pg_stat_file|pg_stat_reset.*|pg_stat_statements_reset|pg_switch_wal|pg_promote|pg_notify|pg_logical_.*|pg_replication_.*|pg_create_.*|pg_drop_.*|lo_.*|lowrite|loread|dblink.*|set_config|setval|nextval|query_to_xml.*|database_to_xml.*|hypopg.*|sleep|benchmark|get_lock|release_lock|release_all_locks|is_free_lock|load_file|load_extension|readfile|writefile|master_pos_wait|sys_exec|sys_eval|setseed|writable_schema|fts3_tokenizer|edit)$/;
