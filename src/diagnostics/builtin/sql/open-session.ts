import { type Network, networkReason, Refused, refused } from '../../plugin.ts';
import { type DatabaseConfig, engineOf } from './database-config.ts';
import { openMysql } from './mysql-session.ts';
import { openPostgres } from './postgres-session.ts';
import type { Session } from './session.ts';
import { openSqlite } from './sqlite-session.ts';

/**
 * Opens the database where the allow-list lets it be reached, or throws `Refused` with the sentence of what is wrong and never
 * with the password.
 */
export async function openSession(
  name: string,
  config: DatabaseConfig,
  network: Pick<Network, 'resolve'>,
  options: { readonly writable?: boolean } = {},
): Promise<Session> {
  const open = { postgres: openPostgres, mysql: openMysql, sqlite: openSqlite }[engineOf(config)];
  try {
    return await open(config, options.writable === true, network);
  } catch (error) {
    if (error instanceof Refused) throw refused(error.code, `The database ${name} is not asked: ${error.message}`);
    throw refused('sql/connect', `The database ${name} could not be opened: ${reasonOf(error, config)}.`);
  }
}

/** The drivers' own words for a server that hangs are "timeout expired" and "connect ETIMEDOUT". */
function reasonOf(error: unknown, { timeoutMs }: DatabaseConfig): string {
  const said = networkReason(error).replace(/:\/\/[^@\s]*@/g, '://');
  return /timeout expired|nobody answered in time/.test(said)
    ? `the server did not answer within ${timeoutMs / 1000} s`
    : said;
}
