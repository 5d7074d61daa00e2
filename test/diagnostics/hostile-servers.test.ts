import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { expectOk } from '../../src/base/result.ts';
import { BUILT_IN_PLUGINS } from '../../src/diagnostics/builtin/built-in-plugins.ts';
import { createRunner } from '../../src/diagnostics/runner/runner.ts';
import { builtIn } from './run-built-in.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
};
const loopback = { targets: ['127.0.0.1'] };

/** Says `head` to whoever asks, and never stops talking. */
const endless = (head: string): Server =>
  createServer((socket) => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    const talk = (): void => {
      if (socket.destroyed) return;
      if (socket.write(chunk)) setImmediate(talk);
      else socket.once('drain', talk);
    };
    socket
      .on('error', () => undefined)
      .once('data', () => {
        socket.write(head);
        talk();
      });
  });
const answering = (body: unknown): Server =>
  createHttpServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });

test('a Prometheus and a Loki that never come to an end are hung up on', async () => {
  const url = `http://127.0.0.1:${await listen(endless('HTTP/1.1 200 OK\r\n\r\n{"status":"'))}`;
  const promql = await builtIn('promql', { servers: { main: { url } } }, loopback);
  expect(await promql.run({ query: 'up' })).toMatchObject({ outcome: 'refused', code: 'answer/long' });
  await promql.close();
  const logs = await builtIn('logs', { sources: { loki: { url, selector: '{a="b"}' } } }, loopback);
  expect(await logs.run({ text: 'x' })).toMatchObject({ outcome: 'refused', code: 'answer/long' });
  await logs.close();
});

test.each([
  { resultType: 'matrix', result: [{ metric: { a: 1 }, values: 'x' }] },
  { resultType: 'vector', result: { metric: {} } },
  { resultType: 'scalar', result: [] },
  { resultType: 'nonsense' },
])('what is no answer of a Prometheus is said to be none: %j', async (data) => {
  const url = `http://127.0.0.1:${await listen(answering({ status: 'success', data }))}`;
  const promql = await builtIn('promql', { servers: { main: { url } } }, loopback);
  expect(await promql.run({ query: 'up' })).toMatchObject({ outcome: 'refused', code: 'promql/answer' });
  await promql.close();
});

test('lines of a Loki whose times are none are shown without', async () => {
  const values = ['9'.repeat(40), '-1', 'NaN', ''].map((at) => [at, `line of "${at.slice(0, 3)}"`]);
  const body = { status: 'success', data: { resultType: 'streams', result: [{ stream: {}, values }] } };
  const url = `http://127.0.0.1:${await listen(answering(body))}`;
  const logs = await builtIn('logs', { sources: { loki: { url, selector: '{a="b"}' } } }, loopback);
  const findings = await logs.findings({ text: 'x' });
  expect(findings).toContainEqual(expect.objectContaining({ id: 'count', text: '4 lines match.' }));
  expect(JSON.stringify(findings)).toContain('line of \\"999\\"');
  await logs.close();
});

test('a Redis that answers without end costs its worker, and not the bot’s memory', async () => {
  const port = await listen(endless('$1000000000\r\n'));
  const redis = await builtIn('redis', { servers: { cache: { url: `redis://127.0.0.1:${port}` } } }, loopback);
  expect(await redis.run({})).toMatchObject({ code: expect.stringMatching(/worker|redis\/connect/) as string });
  await redis.close();
});

test('one that is stopped while its server says nothing lets its neighbours in the same worker finish', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined).resume());
  const port = await listen(silent);
  const held: (() => void)[] = [];
  const slow = await listen(
    createHttpServer((_, response) => {
      held.push(() => response.end('at last'));
    }),
  );
  const at = (scheme: string): string => `${scheme}://127.0.0.1:${port}`;
  const database = (scheme: string) => ({ databases: { shop: { url: `${at(scheme)}/shop`, timeoutMs: 60_000 } } });
  const runner = createRunner({ clock: systemClock, graceMs: 3000 });
  const run = async (key: string, config: unknown, given: Record<string, string>, signal: AbortSignal) => {
    const source = { key, version: 1, module: BUILT_IN_PLUGINS[key] ?? '', config, secrets: {}, memoryMb: 128 };
    const [diagnostic] = expectOk(await runner.describe({ ...source, builtIn: true }));
    if (!diagnostic) throw new Error(`${key} offers nothing`);
    return runner.run({
      source: { ...source, ...loopback, builtIn: true },
      // Costly: what is ended together with its worker is not run a second time.
      diagnostic: { ...diagnostic, risk: 'costly', timeoutMs: 60_000 },
      given,
      signal,
    });
  };
  const never = new AbortController().signal;
  const neighbours = [0, 1].map(() => run('http', {}, { url: `http://127.0.0.1:${slow}` }, never));
  await expect.poll(() => held.length).toBe(2);

  let connected = 0;
  silent.on('connection', () => connected++);
  const stop = new AbortController();
  const asked = [
    run('explain', database('postgres'), { database: 'shop', sql: 'SELECT 1' }, stop.signal),
    run('explain', database('mysql'), { database: 'shop', sql: 'SELECT 1' }, stop.signal),
    run('tls', {}, { host: `127.0.0.1:${port}` }, stop.signal),
    run('http', {}, { url: at('https') }, stop.signal),
    run('http', {}, { url: at('http') }, stop.signal),
    run('redis', { servers: { cache: { url: at('redis') } } }, {}, stop.signal),
    run('promql', { servers: { main: { url: at('http') } } }, { query: 'up' }, stop.signal),
    run('logs', { sources: { loki: { url: at('http'), selector: '{a="b"}' } } }, { text: 'x' }, stop.signal),
    run('dns', {}, { name: 'example.com', server: `tcp://127.0.0.1:${port}` }, stop.signal),
  ];
  await expect.poll(() => connected).toBe(asked.length);
  stop.abort();
  expect((await Promise.all(asked)).map(({ outcome }) => outcome)).toEqual(asked.map(() => 'stopped'));
  for (const answer of held) answer();
  expect((await Promise.all(neighbours)).map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  await runner.close();
}, 40_000);
