import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { builtIn, type BuiltIn, countIn, verdictIn, verdictsIn } from './run-built-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-logs-'));
const asked: URL[] = [];
const headers: (string | string[] | undefined)[] = [];
const minutesAgo = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z/, 'Z');
/** `10/Oct/2026:15:55:36 +0200`: two hours ahead of UTC. */
function commonLogTime(at: number): string {
  const [, day, month, year, time] =
    /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(at + 2 * 3_600_000).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0200`;
}
let server: Server;
let logs: BuiltIn;

/** Answers as Loki's documentation says it does (query_range, streams); Debian has no Loki. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loki');
    asked.push(url);
    if (url.searchParams.get('query')?.includes('hangs') === true) return;
    if (url.searchParams.get('query')?.includes('proxy') === true) {
      response.end('<html>');
      return;
    }
    headers.push(request.headers.authorization, request.headers['x-scope-orgid']);
    if (url.searchParams.get('query')?.includes('broken') === true) {
      response.writeHead(400).end('parse error at line 1, col 5: syntax error');
      return;
    }
    const at = (secondsAgo: number): string => `${Date.now() - secondsAgo * 1000}000000`;
    const result = [
      {
        stream: { app: 'checkout', level: 'error' },
        values: [
          [at(10), 'error: payment failed'],
          [at(70), 'error: payment failed before'],
        ],
      },
      { stream: { app: 'checkout', level: 'info' }, values: [[at(30), 'started', { trace: 'x' }]] },
    ];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'streams', result, stats: {} } }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const file = join(folder, 'app.log');
  writeFileSync(
    file,
    [
      `${minutesAgo(200)} error of long ago`,
      '  at its error line',
      `${minutesAgo(3)} error one`,
      'plain error two',
      `${minutesAgo(2).replace('T', ' ').replace('Z', ',5')} fine`,
      `$(touch ${folder}/owned)`,
      '',
    ].join('\n'),
  );
  const access = join(folder, 'access.log');
  const visit = (minutes: number): string =>
    `192.0.2.7 - ann [${commonLogTime(Date.now() - minutes * 60_000)}] "GET /cart HTTP/1.1" 500 12`;
  writeFileSync(access, [200, 20, 10, 5].map(visit).join('\n'));
  logs = await builtIn(
    'logs',
    {
      timeoutMs: 2000,
      sources: {
        loki: { url: `http://127.0.0.1:${port}`, token: 'loki', tenant: 'shop', selector: '{app="checkout"}' },
        guarded: { url: `http://ann:s%40cret@127.0.0.1:${port}` },
        gone: { url: 'http://ann:s%40cret@127.0.0.1:1' },
        long: { command: ['seq', '-f', '%0119.0f line', '1', '90000'] }, // some 11 MB
        file: { command: ['grep', '-F', '--', '{text}', file] },
        web: { command: ['cat', access] },
        dashes: { command: ['grep', '{text}', file] },
        prefix: { command: ['grep', '{text}*', file] },
        echo: { command: ['printf', '%s\\n', 'x{text} {since}'] },
        missing: { command: ['no-such-program-here'] },
        slow: { command: ['sleep', '100'] },
        stubborn: {
          command: [
            process.execPath,
            '-e',
            `process.on('SIGTERM', () => {}); require('fs').writeFileSync('${join(folder, 'pid')}', String(process.pid)); setInterval(() => {}, 1000)`,
          ],
        },
      },
    },
    { targets: ['127.0.0.1'], secrets: { loki: 'secret-token-of-loki' } },
  );
});
afterAll(async () => {
  await logs.close();
  server.close();
  rmSync(folder, { recursive: true });
});

test('words are looked for in Loki behind the configured selector, in order of time, with counts', async () => {
  const findings = await logs.findings({ text: 'payment "failed"' });
  expect(asked.at(-1)?.pathname).toBe('/loki/api/v1/query_range');
  expect(asked.at(-1)?.searchParams.get('query')).toBe('{app="checkout"} |= "payment \\"failed\\""');
  expect(headers.slice(-2)).toEqual(['Bearer secret-token-of-loki', 'shop']);
  expect(verdictIn(findings).reason).toBe('3 lines match, 2 of them speak of errors.');
  const lines = findings.find(({ id }) => id === 'lines');
  expect(lines).toMatchObject({ text: expect.stringMatching(/before\n.*started\n.*payment failed$/) as string });
  const counts = findings.find((finding) => finding.type === 'series');
  expect(counts?.series[0]?.points.reduce((sum, [, value]) => sum + (value ?? 0), 0)).toBe(3);
});

test('user and password of a source’s address go along in a header, and are told to nobody', async () => {
  await logs.findings({ text: 'payment', source: 'guarded' });
  expect(headers.at(-2)).toBe(`Basic ${Buffer.from('ann:s@cret').toString('base64')}`);
  const gone = await logs.run({ text: 'payment', source: 'gone' });
  expect(gone).toMatchObject({ outcome: 'refused', code: 'target/unreachable' });
  expect(JSON.stringify(gone)).not.toContain('cret');
});

test('where only the newest lines were taken, that is said, and the counts begin where they do', async () => {
  const findings = await logs.findings({ text: 'payment', lines: 3 });
  expect(verdictIn(findings).reason).toBe('At least 3 lines match, 2 of them speak of errors.');
  expect(verdictIn(findings).next).toContain('Only the newest lines were taken');
  const counts = findings.find((finding) => finding.type === 'series');
  const [first] = counts?.series[0]?.points ?? [];
  expect(first?.[0]).toBeGreaterThan(Date.now() - 10 * 60_000); // an hour was asked for
  expect(first?.[1]).toBe(1);
  // Over another span: nothing to compare with.
  expect(counts).toMatchObject({ volatile: true, series: [{ name: 'lines' }] });
});

test('lines of a web server’s access log are counted over time, and what is older is left out', async () => {
  const findings = await logs.findings({ text: 'cart', source: 'web' });
  expect(countIn(findings)).toBe('3 lines match.');
  // That much was logged is neither good nor bad.
  expect(verdictsIn(findings)).toEqual([]);
  const counts = findings.find((finding) => finding.type === 'series');
  const points = counts?.series[0]?.points.filter(([, value]) => value !== 0) ?? [];
  expect(points.map(([, value]) => value)).toEqual([1, 1, 1]);
  expect(counts).not.toHaveProperty('volatile');
});

test('of a command that prints much, the end is kept', async () => {
  const findings = await logs.findings({ text: 'x', source: 'long', lines: 5000 });
  expect(countIn(findings)).toMatch(/^At least 5,000 lines match\.\nOnly the newest/);
  expect(findings.find(({ id }) => id === 'lines')).toMatchObject({
    text: expect.stringMatching(/^0+89901 line\n.*\n0+90000 line$/s) as string,
  });
});

test('LogQL goes to Loki as it is, and what Loki says of it comes back', async () => {
  await logs.findings({ text: '{app="x"} |= "y"' });
  expect(asked.at(-1)?.searchParams.get('query')).toBe('{app="x"} |= "y"');
  expect(await logs.run({ text: '{broken' })).toMatchObject({
    code: 'logs/loki',
    message: expect.stringContaining('syntax error') as string,
  });
});

test('a line of a log that looks like a call is looked for as words, however many braces it has', async () => {
  const before = asked.length;
  await logs.run({ text: `handler({"id":7}) [warn] ${'{}'.repeat(400)}` });
  expect(asked.length).toBeGreaterThan(before);
});

test.each([
  'rate({app="x"}[5m])',
  'sum by (app) (count_over_time({app="x"} |= "error" [1h]))',
  'topk(5, sum(rate({app="x"}[5m])) by (pod))',
])('%s is refused, and not looked for as words', async (text) => {
  const before = asked.length;
  expect(await logs.run({ text })).toMatchObject({ outcome: 'refused', code: 'logs/metric' });
  expect(asked).toHaveLength(before);
});

test('a command that takes no notice of being ended is ended all the same', async () => {
  expect(await logs.run({ text: 'x', source: 'stubborn' })).toMatchObject({ code: 'logs/slow' });
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await vi.waitFor(() => {
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

test('a configured command gets its arguments as they are: no shell, no options', async () => {
  const errors = await logs.findings({ text: 'error', source: 'file' });
  expect(verdictIn(errors).reason).toContain('2 lines match');
  // What is older than was asked for is left out, with what belongs to it; a line that bears its time gets no second one.
  expect(errors.find(({ id }) => id === 'lines')).toMatchObject({
    text: expect.stringMatching(/^\d{4}-[\dT:-]+Z error one\nplain error two$/) as string,
  });
  expect(verdictIn(await logs.findings({ text: 'error', source: 'file', since: '6h' })).reason).toContain('4 lines');
  expect(countIn(await logs.findings({ text: `$(touch ${folder}/owned)`, source: 'file' }))).toContain(
    '1 line matches',
  );
  expect(countIn(await logs.findings({ text: '; touch owned', source: 'file' }))).toContain('Nothing was logged');
  for (const source of ['dashes', 'prefix'])
    expect(await logs.run({ text: '--file=/etc/passwd', source })).toMatchObject({ code: 'logs/dash' });
  expect(await logs.run({ text: 'x', source: 'missing' })).toMatchObject({ code: 'logs/command' });
});

test.each(['a$$b $& c', '$`--version', '{since} {from}'])(
  '%s is filled into a command as it was typed',
  async (text) => {
    const findings = await logs.findings({ text, source: 'echo' });
    expect(findings.find(({ id }) => id === 'lines')).toMatchObject({ text: `x${text} 1h` });
  },
);

test('text that no program can be told is refused, and is nobody’s bug', async () => {
  expect(await logs.run({ text: 'a\0b', source: 'file' })).toMatchObject({ outcome: 'refused', code: 'option/text' });
});

test('a source that hangs, and one that is no Loki, are told before the run’s own end', async () => {
  for (const given of [{ text: 'hangs' }, { text: 'x', source: 'slow' }])
    expect(await logs.run(given)).toMatchObject({
      code: 'logs/slow',
      message: expect.stringContaining('did not come to an end within 2 s') as string,
    });
  expect(await logs.run({ text: 'proxy' })).toMatchObject({ outcome: 'refused', code: 'logs/loki' });
});
