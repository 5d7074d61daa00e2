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
  if (HINT_THAT_SETS.test(sql))
    throw refused('sql/comment', 'It has a hint (/*+ … */) that changes a limit or a setting. Take the hint out.');
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

/**
 * Functions with effects outside of any transaction: locks, waiting, signals, files, other servers, settings. Of PostgreSQL's what is
 * volatile is refused by what the server itself says of it; of MySQL's and MariaDB's nobody says so but these names.
 */
const BANNED_NAMES: Readonly<Record<Engine, string>> = {
  postgres:
    'pg_sleep.* pg_advisory.* pg_try_advisory.* pg_terminate_backend pg_cancel_backend pg_reload_conf pg_rotate_logfile pg_read_.* pg_ls_.* pg_stat_file pg_stat_reset.* pg_stat_statements_reset pg_switch_wal pg_promote pg_notify pg_logical_.* pg_replication_.* pg_create_.* pg_drop_.* lo_.* lowrite loread dblink.* set_config setval nextval setseed (query|cursor|table|schema|database)_to_xml.* txid_current pg_current_xact_id hypopg.*',
  // https://mariadb.com/kb/en/information-schema-sql_functions-table/, https://dev.mysql.com/doc/refman/8.4/en/loadable-function-reference.html
  mysql:
    'sleep benchmark get_lock release_lock release_all_locks is_free_lock load_file last_insert_id binlog_gtid_pos (master|source)_pos_wait master_gtid_wait wsrep_sync_wait.* wait_for_executed_gtid_set wait_until_sql_thread.* service_(get|release)_.* version_tokens_.* keyring_.* audit_log_.* group_replication_.* asynchronous_connection_.* gen_(dictionary|blocklist).* (flush|load)_rewrite_rules .*firewall.* spider_.* sys_(exec|eval|get|set)',
  sqlite: 'load_extension readfile writefile writable_schema fts3_tokenizer edit',
};
const BANNED = new RegExp(`^(pg_catalog\\.)?(${Object.values(BANNED_NAMES).join(' ').replaceAll(' ', '|')})$`);

/** https://dev.mysql.com/doc/refman/8.4/en/optimizer-hints.html: these outdo what the session was set to. */
const HINT_THAT_SETS = /\/\*\+(?:(?!\*\/)[\s\S])*\b(?:MAX_EXECUTION_TIME|SET_VAR|RESOURCE_GROUP)\b/i;
