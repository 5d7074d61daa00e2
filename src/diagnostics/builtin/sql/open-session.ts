import { networkReason, type PluginContext, Refused, refused, untilStopped } from '../../plugin.ts';
import { type DatabaseConfig, engineOf } from './database-config.ts';
import { openMysql } from './mysql-session.ts';
import { openPostgres } from './postgres-session.ts';
import type { Session } from './session.ts';
import { openSqlite } from './sqlite-session.ts';

/**
 * Opens the database where the allow-list lets it be reached, or throws `Refused` with the sentence of what is wrong and never
 * with the password. Until it is closed it is abandoned when the run is stopped, and whoever waits for it waits no longer.
 */
export async function openSession(
  name: string,
  config: DatabaseConfig,
  context: Pick<PluginContext, 'resolve' | 'signal'>,
  options: { readonly writable?: boolean } = {},
): Promise<Session> {
  const open = { postgres: openPostgres, mysql: openMysql, sqlite: openSqlite }[engineOf(config)];
  return abandonedOn(
    context.signal,
    await open(config, options.writable === true, context).catch((error: unknown) => {
      context.signal.throwIfAborted();
      if (error instanceof Refused) throw refused(error.code, `The database ${name} is not asked: ${error.message}`);
      throw refused('sql/connect', `The database ${name} could not be opened: ${reasonOf(error, config)}.`);
    }),
  );
}

function abandonedOn(signal: AbortSignal, session: Session): Session {
  const onAbort = (): void => {
    session.abandon();
  };
  if (signal.aborted) onAbort(); // it took long to open
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    ...session,
    query: (sql, values) => untilStopped(signal, () => session.query(sql, values)),
    table: (sql, values, most) => untilStopped(signal, () => session.table(sql, values, most)),
    async close() {
      if (signal.aborted) return; // abandoned
      await untilStopped(signal, () => session.close()).finally(() => {
        signal.removeEventListener('abort', onAbort);
      });
    },
  };
}

/** The drivers' own words for a server that hangs are "timeout expired" and "connect ETIMEDOUT". */
function reasonOf(error: unknown, { timeoutMs }: DatabaseConfig): string {
  const said = networkReason(error).replace(/:\/\/[^@\s]*@/g, '://');
  return /timeout expired|nobody answered in time/.test(said)
    ? `the server did not answer within ${timeoutMs / 1000} s`
    : said;
}
