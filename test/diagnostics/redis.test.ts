import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeWith } from '../counterparts/installed.ts';
import { type RedisServer, startRedis } from '../counterparts/redis.ts';
import { builtIn, type BuiltIn, factsOf, rowsOf, verdictIn, verdictsIn } from './run-built-in.ts';

describeWith(['redis-server'], '/diag redis on a real Redis', () => {
  let server: RedisServer;
  let redis: BuiltIn;
  beforeAll(async () => {
    server = await startRedis([
      '--slowlog-log-slower-than',
      '0',
      '--maxmemory',
      '20mb',
      '--maxmemory-policy',
      'allkeys-lru',
    ]);
    redis = await builtIn('redis', { servers: { cache: { url: server.url } } }, { targets: ['127.0.0.1'] });
    for (let n = 0; n < 60; n++) await server.send('SET', `small:${n}`, 'x');
    await server.send('SET', 'big', 'y'.repeat(100_000), 'EX', '1000');
    await server.send('SET', 'token:secret', 'private-value');
  });
  afterAll(async () => {
    await redis.close();
    await server.stop();
  });

  test('health, with what stands out', async () => {
    const findings = await redis.findings({});
    expect(verdictIn(findings)).toMatchObject({ verdict: 'ok', reason: 'Nothing stands out.' });
    expect(factsOf(findings, 'info')).toMatchObject({ role: 'master', policy: 'allkeys-lru', limit: '20.00M' });
    for (let n = 0; n < 300; n++) await server.send('SET', `fill:${n}`, 'z'.repeat(100_000));
    expect(verdictsIn(await redis.findings({})).join('\n')).toMatch(/Memory is \d+ % full.*\n.*keys were evicted/);
    await server.send('FLUSHALL');
    await server.send('SET', 'big', 'y'.repeat(100_000), 'EX', '1000');
    await server.send('SET', 'token:secret', 'private-value');
  });

  test('the biggest keys of a sample', async () => {
    const [first] = rowsOf(await redis.findings({ view: 'bigkeys' }), 'bigkeys');
    expect(first?.slice(0, 2)).toEqual(['big', 'string']);
  });

  test('slow commands without their values', async () => {
    const findings = await redis.findings({ view: 'slowlog' });
    expect(rowsOf(findings, 'slowlog').map((row) => row[0])).toContain('SET token:secret … 1 more');
    expect(JSON.stringify(findings)).not.toContain('private-value');
  });

  test('what its user may not run is told in the words of the server', async () => {
    await server.send('ACL', 'SETUSER', 'reader', 'on', '>hunter2hunter2', '~*', '+ping', '+info', '+client');
    const url = new URL(server.url);
    url.username = 'reader';
    url.password = 'hunter2hunter2';
    const reader = await builtIn('redis', { servers: { cache: { url: url.href } } }, { targets: ['127.0.0.1'] });
    expect(await reader.run({})).toMatchObject({ outcome: 'done' });
    for (const [view, command] of [
      ['slowlog', 'slowlog'],
      ['bigkeys', 'scan'],
    ] as const)
      expect(await reader.run({ view })).toMatchObject({
        outcome: 'refused',
        code: 'redis/refused',
        message: expect.stringMatching(new RegExp(`^cache says: NOPERM .*'${command}`)) as string,
      });
    await reader.close();
  });

  test('latency of PING', async () => {
    expect(Object.keys(factsOf(await redis.findings({ view: 'latency' })))).toEqual(['median', 'p90', 'p99', 'most']);
  });

  test('one that is not there is told without its password', async () => {
    const gone = await builtIn('redis', { servers: { x: { url: 'redis://:hunter2hunter2@127.0.0.1:1' } } });
    const outcome = await gone.run({});
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'redis/connect' });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
    await gone.close();
  });

  test('what takes the connection and is no Redis is told, and a target that is not listed is not connected to', async () => {
    // A machine may have no name for itself, or several addresses behind it: any of them may be the one that listens.
    const addresses = await lookup('localhost', { all: true }).catch(() => []);
    const places = addresses.length > 0 ? addresses.map(({ address }) => address) : ['127.0.0.1'];
    const host = addresses.length > 0 ? 'localhost' : '127.0.0.1';
    await Promise.all(
      places.map(async (address) => {
        let connections = 0;
        const silent = createServer(() => {
          connections++;
        });
        onTestFinished(() => void silent.close());
        silent.listen(0, address);
        await once(silent, 'listening');
        const { port } = silent.address() as AddressInfo;
        const servers = { here: { url: `redis://:hunter2hunter2@${host}:${port}` } };
        const [named, elsewhere] = await Promise.all([
          builtIn('redis', { servers }),
          builtIn('redis', { servers }, { targets: ['192.0.2.1'] }),
        ]);
        expect(await elsewhere.run({})).toMatchObject({ outcome: 'refused', code: 'target/protected' });
        expect(connections).toBe(0);
        const outcome = await named.run({});
        expect(outcome).toMatchObject({
          code: 'redis/connect',
          message: expect.stringContaining('did not answer as a Redis within 5 s') as string,
        });
        expect(JSON.stringify(outcome)).not.toContain('hunter2');
        await Promise.all([named.close(), elsewhere.close()]);
      }),
    );
  });
});
