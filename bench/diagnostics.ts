/**
 * What diagnostics must reach: `node bench/diagnostics.ts` (needs named and dig; PostgreSQL for explain).
 * Ratios are of medians of runs side by side, so that the machine's other work hits both alike.
 */
import { Resolver } from 'node:dns/promises';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { systemClock } from '../src/base/clock.ts';
import { expectOk } from '../src/base/result.ts';
import { parseAllowList } from '../src/diagnostics/allow-list.ts';
import { createDnsClient } from '../src/diagnostics/builtin/dns/dns-client.ts';
import { parseServer } from '../src/diagnostics/builtin/dns/dns-server.ts';
import { guardedNetwork } from '../src/diagnostics/network/guarded-network.ts';
import { diagnosticsConfigSchema } from '../src/diagnostics/config.ts';
import { createRegistry } from '../src/diagnostics/registry.ts';
import { rememberedDeclarations } from '../src/diagnostics/remembered-declarations.ts';
import { createRunner } from '../src/diagnostics/runner/runner.ts';
import type { LoadedSource } from '../src/diagnostics/runner/protocol.ts';
import { dig, startBind } from '../test/counterparts/bind.ts';
import { installed } from '../test/counterparts/installed.ts';
import { startPostgres } from '../test/counterparts/postgres.ts';
import { benchBeside } from './diagnostics/beside.ts';
import { builtIn } from '../test/diagnostics/run-built-in.ts';

const ROUNDS = 200;
const at = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))] ?? NaN;
const median = (times: readonly number[]): number => at(times, 0.5);
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
const say = (name: string, value: string, wanted: string): void => {
  console.log(`${name.padEnd(58)} ${value.padStart(22)}   wanted: ${wanted}`);
};
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is in use after a collection: pages that the system was not yet given back would tell more about the round before. */
const heldBytes = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));

async function benchDns(): Promise<void> {
  const server = await startBind({
    files: { shop: '$TTL 300\n@ IN SOA ns. admin. 1 7200 3600 1209600 300\n@ NS ns.\n* A 192.0.2.1\n' },
    config: () => 'zone "shop.test" { type primary; file "shop"; };',
  });
  const dns = await builtIn('dns', {}, { targets: ['127.0.0.1'] });
  const address = `127.0.0.1:${server.port}`;
  const abort = new AbortController();
  const client = createDnsClient(guardedNetwork(expectOk(parseAllowList(['127.0.0.1'])), abort.signal), abort.signal);
  const query = (name: string) =>
    client.query(parseServer(address, {}, undefined), {
      name,
      typeCode: 1,
      recursion: true,
      dnssec: false,
      checkingDisabled: false,
    });
  const resolver = new Resolver();
  resolver.setServers([address]);
  await dns.findings({ name: 'warm.shop.test', server: address });
  for (let n = 0; n < 300; n++) {
    await query(`warm-${n}.shop.test`); // until the compiler has done its part
    await resolver.resolve4(`warm-${n}.shop.test`);
  }

  const times = { muster: [] as number[], dig: [] as number[], client: [] as number[], node: [] as number[] };
  for (let n = 0; n < ROUNDS; n++) {
    const name = `host-${n}.shop.test`;
    times.muster.push(await timed(() => dns.findings({ name, server: address })));
    times.dig.push(await timed(() => dig('127.0.0.1', server.port, [name])));
  }
  // By themselves and taking turns: whoever came right after a process was started paid for that.
  for (let n = 0; n < ROUNDS; n++) {
    const name = `host-${n}.shop.test`;
    const client = async () => times.client.push(await timed(() => query(name)));
    const node = async () => times.node.push(await timed(() => resolver.resolve4(name)));
    for (const one of n % 2 === 0 ? [client, node] : [node, client]) await one();
  }
  say(
    'dns diagnostic / dig, process included (median)',
    `${median(times.muster).toFixed(2)} / ${median(times.dig).toFixed(2)} ms`,
    'at most 1.3 times',
  );
  say(
    'its client / node:dns (median)',
    `${median(times.client).toFixed(3)} / ${median(times.node).toFixed(3)} ms`,
    'at most 2 times',
  );
  const names = Array.from({ length: 1000 }, (_, n) => `burst-${n}.shop.test`);
  const burst = performance.now();
  const answers = await Promise.all(names.map(query));
  const whole = answers.filter(({ answers: records }) => records[0]?.data === '192.0.2.1').length;
  say('1,000 look-ups at once', `${whole} in ${(performance.now() - burst).toFixed(0)} ms`, '1000');
  client.close();
  await dns.close();
  await server.stop();
}

async function benchExplain(): Promise<void> {
  const server = await startPostgres();
  await server.query(
    'CREATE TABLE orders AS SELECT n AS id, n % 1000 AS customer_id FROM generate_series(1, 100000) n',
  );
  await server.query('ANALYZE orders');
  const explain = await builtIn('explain', { databases: { shop: { url: server.url } } });
  const sql = 'SELECT * FROM orders WHERE customer_id = 7';
  // On a connection that is open already: the strictest measure.
  const own = new pg.Client({ connectionString: server.url });
  await own.connect();
  await explain.findings({ database: 'shop', sql });
  const times = { muster: [] as number[], own: [] as number[] };
  for (let n = 0; n < 50; n++) {
    times.muster.push(await timed(() => explain.findings({ database: 'shop', sql })));
    times.own.push(await timed(() => own.query(`EXPLAIN (FORMAT JSON) ${sql}`)));
  }
  say(
    'explain, over the database’s own EXPLAIN (median)',
    `${(median(times.muster) - median(times.own)).toFixed(1)} ms more`,
    'at most 50 ms',
  );
  await own.end();
  await explain.close();
  await server.stop();
}

/** Thirty strangers: what they cost a start. */
async function benchThirty(): Promise<void> {
  mkdirSync(join(folder, 'plugins'));
  const sources = Array.from({ length: 30 }, (_, n): LoadedSource => {
    const file = join(folder, 'plugins', `plugin-${n}.ts`);
    writeFileSync(
      file,
      `import { definePlugin, defineDiagnostic, ok, text } from 'muster/plugin';
       export const plugin = definePlugin({ '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } }, () => [defineDiagnostic({
         name: 'plugin-${n}', summary: 'Nothing', risk: 'read', targets: [], timeoutMs: 500, options: { word: text({ description: 'A word' }) },
         async *run({ word }) { yield ok(word ?? ''); } })]);`,
    );
    return {
      key: `plugin-${n}`,
      version: 1,
      module: `file://${file}`,
      config: {},
      secrets: {},
      builtIn: false,
      memoryMb: 64,
    };
  });
  // As Muster starts: with the built-in ones alone, and with thirty more; side by side, the first start and later ones.
  const settings = new Map<string, string>();
  const store = {
    setting: async (name: string) => settings.get(name),
    setSetting: async (name: string, value: string) => void settings.set(name, value),
  };
  const none = diagnosticsConfigSchema.parse({});
  const thirty = diagnosticsConfigSchema.parse({
    plugins: Object.fromEntries(sources.map(({ key }) => [key, { from: `./plugins/${key}.ts` }])),
  });
  const load = async (config: typeof none): Promise<{ ms: number; mb: number; loaded: number }> => {
    const runner = createRunner({ clock: systemClock });
    const before = heldBytes();
    let loaded = 0;
    const ms = await timed(async () => {
      const registry = createRegistry(runner, { folder, remembered: await rememberedDeclarations(store) });
      await registry.load(config);
      loaded = registry.all().length;
    });
    const mb = (heldBytes() - before) / 2 ** 20;
    await runner.close();
    return { ms, mb, loaded };
  };
  await load(none);
  const first = await load(thirty);
  const later: number[] = [];
  const megabytes: number[] = [];
  for (let round = 0; round < 7; round++) {
    await load(thirty); // remembered from here on
    const more = await load(thirty);
    settings.delete('diagnostics.declarations');
    await load(none);
    const less = await load(none);
    later.push(more.ms - less.ms);
    megabytes.push(more.mb - less.mb);
    if (more.loaded !== less.loaded + 30) throw new Error('Not all thirty were loaded.');
  }
  say(
    'thirty plugins, the first start that knows them',
    `${first.ms.toFixed(0)} ms`,
    'told only: one thread is started',
  );
  say(
    'thirty plugins more, every later start (median)',
    `${median(later).toFixed(1)} ms, ${median(megabytes).toFixed(2)} MB`,
    '150 ms, 30 MB',
  );
}

// The clock's timers and idle workers keep no process alive by themselves.
const alive = setInterval(() => undefined, 1000);
await benchThirty();
await benchBeside(say);
if (installed('named') && installed('dig')) await benchDns();
else console.log('named or dig is missing: run .ci/counterparts.sh');
if (installed('initdb')) await benchExplain();
else console.log('PostgreSQL is missing: run .ci/counterparts.sh');
clearInterval(alive);
rmSync(folder, { recursive: true });
