import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { freePort, giveTo, installed, startCounterpart, temporaryFolder, type Counterpart } from './installed.ts';

export interface MariaDbServer extends Counterpart {
  /** Of root, database `test`. */
  readonly url: string;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export const MARIADB_PROGRAMS = ['mariadbd', 'mariadb-install-db', 'my_print_defaults'];

/** A MariaDB of one's own in a temporary folder, on a free port of 127.0.0.1, without passwords. */
export async function startMariaDb(settings: readonly string[] = []): Promise<MariaDbServer> {
  const folder = temporaryFolder('mariadb');
  const data = join(folder, 'data');
  const port = await freePort();
  execFileSync(
    installed('mariadb-install-db') ?? 'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
    ],
    { stdio: 'pipe', cwd: folder },
  );
  giveTo('nobody', folder);
  const at = { host: '127.0.0.1', port, user: 'root' };
  const query: MariaDbServer['query'] = async (sql) => {
    const connection = await createConnection({ ...at, multipleStatements: true });
    try {
      const [rows] = await connection.query(sql);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    } finally {
      connection.destroy();
    }
  };
  const server = await startCounterpart({
    folder,
    command: installed('mariadbd') ?? 'mariadbd',
    args: [
      ...[
        '--no-defaults',
        `--datadir=${data}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--socket=${join(folder, 'socket')}`,
      ],
      ...[
        '--skip-log-bin',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-buffer-pool-size=64M',
        `--pid-file=${join(folder, 'pid')}`,
      ],
      ...settings,
    ],
    user: 'nobody',
    ready: async () => (await query('SELECT 1')).length === 1,
  });
  await query('CREATE DATABASE test');
  return { ...server, url: `mysql://root@127.0.0.1:${port}/test`, query };
}
