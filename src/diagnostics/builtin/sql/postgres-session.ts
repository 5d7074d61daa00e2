import type { DatabaseConfig } from './database-config.ts';
import type { Row, Session } from './session.ts';

export async function openPostgres(config: DatabaseConfig, writable: boolean): Promise<Session> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: config.url,
    connectionTimeoutMillis: config.timeoutMs,
    query_timeout: config.timeoutMs + 1000,
    application_name: 'muster-diagnostics',
  });
  client.on('error', () => undefined); // a connection that breaks fails the query that waits
  await client.connect();
  // The extended protocol: the server takes one statement a message, whatever the text says.
  const run = (text: string, values: readonly unknown[] = [], more: { readonly rowMode?: 'array' } = {}) =>
    client.query({ text, values: [...values], queryMode: 'extended', ...more } as { text: string; values: unknown[] });
  try {
    await run(`BEGIN ${writable ? 'READ WRITE' : 'READ ONLY'}`);
    await run(`SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', '1000', true)`, [
      String(config.timeoutMs),
    ]);
    if (config.role !== undefined) await run(`SELECT set_config('role', $1, true)`, [config.role]);
    const [version] = (await run('SHOW server_version')).rows as Row[];
    return {
      engine: 'postgres',
      version: `PostgreSQL ${String(version?.['server_version'])}`,
      isMariaDb: false,
      query: async (sql, values) => (await run(sql, values)).rows as Row[],
      async table(sql, values) {
        const result = await run(sql, values, { rowMode: 'array' });
        return { columns: result.fields.map(({ name }) => name), rows: result.rows as unknown as unknown[][] };
      },
      async close() {
        await client.query('ROLLBACK').catch(() => undefined);
        await client.end();
      },
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}
