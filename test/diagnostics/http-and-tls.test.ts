import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { parseAllowList } from '../../src/diagnostics/allow-list.ts';
import { judgeAnswers } from '../../src/diagnostics/builtin/http/judge-answers.ts';
import { timedRequest } from '../../src/diagnostics/builtin/http/timed-request.ts';
import { guardedNetwork } from '../../src/diagnostics/network/guarded-network.ts';
import { type Authority, type Certificate, makeAuthority } from '../counterparts/certificates.ts';
import { describeWith, freePort, startCounterpart, temporaryFolder } from '../counterparts/installed.ts';
import { builtIn, type BuiltIn, factsOf, rowsOf, verdictIn, verdictsIn } from './run-built-in.ts';

const listen = async (server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
};
/** Listens, says where, and sleeps for ever. */
const DEAF = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
  require('fs').writeSync(1, String(this.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
})`;
const loopback = { targets: ['127.0.0.0/8'] };

describe('/diag http', () => {
  let server: Server;
  let port: number;
  let asked = 0;
  let thirds = 0;
  const stop = new AbortController();
  let http: BuiltIn;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked++;
      if (request.url === '/moved') response.writeHead(301, { location: '/' }).end();
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (request.url === '/broken') response.writeHead(503).end('no');
      else if (request.url === '/flaky') response.writeHead(asked % 2 === 0 ? 200 : 500).end('maybe');
      else if (request.url === '/hangs') return;
      else if (request.url === '/trickles') response.write('a');
      else if (request.url === '/long') response.end(`${'x'.repeat(1_000_000)}at the end`);
      else if (request.url === '/endless') response.end(Buffer.alloc(20 * 2 ** 20, 'x'));
      else if (request.url === '/third-hangs') {
        if (++thirds === 3) stop.abort();
        else response.end('once');
      } else if (request.url === '/cuts') request.socket.destroy();
      else if (request.url === '/out') response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
      else
        response
          .writeHead(200, { 'content-type': 'text/plain', server: 'test', 'set-cookie': 'session=4711' })
          .end(`all is well ${request.headers['x-probe'] as string}`);
    });
    port = await listen(server);
    http = await builtIn('http', { headers: { 'x-probe': 'muster' }, timeoutMs: 1000 }, loopback);
  });
  afterAll(async () => {
    await http.close();
    server.close();
  });
  const at = (path = '/') => `http://127.0.0.1:${port}${path}`;

  test.each(['Authorization', 'cookie', 'x-api-key', 'private-token'])(
    'muster.yaml cannot have %s sent to whatever address somebody asks for',
    async (name) => {
      await expect(builtIn('http', { headers: { [name]: 'Bearer abcdef' } }, loopback)).rejects.toThrow(
        /every address that anybody asks for/,
      );
    },
  );

  test('times each phase, and shows status and headers', async () => {
    const findings = await http.findings({ url: at(), expect: 'muster' });
    expect(verdictsIn(findings)).toEqual([`ok: ${at()} answers 200 OK.`]);
    expect(rowsOf(findings)[0]).toHaveLength(8);
    expect(factsOf(findings)).toMatchObject({ server: 'test', address: '127.0.0.1' });
    const file = findings.find((finding) => finding.type === 'file');
    expect(file?.text).toMatch(/200 OK\n.*content-type: text\/plain\n/s);
    expect(file?.text).toContain('set-cookie: [masked]');
  });

  test('follows redirects hop by hop, or stops at them', async () => {
    expect(rowsOf(await http.findings({ url: at('/moved') })).map(([, status]) => status)).toEqual(['301', '200']);
    expect(rowsOf(await http.findings({ url: at('/moved'), redirects: 'stop' })).map(([, status]) => status)).toEqual([
      '301',
    ]);
    expect(verdictIn(await http.findings({ url: at('/loop') })).reason).toContain('redirects more than 10 times');
    expect(verdictIn(await http.findings({ url: at('/out') })).reason).toMatch(
      /redirects to http:\/\/169\.254\.169\.254\/latest, and there: .*metadata/,
    );
  });

  test.each([
    [{ url: () => at('/broken') }, 'answers 503'],
    [{ url: () => at(), expect: 'something else' }, 'does not contain what was expected'],
    [{ url: () => at('/endless'), expect: 'y' }, 'does not contain what was expected in its first 16 MB, and more was'],
    [{ url: () => at(), status: 204 }, 'expected 204'],
    [{ url: () => 'http://127.0.0.1:1/' }, 'did not answer: Nothing listens at 127.0.0.1 port 1'],
    [{ url: () => 'http://192.0.2.1/' }, 'was not asked: 192.0.2.1 port 80 is not among the targets'],
    [{ url: () => at('/hangs') }, 'connected, but no byte of the answer had come when 1 s were over'],
    [{ url: () => at('/trickles') }, 'answered 200, but its body had not ended when 1 s were over'],
    [{ url: () => at('/cuts') }, 'hung up before it had answered'],
    [{ url: () => at().replace('http:', 'https:') }, 'it does not speak TLS there'],
  ])('%j: says what is wrong', async ({ url, ...given }, sentence) => {
    expect(verdictIn(await http.findings({ url: url(), ...given }))).toMatchObject({
      verdict: 'bad',
      reason: expect.stringContaining(sentence) as string,
    });
  });

  test('a port that is none is told, and one without a scheme in front of it is asked', async () => {
    expect(await http.run({ url: 'http://127.0.0.1:99999/' })).toMatchObject({ outcome: 'refused', code: 'http/url' });
    const [said] = verdictsIn(await http.findings({ url: `localhost:${port}` }));
    expect(said).toContain(`https://localhost:${port}/`);
  });

  test('what is expected may stand at the end of a long answer', async () => {
    expect(verdictsIn(await http.findings({ url: at('/long'), expect: 'at the end' }))[0]).toMatch(/^ok/);
  });

  test('of a name whose first address takes no connection the next is asked, and that is said', async () => {
    const { signal } = new AbortController();
    const listed = expectOk(parseAllowList(loopback.targets));
    const target = new URL(`http://shop.test:${port}/`);
    const ask = (...found: readonly string[]) =>
      timedRequest(
        guardedNetwork(listed, signal, async () => found.map((address) => ({ address, family: 4 }))),
        target,
        { method: 'GET', headers: {}, body: undefined, find: '', signal, now: Date.now, limitMs: 10_000 },
      );
    const answered = await ask('127.0.0.2', '127.0.0.1');
    expect(answered).toMatchObject({ status: 200, address: '127.0.0.1' });
    const judged = [...judgeAnswers({ target, runs: [[answered]], failures: [] }, undefined, undefined)];
    expect(verdictsIn(judged)).toEqual([
      `ok: ${target.href} answers 200 OK.`,
      `warn: Nothing listens at 127.0.0.2 port ${port}: the connection was refused. 127.0.0.1 was asked instead, as browsers do.`,
    ]);
    await expect(ask('127.0.0.2', '127.0.0.3')).rejects.toThrow(/127\.0\.0\.2 port \d+: .* 127\.0\.0\.3 port/);
  });

  test('what was measured when it is stopped is shown', async () => {
    const outcome = await http.run({ url: at('/third-hangs'), times: 9 }, { signal: stop.signal });
    expect(outcome.outcome).toBe('stopped');
    expect(verdictsIn(outcome.findings)).toEqual([`ok: ${at('/third-hangs')} answers 200 OK, 2 times.`]);
    expect(factsOf(outcome.findings, '2 of 9 requests')).toHaveProperty('p90');
  });

  test('asks several at once, and many times for percentiles', async () => {
    const findings = await http.findings({ url: `${at()}, ${at('/broken')}`, times: 5 });
    expect(verdictsIn(findings)).toEqual([
      `ok: ${at()} answers 200 OK, 5 times.`,
      `bad: ${at('/broken')} answers 503 Service Unavailable (5 of 5 times).`,
    ]);
    expect(Object.keys(factsOf(findings, `percentiles ${at()}`))).toEqual(['least', 'median', 'p90', 'p99', 'most']);
    expect(verdictIn(await http.findings({ url: at('/flaky'), times: 4 })).reason).toContain('(2 of 4 times)');
    expect(rowsOf(findings, `percentiles by phase ${at()}`).map(([phase]) => phase)).toEqual([
      ...['dns', 'connect', 'tls', 'first byte', 'body', 'total'],
    ]);
    // Two of one host are told apart by their paths, also as files.
    const files = findings.flatMap((finding) => (finding.type === 'file' ? [finding.name] : []));
    expect(files).toEqual([`headers-127.0.0.1:${port}/.txt`, `headers-127.0.0.1:${port}/broken.txt`]);
  });
});

describeWith(['openssl'], '/diag tls and https', () => {
  let authority: Authority;
  let tls: BuiltIn;
  const servers: { close(): unknown }[] = [];
  const serve = async (certificate: Certificate, more: object = {}): Promise<number> => {
    const server = createSecureServer({ ...certificate, ...more }, (_, response) => response.end('secure'));
    servers.push(server);
    return listen(server);
  };
  beforeAll(async () => {
    authority = makeAuthority();
    tls = await builtIn('tls', { ca: authority.ca, warnDays: 1 }, loopback);
  });
  afterAll(async () => {
    await tls.close();
    for (const server of servers) server.close();
  });

  test('a good certificate is accepted, its chain shown', async () => {
    const port = await serve(authority.issue('good.test'));
    const findings = await tls.findings({ host: `127.0.0.1:${port}`, name: 'good.test' });
    expect(verdictsIn(findings)).toEqual([expect.stringMatching(/^ok: A strict client accepts it; 1 day is left/)]);
    expect(factsOf(findings, 'session')).toMatchObject({
      protocol: 'TLSv1.3',
      'application protocol': 'http/1.1',
      'OCSP staple': 'none',
    });
    const chain = findings.find((finding) => finding.type === 'tree');
    expect(chain?.roots[0]).toMatchObject({ label: 'CN=good.test', children: [{ label: 'CN=intermediate' }] });
    expect(verdictsIn(await tls.findings({ host: `127.0.0.1:${port}`, name: 'www.good.test' }))[0]).toMatch(/^ok/);
  });

  test('an expired one, one for another name, and a missing chain are each told for what they are', async () => {
    const expired = await serve(authority.issue('expired.test', { expired: true }));
    expect(verdictsIn(await tls.findings({ host: '127.0.0.1', port: expired, name: 'expired.test' }))).toEqual([
      expect.stringMatching(/^bad: The certificate expired 1 day ago/),
    ]);
    const other = await serve(authority.issue('other.test'));
    expect(verdictsIn(await tls.findings({ host: '127.0.0.1', port: other, name: 'wanted.test' }))).toEqual([
      'bad: The certificate is not for wanted.test, but for other.test, *.other.test.',
    ]);
    const alone = await serve(authority.issue('alone.test', { withoutChain: true }));
    const chainless = await tls.findings({ host: '127.0.0.1', port: alone, name: 'alone.test' });
    expect(verdictIn(chainless)).toMatchObject({
      reason: expect.stringContaining('refuses the chain: its issuer is not known here') as string,
      next: expect.stringContaining('does not send the intermediate certificates') as string,
    });
  });

  test('an old protocol is told, an unknown authority is told, and no TLS at all', async () => {
    const old = await serve(authority.issue('old.test'), {
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    const findings = await tls.findings({ host: '127.0.0.1', port: old, name: 'old.test' });
    expect(verdictsIn(findings)).toEqual(['bad: It speaks TLSv1.1, which has been given up (RFC 8996).']);
    expect(factsOf(findings, 'session')).toMatchObject({ protocol: 'TLSv1.1' });
    const unsafe = await serve(authority.issue('unsafe.test', { key: 'rsa:1024', digest: 'sha1' }), {
      maxVersion: 'TLSv1.2',
      ciphers: 'AES128-SHA:@SECLEVEL=0',
    });
    expect(verdictsIn(await tls.findings({ host: '127.0.0.1', port: unsafe, name: 'unsafe.test' }))).toEqual([
      expect.stringMatching(/^warn: It chose the cipher TLS_RSA_WITH_AES_128_CBC_SHA: .*no forward secrecy/),
      expect.stringMatching(/^bad: CN=unsafe\.test is signed with \S*SHA1\S*, which can be forged/i),
      'bad: Its RSA key has 1024 bits; less than 2048 is refused.',
    ]);
    const stranger = await builtIn('tls', {}, loopback);
    const good = await serve(authority.issue('stranger.test'));
    expect(
      verdictsIn(await stranger.findings({ host: '127.0.0.1', port: good, name: 'stranger.test' })).join('\n'),
    ).toMatch(/bad: A strict client refuses the chain/);
    await stranger.close();
    const plain = createTcpServer((socket) => socket.end('hello, this is no TLS'));
    servers.push(plain);
    expect(await tls.run({ host: '127.0.0.1', port: await listen(plain) })).toMatchObject({
      outcome: 'refused',
      code: 'tls/handshake',
    });
  });

  test('a port that is none is refused, whoever would be asked', async () => {
    expect(await tls.run({ host: '127.0.0.1:99999' })).toMatchObject({ outcome: 'refused', code: 'tls/host' });
  });

  test('a port where nothing listens, and one that never says anything, are told for what they are', async () => {
    expect(await tls.run({ host: '127.0.0.1', port: await freePort() })).toMatchObject({
      outcome: 'refused',
      code: 'target/closed',
    });
    const silent = createTcpServer();
    servers.push(silent);
    const impatient = await builtIn('tls', { timeoutMs: 300 }, loopback);
    expect(await impatient.run({ host: '127.0.0.1', port: await listen(silent) })).toMatchObject({
      code: 'tls/silent',
    });
    await impatient.close();
  });

  test('a port that drops what comes is told for what it is', async () => {
    // A listener that accepts nobody: once its queue is full, the system drops what comes, as a firewall does.
    const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];
    const port = Number(printed.toString());
    const crowd = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.race(crowd.map((socket) => once(socket, 'connect')));
    const impatient = await builtIn('tls', { timeoutMs: 500 }, loopback);
    expect(await impatient.run({ host: '127.0.0.1', port })).toMatchObject({
      code: 'tls/connect',
      message: expect.stringContaining('did not take the connection within 0.5 s') as string,
    });
    await impatient.close();
    for (const socket of crowd) socket.destroy();
    child.kill('SIGKILL');
  });

  test('a stapled OCSP answer is read: good, or revoked', async () => {
    const seen = async (name: string, staple: string) => {
      const { key, cert } = authority.issue(name);
      const folder = temporaryFolder('staple');
      writeFileSync(join(folder, 'key.pem'), key);
      writeFileSync(join(folder, 'cert.pem'), cert);
      const port = await freePort();
      // OpenSSL's own server: it staples what the file holds, whatever that is.
      const server = await startCounterpart({
        folder,
        command: 'openssl',
        args: [
          ...['s_server', '-accept', `127.0.0.1:${port}`, '-key', join(folder, 'key.pem'), '-www', '-quiet'],
          ...['-cert', join(folder, 'cert.pem'), '-cert_chain', join(folder, 'cert.pem'), '-status_file', staple],
        ],
        ready: async () => (await tls.run({ host: '127.0.0.1', port, name })).outcome === 'done',
      });
      const findings = await tls.findings({ host: '127.0.0.1', port, name });
      await server.stop();
      return [factsOf(findings, 'session')['OCSP staple'], ...verdictsIn(findings)];
    };
    const name = 'stapled.test';
    authority.issue(name);
    const issued = (status: 'good' | 'revoked') => authority.ocspAnswer(name, status);
    expect(await seen(name, issued('good'))).toEqual(['stapled: good', expect.stringMatching(/^ok/)]);
    expect(await seen(name, issued('revoked'))).toEqual([
      'stapled: revoked',
      expect.stringMatching(/^bad: Its authority has revoked it/),
    ]);
  });

  test('/diag http measures over TLS, and tells of a certificate that would be refused', async () => {
    const port = await serve(authority.issue('measured.test'));
    const http = await builtIn('http', {}, loopback);
    const findings = await http.findings({ url: `https://127.0.0.1:${port}/` });
    expect(verdictsIn(findings).map((said) => said.slice(0, 60))).toEqual([
      expect.stringContaining('answers 200') as string,
      expect.stringContaining('certificate would be refused') as string,
    ]);
    await http.close();
  });
});
