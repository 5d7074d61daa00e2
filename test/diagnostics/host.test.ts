import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NameServer, startBind } from '../counterparts/bind.ts';
import { describeWith, freePort } from '../counterparts/installed.ts';
import { builtIn, type BuiltIn, factsOf, rowsOf, verdictIn } from './run-built-in.ts';

const soa = '$TTL 300\n@ IN SOA ns. admin. 1 7200 3600 1209600 300\n@ NS ns.\n';

describeWith(['named', 'dig', 'ping'], '/diag host', () => {
  let names: NameServer;
  let server: Server;
  let host: BuiltIn;
  let open: number;
  beforeAll(async () => {
    names = await startBind({
      files: {
        shop: `${soa}good A 127.0.0.1\nliar A 127.0.0.2\nreal A 127.0.0.9\n`,
        reverse: `${soa}1 PTR good.shop.test.\n2 PTR real.shop.test.\n3 PTR www.broken.test.\n`,
      },
      // What has no file is answered with SERVFAIL.
      config: () =>
        'zone "1.0.127.in-addr.arpa" { type primary; file "missing"; }; zone "broken.test" { type primary; file "missing"; }; zone "shop.test" { type primary; file "shop"; }; zone "0.0.127.in-addr.arpa" { type primary; file "reverse"; };',
    });
    server = createServer((socket) => socket.end());
    await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
    const address = server.address();
    open = typeof address === 'object' && address !== null ? address.port : 0;
    host = await builtIn(
      'host',
      {
        resolver: `127.0.0.1:${names.port}`,
        networks: { here: ['127.0.0.0/8'] },
        providers: { nobody: ['127.0.0.0/16'], elsewhere: ['192.0.2.0/24'] },
      },
      { targets: ['127.0.0.0/8'] },
    );
  });
  afterAll(async () => {
    await host.close();
    server.close();
    await names.stop();
  });

  test('an address whose name leads back to it: ports, ping, whose network', async () => {
    const closed = await freePort();
    const findings = await host.findings({ host: '127.0.0.1', ports: `${open}, ${closed}` });
    expect(verdictIn(findings)).toMatchObject({ verdict: 'ok', reason: 'Forward and reverse agree.' });
    expect(rowsOf(findings, 'addresses')).toEqual([['127.0.0.1', 'good.shop.test', 'yes', 'here', 'nobody']]);
    expect(rowsOf(findings, 'ports').map((row) => row.slice(0, 2))).toEqual([
      [String(open), 'answers'],
      [String(closed), 'refuses !warn'],
    ]);
    expect(factsOf(findings, 'ping')['ping']).toMatch(/^0 % lost/);
    // A name that the system's resolver does not know, only the plugin's.
    const named = await host.findings({ host: 'good.shop.test', ports: String(open) });
    expect(rowsOf(named, 'Ports of 127.0.0.1').map((row) => row.slice(0, 2))).toEqual([[String(open), 'answers']]);
  });

  test('an address with a zone is one, and what is none in muster.yaml is told by its place', async () => {
    expect(rowsOf(await host.findings({ host: '::1%lo', ports: String(open) }), 'addresses')[0]?.[0]).toBe('::1%lo');
    for (const config of [{ providers: { aws: ['nonsense'] } }, { networks: { x: ['192.0.2.0/24', '10.0.0.0/99'] } }])
      await expect(builtIn('host', config)).rejects.toThrow(
        /host\.config\.(providers\.aws\.0|networks\.x\.1): is neither an address nor a network/,
      );
  });

  test('what the name server could not answer is no claim about the address', async () => {
    const nameless = await host.findings({ host: '127.0.1.1' });
    expect(verdictIn(nameless)).toMatchObject({
      verdict: 'warn',
      reason: expect.stringMatching(/^Whether 127\.0\.1\.1 has a name .* could not be asked: .*SERVFAIL/) as string,
    });
    expect(rowsOf(nameless, 'addresses')[0]?.slice(1, 3)).toEqual(['could not be asked !warn', '']);
    const halfway = await host.findings({ host: '127.0.0.3' });
    expect(verdictIn(halfway)).toMatchObject({
      verdict: 'warn',
      reason: expect.stringContaining('SERVFAIL') as string,
    });
    expect(rowsOf(halfway, 'addresses')[0]?.slice(1, 3)).toEqual(['www.broken.test', 'could not be asked !warn']);
    expect(await host.run({ host: 'www.broken.test' })).toMatchObject({ code: 'host/resolver' });
  });

  test('a name that does not lead back, one without a name, and none at all', async () => {
    expect(verdictIn(await host.findings({ host: '127.0.0.2' })).reason).toContain(
      'is called real.shop.test, but that name does not lead back',
    );
    expect(verdictIn(await host.findings({ host: '127.0.0.9' })).verdict).toBe('warn');
    expect(verdictIn(await host.findings({ host: 'nobody.shop.test' })).reason).toContain('has no address');
    expect(await host.run({ host: '127.0.0.1', ports: '0, abc' })).toMatchObject({ code: 'host/ports' });
  });
});
