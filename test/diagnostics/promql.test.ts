import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, type Counterpart } from '../counterparts/installed.ts';
import { startPrometheus } from '../counterparts/prometheus.ts';
import { type Bot, messageIn, startBot, textOf } from './bot.ts';
import { builtIn, type BuiltIn, countIn, rowsOf, verdictsIn } from './run-built-in.ts';

describeWith(['prometheus'], '/diag promql on a real Prometheus', () => {
  let server: Counterpart & { readonly url: string };
  let promql: BuiltIn;
  let bot: Bot;
  const loopback = ['127.0.0.1'];
  beforeAll(async () => {
    server = await startPrometheus();
    const config = { servers: { main: { url: server.url, queries: { goroutines: 'go_goroutines' } } } };
    promql = await builtIn('promql', config, { targets: loopback });
    bot = await startBot({ plugins: { promql: { config, targets: loopback } } });
    await new Promise((done) => setTimeout(done, 2500)); // two scrapes make a line
  });
  afterAll(async () => {
    await promql.close();
    await bot.close();
    await server.stop();
  });

  test('a range comes back as a series', async () => {
    let target: string | null = null;
    const { findings } = await promql.run(
      { query: 'goroutines', range: '1m' },
      {
        onTarget: (resolved) => {
          target = resolved;
        },
      },
    );
    // Which server was asked stands on record.
    expect(target).toBe('main: goroutines');
    expect(countIn(findings)).toBe('1 series.');
    expect(verdictsIn(findings)).toEqual([]);
    const series = findings.find((finding) => finding.type === 'series');
    expect(series?.series[0]?.name).toMatch(/^go_goroutines\{instance="127\.0\.0\.1:\d+", job="self"\}$/);
    expect(series?.series[0]?.points.length).toBeGreaterThan(1);
    expect(await promql.suggest('query', 'gor')).toEqual(expect.arrayContaining(['goroutines', 'go_goroutines']));
    expect(await promql.suggest('query', 'rate(prometheus_http_requ')).toContain('rate(prometheus_http_requests_total');
    expect(await promql.suggest('query', 'up', { server: 'unknown' })).toEqual([]);
  });

  test('values that are no numbers are told, for a picture cannot show them', async () => {
    expect(verdictsIn(await promql.findings({ query: 'vector(1/0)', range: '1m' })).join()).toMatch(
      /warn: \d+ values are no number \(NaN, \+Inf, -Inf\)/,
    );
  });

  test('the values of now, a scalar, and nothing at all', async () => {
    expect(rowsOf(await promql.findings({ query: 'up', view: 'now' }), 'values')[0]?.[1]).toBe('1');
    expect(JSON.stringify(await promql.findings({ query: '1 + 1', view: 'now' }))).toContain('"value":"2"');
    const none = await promql.findings({ query: 'up == 0', view: 'now' });
    expect(countIn(none)).toContain('no series');
    // That a condition holds for none is mostly good.
    expect(verdictsIn(none)).toEqual([]);
  });

  test.each([
    [{ query: 'up{' }, 'promql/query', 'Prometheus says'],
    [{ query: 'up', range: 'long' }, 'option/duration', 'no span of time'],
    [{ query: 'up', server: 'other' }, 'promql/server', 'There are: main'],
  ])('%j is refused', async (given, code, sentence) => {
    expect(await promql.run(given)).toMatchObject({ code, message: expect.stringContaining(sentence) as string });
  });

  test('in the chat it is a picture, with its words for who cannot see it', async () => {
    const message = messageIn(await bot.command('diag promql', { query: 'go_goroutines', range: '1m' }));
    const picture = message.files?.find(({ contentType }) => contentType === 'image/png');
    expect(picture?.alt).toContain('go_goroutines');
    expect(message.blocks).toContainEqual({ type: 'picture', file: 'series.png' });
  });

  test('of many series those that rise highest are drawn, and that there are more is said', async () => {
    const all = '{__name__=~"prometheus_.+|go_.+", job="self"}';
    const { length } = rowsOf(await promql.findings({ query: all, view: 'now' }), 'values');
    expect(countIn(await promql.findings({ query: all, range: '1m' }))).toBe(
      `${length} series; the 40 that rise highest are kept.`,
    );
    const message = messageIn(await bot.command('diag promql', { query: all, range: '1m' }));
    expect(textOf(message)).toContain(
      '12 of 40 series: those that rise highest. The numbers of all are in promql.txt.',
    );
    const picture = message.files?.find(({ contentType }) => contentType === 'image/png');
    expect(picture?.alt).toContain('go_memstats_'); // bytes: more of them than of anything else
    expect(picture?.alt).not.toContain('go_goroutines');
    expect(message.files?.map(({ name }) => name)).toContain('promql.txt');
  });

  test('something else that answers there is told', async () => {
    const web = createServer((_, response) => response.end('<html>'));
    await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
    const { port } = web.address() as AddressInfo;
    const wrong = await builtIn(
      'promql',
      { servers: { x: { url: `http://127.0.0.1:${port}` } } },
      { targets: loopback },
    );
    expect(await wrong.run({ query: 'up' })).toMatchObject({ code: 'promql/answer' });
    await wrong.close();
    web.close();
  });
});

test('a Prometheus that is down, or silent, does not take the queries of muster.yaml along', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as AddressInfo;
  const queries = { goroutines: 'go_goroutines' };
  const config = {
    servers: { down: { url: 'http://127.0.0.1:1', queries }, silent: { url: `http://127.0.0.1:${port}`, queries } },
  };
  const promql = await builtIn('promql', config, { targets: ['127.0.0.1'] });
  await promql.runner.warm([promql.source]); // a worker of a busy machine may start too late for the first letter
  for (const server of ['down', 'silent'])
    expect(await promql.suggest('query', 'gor', { server })).toEqual(['goroutines']);
  await promql.close();
  silent.closeAllConnections();
  silent.close();
});
