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
        reverse: `${soa}1 PTR good.shop.test.\n2 PTR real.shop.test.\n`,
      },
      config: () =>
        'zone "shop.test" { type primary; file "shop"; }; zone "0.0.127.in-addr.arpa" { type primary; file "reverse"; };',
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

  test('a name that does not lead back, one without a name, and none at all', async () => {
    expect(verdictIn(await host.findings({ host: '127.0.0.2' })).reason).toContain(
      'is called real.shop.test, but that name does not lead back',
    );
    expect(verdictIn(await host.findings({ host: '127.0.0.9' })).verdict).toBe('warn');
    expect(verdictIn(await host.findings({ host: 'nobody.shop.test' })).reason).toContain('has no address');
    expect(await host.run({ host: '127.0.0.1', ports: '0, abc' })).toMatchObject({ code: 'host/ports' });
  });
});
