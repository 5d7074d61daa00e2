import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { parseAllowList } from '../../src/diagnostics/allow-list.ts';
import { createDnsClient } from '../../src/diagnostics/builtin/dns/dns-client.ts';
import { parseServer } from '../../src/diagnostics/builtin/dns/dns-server.ts';
import { guardedNetwork, type Lookup } from '../../src/diagnostics/network/guarded-network.ts';

const list = (...targets: readonly string[]) => expectOk(parseAllowList(targets));
const may = (targets: readonly string[], host: string, address: string, port = 443): boolean => {
  const allowed = list(...targets);
  return allowed.allowsName(host, port).ok && allowed.allowsAddress(host, address, port).ok;
};

describe('the allow-list', () => {
  test.each<[targets: string[], host: string, address: string, port: number, expected: boolean]>([
    [['api.example.com'], 'api.example.com', '192.0.2.1', 443, true],
    [['api.example.com'], 'API.example.COM.', '10.0.0.1', 80, true],
    [['api.example.com:443'], 'api.example.com', '198.51.100.1', 80, false],
    [['api.example.com:440-450'], 'api.example.com', '198.51.100.1', 443, true],
    [['api.example.com'], 'evil-api.example.com', '198.51.100.1', 443, false],
    [['*.example.com'], 'a.b.example.com', '198.51.100.1', 443, true],
    [['*.example.com'], 'example.com', '198.51.100.1', 443, false],
    [['*.example.com'], 'badexample.com', '198.51.100.1', 443, false],
    [['10.0.0.0/8'], '10.1.2.3', '10.1.2.3', 443, true],
    [['10.0.0.0/8'], 'db.internal', '10.1.2.3', 5432, true],
    [['10.0.0.0/8'], 'db.internal', '11.1.2.3', 5432, false],
    [['[2001:db8::]/32:53'], 'ns', '2001:db8::53', 53, true],
    [['2001:db8::/32'], 'ns', '2001:db8::53', 53, true],
    [['[2001:db8::]/32:53'], 'ns', '2001:db8::53', 54, false],
    [['public'], 'example.org', '93.184.216.34', 443, true],
    [['public'], 'intranet', '10.0.0.1', 443, false],
    [['public'], 'intranet', 'fd00::1', 443, false],
    [['public'], 'cgnat', '100.64.0.1', 443, false],
    [['*'], 'intranet', '10.0.0.1', 443, true],
    [['*'], 'localhost', '127.0.0.1', 443, false],
    [['*'], 'rebound.example.com', '127.0.0.1', 443, false],
    [['*'], 'rebound.example.com', '::1', 443, false],
    [['*'], 'mapped', '::ffff:127.0.0.1', 443, false],
    [['*'], 'nat64', '64:ff9b::7f00:1', 443, false],
    [['*'], 'six-to-four', '2002:7f00:1::', 443, false],
    [['*'], 'local nat64', '64:ff9b:1::a9fe:a9fe', 80, false],
    [['*'], 'compatible', '::a9fe:a9fe', 80, false],
    [['public'], 'compatible', '::7f00:1', 80, false],
    [['public'], 'compatible', '::8.8.8.8', 80, true],
    [['*'], 'translated', '::ffff:0:a9fe:a9fe', 80, false],
    [['*'], 'isatap', '2001:db8::5efe:a9fe:a9fe', 80, false],
    [['*'], 'teredo', '2001:0:4136:e378:8000:63bf:5601:5601', 80, false],
    [['*'], 'eks', 'fd00:ec2::23', 80, false],
    [['*'], 'google6', 'fd20:ce::254', 80, false],
    [['*'], '2852039166', '169.254.169.254', 80, false],
    [['*'], '0251.0376.0251.0376', '169.254.169.254', 80, false],
    [['*'], '169.254.43518', '169.254.169.254', 80, false],
    [['*'], 'zero', '0.0.0.0', 443, false],
    [['*'], 'aws', '169.254.169.254', 80, false],
    [['*'], 'aws6', 'fd00:ec2::254', 80, false],
    [['*'], 'alibaba', '100.100.100.200', 80, false],
    [['*'], 'azure', '168.63.129.16', 80, false],
    [['*'], 'metadata.google.internal', '93.184.216.34', 80, false],
    [['metadata.google.internal', '169.254.169.254'], 'metadata.google.internal', '169.254.169.254', 80, true],
    [['*'], 'link', 'fe80::1', 443, false],
    [['*', '127.0.0.0/8'], 'localhost', '127.0.0.1', 443, true],
    [['localhost'], 'localhost', '127.0.0.1', 443, false],
    [['*'], '2130706433', '127.0.0.1', 443, false],
    [['*'], '0x7f.1', '127.0.0.1', 443, false],
    [['*'], '[::1]', '::1', 443, false],
  ])('%j: %s at %s port %d is allowed: %s', (targets, host, address, port, expected) => {
    expect(may(targets, host, address, port)).toBe(expected);
  });

  test.each(['', 'a b', 'http://example.com', 'example.com:99999', '10.0.0.0/64', 'exa*mple.com', 'a:2-1'])(
    '%j is no target',
    (target) => {
      expect(parseAllowList([target])).toMatchObject({ ok: false, refusal: { code: 'target/syntax' } });
    },
  );
});

describe('the network of a plugin', () => {
  let server: Server;
  let port: number;
  let requests = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests++;
      if (request.url === '/away') response.writeHead(302, { location: `http://127.0.0.2:${port}/secret` }).end();
      else response.end('secret');
    });
    await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  const never = new AbortController().signal;
  const through = (targets: readonly string[], lookup?: Lookup) => guardedNetwork(list(...targets), never, lookup);
  /** Answers with the next address each time it is asked, as a rebinding name server does. */
  const rebinding = (...addresses: readonly string[]): Lookup & { asked: () => number } => {
    let asked = 0;
    return Object.assign(
      async () => [{ address: addresses[Math.min(asked++, addresses.length - 1)] ?? '', family: 4 as const }],
      { asked: () => asked },
    );
  };

  test('reaches what is listed', async () => {
    const response = await through(['127.0.0.1']).fetch(`http://127.0.0.1:${port}/`);
    expect(await response.text()).toBe('secret');
    const socket = await through(['127.0.0.0/8']).connect({ host: 'localhost', port });
    expect(socket.remotePort).toBe(port);
    socket.destroy();
  });

  test('refuses loopback by address and by name, before any packet', async () => {
    const before = requests;
    const network = through(['*']);
    await expect(network.fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'target/protected' });
    await expect(network.connect({ host: 'localhost', port })).rejects.toMatchObject({ code: 'target/protected' });
    await expect(network.datagram({ host: '127.0.0.1', port: 53 })).rejects.toMatchObject({ code: 'target/protected' });
    expect(requests).toBe(before);
  });

  test('a name that answers differently the second time (DNS rebinding) gains nothing', async () => {
    const before = requests;
    // First the harmless address, then this machine: were the name looked up again for the connection, it would succeed.
    const lookup = rebinding('127.0.0.9', '127.0.0.1');
    const network = through(['127.0.0.9'], lookup);
    const addresses = await network.resolve('rebound.example.com', port);
    expect(addresses).toEqual([{ address: '127.0.0.9', family: 4 }]);
    await expect(network.fetch(`http://rebound.example.com:${port}/`)).rejects.toMatchObject({
      code: 'target/protected',
    });
    expect(requests).toBe(before);

    const once = rebinding('127.0.0.9', '127.0.0.1');
    expect(await (await through(['127.0.0.9'], once).fetch(`http://rebound.example.com:${port}/`)).text()).toBe(
      'secret',
    );
    expect(once.asked()).toBe(1);
  });

  test('a name server that never answers holds up nobody who is stopped', async () => {
    const stop = new AbortController();
    const network = guardedNetwork(list('*'), stop.signal, () => new Promise(() => undefined));
    const target = { host: 'silent.example.com', port };
    const asked = [network.resolve(target.host, port), network.connect(target), network.datagram(target)];
    const own = AbortSignal.abort(new Error('too late'));
    await expect(network.connect({ ...target, signal: own })).rejects.toThrow('too late');
    stop.abort(new Error('stopped'));
    for (const answer of asked) await expect(answer).rejects.toThrow('stopped');
  });

  test('a name server is asked over UDP at its next address when the one before says nothing, or is not there', async () => {
    const bound = async (address: string, port: number) => {
      const socket = createSocket('udp4');
      await new Promise<void>((done) => socket.bind(port, address, done));
      return socket;
    };
    const good = await bound('127.0.0.1', 0);
    const { port: udp } = good.address();
    good.on('message', (question, from) => {
      const answer = Buffer.from(question);
      answer[2] = 0x81; // the question as its own answer
      good.send(answer, from.port, from.address);
    });
    const silent = await bound('127.0.0.3', udp);
    let asked = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    silent.on('message', () => {
      asked++;
      vi.advanceTimersByTime(1500);
    });
    const { signal } = new AbortController();
    const lookup: Lookup = async () =>
      ['127.0.0.2', '127.0.0.3', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    const client = createDnsClient(guardedNetwork(list('127.0.0.0/8'), signal, lookup), signal);
    const question = { name: 'a.example', typeCode: 1, recursion: true, dnssec: false, checkingDisabled: false };
    const server = parseServer(`ns.example.com:${udp}`, {}, undefined);
    try {
      expect((await client.query(server, question)).rcode).toBe('NOERROR');
      // The next question begins at the one that answered.
      expect((await client.query(server, question)).rcode).toBe('NOERROR');
      expect(asked).toBe(1);
    } finally {
      vi.useRealTimers();
      client.close();
      good.close();
      silent.close();
    }
  });

  test('of several addresses only the listed ones are used', async () => {
    const lookup: Lookup = async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.3', family: 4 },
    ];
    const socket = await through(['127.0.0.3'], lookup).connect({ host: 'both.example.com', port });
    expect(socket.remoteAddress).toBe('127.0.0.3');
    socket.destroy();
  });

  test('every hop of a redirect is checked', async () => {
    await expect(through(['127.0.0.1']).fetch(`http://127.0.0.1:${port}/away`)).rejects.toMatchObject({
      code: 'target/protected',
    });
    expect(await (await through(['127.0.0.0/8']).fetch(`http://127.0.0.1:${port}/away`)).text()).toBe('secret');
  });

  test('only http and https are fetched', async () => {
    await expect(through(['*']).fetch('file:///etc/passwd')).rejects.toMatchObject({ code: 'target/scheme' });
  });
});
