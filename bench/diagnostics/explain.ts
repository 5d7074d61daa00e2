import pg from 'pg';
import { installed } from '../../test/counterparts/installed.ts';
import { startPostgres } from '../../test/counterparts/postgres.ts';
import { builtIn } from '../../test/diagnostics/run-built-in.ts';
import { median } from '../table.ts';
import { keptAlive, say, timed } from './measure.ts';
import { wholePath } from './whole-path.ts';

async function benchExplain(): Promise<void> {
  const server = await startPostgres();
  await server.query(
    'CREATE TABLE orders AS SELECT n AS id, n % 1000 AS customer_id FROM generate_series(1, 100000) n',
  );
  await server.query('ANALYZE orders');
  const databases = { shop: { url: server.url } };
  const explain = await builtIn('explain', { databases });
  const whole = await wholePath({ databases });
  const sql = 'SELECT * FROM orders WHERE customer_id = 7';
  // On a connection that is open already: the strictest measure.
  const own = new pg.Client({ connectionString: server.url });
  await own.connect();
  await explain.findings({ database: 'shop', sql });
  await whole.run('diag explain', { database: 'shop', sql });
  const times = { muster: [] as number[], whole: [] as number[], own: [] as number[] };
  for (let n = 0; n < 50; n++) {
    times.muster.push(await timed(() => explain.findings({ database: 'shop', sql })));
    times.whole.push(await timed(() => whole.run('diag explain', { database: 'shop', sql })));
    times.own.push(await timed(() => own.query(`EXPLAIN (FORMAT JSON) ${sql}`)));
  }
  say(
    'explain, over the database’s own EXPLAIN (median)',
    `${(median(times.muster) - median(times.own)).toFixed(1)} ms more`,
    'at most 50 ms',
  );
  say(
    '… to its message: commits, comparison, rendering',
    `${(median(times.whole) - median(times.own)).toFixed(1)} ms more`,
    'at most 50 ms',
  );
  await own.end();
  await whole.close();
  await explain.close();
  await server.stop();
}

if (installed('initdb')) await keptAlive(benchExplain);
else console.log('PostgreSQL is missing: run .ci/counterparts.sh');
