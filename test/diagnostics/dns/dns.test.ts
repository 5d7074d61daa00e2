import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardUdp, startBind, type NameServer } from '../../counterparts/bind.ts';
import { describeWith, freePort, temporaryFolder } from '../../counterparts/installed.ts';
import { builtIn, type BuiltIn, factsOf, rowsOf, verdictIn, verdictsIn } from '../run-built-in.ts';

const soa = (serial: number) => `$TTL 300\n@ IN SOA ns1.shop.test. admin.shop.test. ${serial} 7200 3600 1209600 300\n`;
const delegated = (serial: number, www: string) =>
  `${soa(serial)}@ NS ns1.shop.test.\n@ NS ns2.shop.test.\nns1 A 127.0.0.12\nns2 A 127.0.0.13\nwww A ${www}\nwww A 192.0.2.2\nxn--bcher-kva A 192.0.2.3\nwww AAAA 2001:db8::1\n`;

const zone = (name: string, file: string) => `zone "${name}" { type primary; file "${file}"; };`;

/** Answers every packet with what `answer` makes of it, or not at all. */
async function udpServer(
  answer: (question: Buffer) => Buffer | undefined,
): Promise<{ readonly server: string; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const bytes = answer(question);
    if (bytes) socket.send(bytes, port, address);
  });
  await new Promise<void>((done) => {
    socket.bind(0, '127.0.0.1', done);
  });
  return { server: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

describeWith(['named', 'dig', 'openssl'], '/diag dns', () => {
  /** A small internet: a root, a top-level domain, two servers of one zone that do not agree, and a reverse zone. */
  const internet: Readonly<Record<number, { files: Readonly<Record<string, string>>; zones: string }>> = {
    10: {
      files: {
        root: `${soa(1)}@ NS a.root.\na.root. A 127.0.0.10\ntest. NS ns.test.\nns.test. A 127.0.0.11\nlame. NS ns.lame.\nns.lame. A 127.0.0.11\nsix. NS ns.six.\nns.six. AAAA ::1\n`,
      },
      zones: zone('.', 'root'),
    },
    11: {
      files: {
        tld: `${soa(1)}@ NS ns.test.\nns.test. A 127.0.0.11\nshop.test. NS ns1.shop.test.\nshop.test. NS ns2.shop.test.\nns1.shop.test. A 127.0.0.12\nns2.shop.test. A 127.0.0.13\n`,
      },
      zones: zone('test', 'tld'),
    },
    12: {
      files: {
        new: delegated(2, '192.0.2.1'),
        six: `${soa(1)}@ NS ns.six.\n@ NS far.six.\nns AAAA ::1\nfar AAAA 2001:db8::53\nwww A 192.0.2.6\n`,
        reverse: `${soa(1)}@ NS ns1.shop.test.\n1 PTR www.shop.test.\n`,
        reverse6: `${soa(1)}@ NS ns1.shop.test.\n1${'.0'.repeat(23)} PTR six.shop.test.\n`,
      },
      zones:
        zone('shop.test', 'new') +
        zone('six', 'six') +
        zone('2.0.192.in-addr.arpa', 'reverse') +
        zone('8.b.d.0.1.0.0.2.ip6.arpa', 'reverse6'),
    },
    13: { files: { old: delegated(1, '192.0.2.99') }, zones: zone('shop.test', 'old') },
  };
  const servers = new Map<number, NameServer>();
  const forwards: (() => void)[] = [];
  let port: number;
  let dns: BuiltIn;
  const at = (last: number): string => `127.0.0.${last}:${port}`;
  beforeAll(async () => {
    port = await freePort('127.0.0.10');
    await Promise.all(
      Object.entries(internet).map(async ([last, { files, zones }]) => {
        const server = await startBind({ files, config: () => zones });
        servers.set(Number(last), server);
        forwards.push(await forwardUdp({ address: `127.0.0.${last}`, port }, server.port));
      }),
    );
    forwards.push(await forwardUdp({ address: '::1', port }, servers.get(12)?.port ?? 0));
    const targets = ['127.0.0.0/8', '[::1]'];
    dns = await builtIn('dns', { resolvers: { fresh: at(12), stale: at(13) } }, { targets });
  });
  afterAll(async () => {
    await dns.close();
    for (const stop of forwards) stop();
    await Promise.all([...servers.values()].map((server) => server.stop()));
  });

  test('answers with records, flags, status and latency', async () => {
    const findings = await dns.findings({ name: 'www.shop.test', server: at(12) });
    expect(verdictIn(findings)).toMatchObject({ verdict: 'ok', reason: '2 records.' });
    expect(rowsOf(findings, 'records 1')).toEqual([
      ['www.shop.test.', '300', 'A', '192.0.2.1'],
      ['www.shop.test.', '300', 'A', '192.0.2.2'],
    ]);
    expect(rowsOf(findings, 'servers')[0]?.slice(1, 6)).toEqual(['A', 'NOERROR', 'qr aa rd', '1232', 'udp']);
  });

  test('lays several types and servers side by side, and marks what differs', async () => {
    const findings = await dns.findings({ name: 'www.shop.test', type: 'A, AAAA', server: 'fresh, stale' });
    expect(verdictIn(findings)).toMatchObject({ verdict: 'warn', reason: 'The servers do not agree on A.' });
    expect(rowsOf(findings, 'records 1')).toEqual([
      ['www.shop.test.', '300', 'missing !differs', 'A', '192.0.2.1 !differs'],
      ['www.shop.test.', '300', '300', 'A', '192.0.2.2'],
      ['www.shop.test.', 'missing !differs', '300', 'A', '192.0.2.99 !differs'],
    ]);
    expect(rowsOf(findings, 'records 28')).toEqual([['www.shop.test.', '300', '300', 'AAAA', '2001:db8::1']]);
  });

  test('records stand above the servers, in the order asked for', async () => {
    const findings = await dns.findings({ name: 'www.shop.test', type: 'TXT, AAAA, A', server: 'fresh, stale' });
    expect(findings.filter(({ type }) => type !== 'verdict').map(({ id }) => id)).toEqual([
      ...['records 16', 'records 28', 'records 1', 'servers'],
    ]);
    const agreed = await dns.findings({ name: 'www.shop.test', type: 'AAAA', server: 'fresh, stale' });
    expect(verdictIn(agreed).reason).toBe('1 record, and all 2 servers say the same.');
  });

  test('what nobody was to validate is not called well', async () => {
    const unchecked = { name: 'www.shop.test', server: at(12), unchecked: true };
    expect(verdictIn(await dns.findings(unchecked))).toMatchObject({
      verdict: 'warn',
      reason: expect.stringContaining('Nobody has validated it') as string,
    });
  });

  test('looks an address up backwards', async () => {
    const findings = await dns.findings({ name: '192.0.2.1', server: at(12) });
    expect(rowsOf(findings, 'records 12')).toEqual([['1.2.0.192.in-addr.arpa.', '300', 'PTR', 'www.shop.test.']]);
    for (const written of ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'])
      expect(rowsOf(await dns.findings({ name: written, server: at(12) }), 'records 12')).toEqual([
        [`1${'.0'.repeat(23)}.8.b.d.0.1.0.0.2.ip6.arpa.`, '300', 'PTR', 'six.shop.test.'],
      ]);
    const elsewhere = await dns.findings({ name: '2001:db9::567:89ab', server: at(12) });
    expect(rowsOf(elsewhere, 'servers')[0]?.[2]).toBe('REFUSED !bad');
  });

  test('asks for names of any script in ASCII, and shows both', async () => {
    const findings = await dns.findings({ name: 'bücher.shop.test', server: at(12) });
    expect(factsOf(findings, 'idn')).toEqual({ 'bücher.shop.test': 'xn--bcher-kva.shop.test' });
    expect(verdictIn(findings).verdict).toBe('ok');
  });

  test('traces the delegation from a given server down to the answer', async () => {
    const findings = await dns.findings({ name: 'www.shop.test', view: 'trace', server: at(10) });
    expect(verdictIn(findings).reason).toMatch(/^ns[12]\.shop\.test answers with authority: 2 records\.$/);
    const tree = findings.find((finding) => finding.type === 'tree');
    const step = (label: string, details: readonly unknown[], ...children: readonly object[]): object => ({
      label,
      details,
      volatile: [expect.stringMatching(/^\S+ \(127\.0\.0\.1\d\), [\d.]+ ms$/)],
      children,
    });
    // From the root on, and no server sends a DS to who does not ask for it. Which of the last two is asked is chance.
    expect(tree?.roots).toEqual([
      step(
        `from ${at(10)}`,
        ['refers to 1 server: ns.test.'],
        step(
          'test.',
          ['refers to 2 servers: ns1.shop.test. ns2.shop.test.'],
          step('shop.test.', [
            'NOERROR, flags qr aa',
            expect.stringMatching(/^www\.shop\.test\. 300 IN A 192\.0\.2\.(1|2)$/),
            expect.stringMatching(/^www\.shop\.test\. 300 IN A 192\.0\.2\.(2|99)$/),
          ]),
        ),
      ),
    ]);
    const signed = await dns.findings({ name: 'www.shop.test', view: 'trace', server: at(10), dnssec: true });
    expect(JSON.stringify(signed)).toContain('not signed (no DS)');
  });

  test('of several types each is traced, and each looked for everywhere', async () => {
    const both = { name: 'www.shop.test', type: 'AAAA,A', server: at(10) };
    const traced = await dns.findings({ ...both, view: 'trace' });
    expect(traced.filter(({ type }) => type === 'tree').map(({ title }) => title)).toEqual([
      'Delegation: AAAA',
      'Delegation: A',
    ]);
    expect(verdictsIn(traced)).toEqual([
      expect.stringMatching(/^ok: AAAA: ns[12]\.shop\.test answers with authority: 1 record\.$/),
      expect.stringMatching(/^ok: A: ns[12]\.shop\.test answers with authority: 2 records\.$/),
    ]);
    const seen = await dns.findings({ ...both, server: 'fresh', view: 'propagation' });
    expect(rowsOf(seen, 'propagation AAAA').map(([, , says]) => says)).toContain('2001:db8::1');
    expect(rowsOf(seen, 'propagation A').map(([, , says]) => says)).toContain('192.0.2.1, 192.0.2.2');
    expect(await dns.run({ ...both, server: 'fresh, stale', view: 'trace' })).toMatchObject({
      outcome: 'refused',
      code: 'dns/start',
    });
  });

  test('servers that have IPv6 alone are asked, and those that no way leads to are named', async () => {
    const traced = await dns.findings({ name: 'www.six', view: 'trace', server: at(10) });
    expect(verdictsIn(traced)).toEqual(['ok: ns.six answers with authority: 1 record.']);
    const seen = await dns.findings({ name: 'www.six', view: 'propagation', server: 'fresh' });
    expect(verdictsIn(seen)).toEqual(['ok: All 2 servers say the same.']);
    expect(rowsOf(seen, 'propagation').map(([name, , says]) => [name, says])).toEqual([
      ['ns.six', '192.0.2.6'],
      ['fresh', '192.0.2.6'],
    ]);
    expect(seen).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('far.six (2001:db8::53): not asked') as string }),
    );
  });

  test('a lame delegation is named', async () => {
    const findings = await dns.findings({ name: 'www.lame', view: 'trace', server: at(10) });
    expect(verdictIn(findings).verdict).toBe('bad');
  });

  test('shows which servers have the new zone and which do not', async () => {
    const findings = await dns.findings({ name: 'www.shop.test', view: 'propagation', server: 'fresh' });
    expect(verdictIn(findings).reason).toContain('own servers do not say the same');
    const rows = rowsOf(findings, 'propagation').map(([name, , says, , serial]) => [name, says, serial]);
    expect(rows).toContainEqual(['ns1.shop.test', '192.0.2.1, 192.0.2.2', '2']);
    expect(rows).toContainEqual(['ns2.shop.test', '192.0.2.2, 192.0.2.99 !differs', '1']);
  });

  test.each([
    [{ name: 'shop.test', type: 'AXFR' }, 'dns/transfer'],
    [{ name: 'shop.test', type: 'type252' }, 'dns/transfer'],
    [{ name: 'shop.test', type: 'NONSENSE' }, 'dns/type'],
    [{ name: 'a..b' }, 'dns/name'],
    [{ name: `${'a'.repeat(64)}.test` }, 'dns/name'],
    [{ name: 'a b' }, 'dns/name'],
    [{ name: 'www.shop.test', server: 'not a server' }, 'dns/server'],
    [{ name: 'www.shop.test', server: '127.0.0.12:0' }, 'dns/server'],
    [{ name: 'www.shop.test', server: '127.0.0.12:99999' }, 'dns/server'],
  ])('%j is refused with what to do', async (given, code) => {
    const outcome = await dns.run({ server: at(12), ...given });
    expect(outcome).toMatchObject({ outcome: 'refused', code });
  });

  test('a name that does not exist, a refusal and a silent server are told apart', async () => {
    const nobody = await dns.findings({ name: 'nobody.shop.test', server: at(12) });
    expect(verdictIn(nobody).reason).toContain('NXDOMAIN');
    // The zone's SOA, that came with the answer, is not taken for an A record in a chat either.
    const records = nobody.find(({ id }) => id === 'records 1');
    expect(records?.type === 'table' && records.columns.find(({ name }) => name === 'type')?.same).toBeUndefined();
    expect(rowsOf(nobody, 'records 1')[0]?.[2]).toBe('SOA (authority)');
    expect(verdictIn(await dns.findings({ name: 'example.org', server: at(12) })).reason).toContain('REFUSED');
    const closed = await dns.findings({ name: 'www.shop.test', server: '127.0.0.77:9' });
    expect(verdictIn(closed).reason).toMatch(/^Nothing listens at 127\.0\.0\.77:9 for UDP/);
    const [silent, garbling] = await Promise.all([
      udpServer(() => undefined),
      udpServer((question) => Buffer.concat([question.subarray(0, 2), Buffer.from('8180ffff00000000', 'hex')])),
    ]);
    const [quiet, noise] = await Promise.all(
      [silent, garbling].map(({ server }) => dns.findings({ name: 'www.shop.test', server })),
    );
    expect(quiet && verdictIn(quiet).reason).toContain('did not answer 3 times');
    expect(noise && verdictIn(noise).reason).toContain('something that is no DNS message');
    silent.close();
    garbling.close();
  });

  test('a name with characters that zone files escape is asked for as it is written', async () => {
    const findings = await dns.findings({ name: '@x$"(;.shop.test', server: at(12) });
    expect(verdictIn(findings).reason).toContain('NXDOMAIN');
  });

  test('a server outside of the allow-list is not asked', async () => {
    const strict = await builtIn('dns', {}, { targets: ['198.51.100.0/24:53'] });
    const findings = await strict.findings({ name: 'www.shop.test', server: '203.0.113.1' });
    expect(verdictIn(findings).reason).toMatch(/^203\.0\.113\.1 port 53 is not among the targets/);
    expect(rowsOf(findings, 'servers')[0]?.[2]).toBe('not asked !bad');
    await strict.close();
  });

  test('suggests types and the names of resolvers, after a comma too', async () => {
    expect(await dns.suggest('type', 'A, aa')).toEqual(['A, AAAA']);
    expect((await dns.suggest('type', 'm'))[0]).toBe('MX');
    expect(await dns.suggest('server', 'fr')).toEqual(['fresh']);
  });

  test('speaks DNS over TLS, and refuses a certificate of another name', async () => {
    const folder = temporaryFolder('dot');
    const key = join(folder, 'key.pem');
    const cert = join(folder, 'cert.pem');
    execFileSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=dot.test', '-addext', 'subjectAltName=DNS:dot.test,IP:127.0.0.1', '-keyout', key, '-out', cert],
    ]);
    // TLS ends here; behind it the very same name server answers over TCP.
    const tls = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (outer) => {
      const inner = connect(servers.get(12)?.port ?? 0, '127.0.0.1');
      outer.pipe(inner).pipe(outer);
      for (const side of [outer, inner]) side.on('error', () => undefined);
    });
    await new Promise<void>((done) => tls.listen(0, '127.0.0.1', done));
    const dot = (tls.address() as AddressInfo).port;
    const answers = await dns.findings({ name: 'www.shop.test', server: `tls://127.0.0.1:${dot}#dot.test` });
    expect(verdictIn(answers).reason).toContain('self-signed');
    const trusting = await builtIn('dns', { ca: readFileSync(cert, 'utf8') }, { targets: ['127.0.0.0/8'] });
    const asked = { name: 'www.shop.test', server: `tls://127.0.0.1:${dot}#dot.test` };
    expect(rowsOf(await trusting.findings(asked), 'servers')[0]?.slice(2, 6)).toEqual([
      'NOERROR',
      'qr aa rd',
      '1232',
      'tls',
    ]);
    // By its address alone, the certificate is held against the address.
    const bare = { ...asked, server: `tls://127.0.0.1:${dot}` };
    expect(rowsOf(await trusting.findings(bare), 'servers')[0]?.[2]).toBe('NOERROR');
    const other = { ...asked, server: `tls://127.0.0.1:${dot}#other.test` };
    expect(verdictIn(await trusting.findings(other)).reason).toContain('for another name: dot.test');
    await trusting.close();
    await new Promise((done) => tls.close(done));
    rmSync(folder, { recursive: true });
  });
});
