import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, giveTo, installed, startCounterpart, temporaryFolder, type Counterpart } from './installed.ts';

export interface PostgresServer extends Counterpart {
  /** Of the superuser, database `postgres`. */
  readonly url: string;
  urlOf(user: string, database?: string): string;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export const POSTGRES_PROGRAMS = ['postgres', 'initdb'];

/** A PostgreSQL of one's own in a temporary folder, on a free port of 127.0.0.1, without passwords. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = temporaryFolder('postgres');
  const data = join(folder, 'data');
  const port = await freePort();
  const root = process.getuid?.() === 0;
  const user = root ? 'postgres' : (process.env['USER'] ?? 'postgres');
  mkdirSync(data);
  giveTo(user, folder);
  const bin = installed('initdb') ?? 'initdb';
  const initialise = [bin, '-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'];
  const [command = '', ...args] = root
    ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', ...initialise]
    : initialise;
  execFileSync(command, args, { stdio: 'pipe', cwd: folder });
  const urlOf = (name: string, database = 'postgres'): string => `postgres://${name}@127.0.0.1:${port}/${database}`;
  const query: PostgresServer['query'] = async (sql) => {
    const client = new pg.Client({ connectionString: urlOf('postgres') });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  const server = await startCounterpart({
    folder,
    command: installed('postgres') ?? 'postgres',
    args: [
      ...['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    user,
    ready: async () => (await query('SELECT 1')).length === 1,
  });
  return { ...server, url: urlOf('postgres'), urlOf, query };
}
