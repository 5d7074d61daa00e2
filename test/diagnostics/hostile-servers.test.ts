import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
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
