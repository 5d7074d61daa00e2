import { z } from 'zod';
import {
  bad,
  choice,
  defineDiagnostic,
  definePlugin,
  facts,
  type Finding,
  integer,
  list,
  marked,
  networkReason,
  ok,
  refused,
  text,
  warn,
} from '../../plugin.ts';
import { counted } from '../counted.ts';
import { type Answered, timedRequest } from './timed-request.ts';

const MOST_REDIRECTS = 10;
const config = z.strictObject({
  /** Sent with every request: `{ x-probe: muster }`. */
  headers: z.record(z.string(), z.string()).default({}),
  /** PEM: an authority of one's own. */
  ca: z.string().optional(),
  /** For one request, its body included. */
  timeoutMs: z.int().min(100).max(60_000).default(15_000),
});

export const plugin = definePlugin(config, ({ headers, ca, timeoutMs }) => [
  defineDiagnostic({
    name: 'http',
    summary: 'Ask an address over HTTP: status, time by phase, redirects, certificate',
    examples: [
      'url:https://example.com',
      'url:https://example.com/health expect:ok times:20',
      'url:https://a.example.com,https://b.example.com',
    ],
    risk: 'read',
    targets: ['public:80', 'public:443', 'public:8080', 'public:8443'],
    timeoutMs: 60_000,
    options: {
      url: list({ description: 'An address, or several with commas between', required: true }),
      method: choice(['GET', 'HEAD', 'OPTIONS'], { description: 'Default GET', default: 'GET' }),
      expect: text({ description: 'Text that the answer must contain' }),
      status: integer({ description: 'Status that is expected. Default: any below 400', least: 100, most: 599 }),
      times: integer({ description: 'How often to ask, for percentiles', default: 1, least: 1, most: 100 }),
      redirects: choice(['follow', 'stop'], { description: 'Default follow', default: 'follow' }),
    },
    target: ({ url }) => url.join(', '),
    async *run({ url, method, expect, status, times, redirects }, context) {
      if (url.length > 10) throw refused('http/many', 'At most 10 addresses at once.');
      const targets = url.map(parseUrl);
      const ask = (target: URL) =>
        timedRequest(context, target, {
          method,
          headers,
          body: undefined,
          signal: context.signal,
          now: () => context.clock.now(),
          ca,
          limitMs: timeoutMs,
        });
      const walk = async (target: URL): Promise<readonly Answered[]> => {
        const hops = [await ask(target)];
        for (;;) {
          const last = hops.at(-1);
          const location = last?.headers.location;
          if (!last || redirects === 'stop' || location === undefined || last.status < 300 || last.status > 399)
            return hops;
          if (hops.length > MOST_REDIRECTS)
            throw refused('http/redirects', `it redirects more than ${MOST_REDIRECTS} times`);
          try {
            hops.push(await ask(parseUrl(new URL(location, last.url).href)));
          } catch (error) {
            throw refused('http/hop', `it redirects to ${location}, and there: ${networkReason(error)}`);
          }
        }
      };
      const outcomes: { readonly target: URL; readonly runs: (readonly Answered[])[]; failures: string[] }[] =
        targets.map((target) => ({
          target,
          runs: [],
          failures: [],
        }));
      const waiting = new Set(targets.map(({ host }) => host));
      await Promise.all(
        outcomes.map(async ({ target, runs, failures }) => {
          for (let n = 0; n < times; n++) {
            context.signal.throwIfAborted();
            if (times > 1) context.progress(`${target.host}: ${n} of ${times}`);
            try {
              runs.push(await walk(target));
            } catch (error) {
              context.signal.throwIfAborted();
              failures.push(networkReason(error));
            }
          }
          waiting.delete(target.host);
          if (waiting.size > 0) context.progress(`waiting for ${[...waiting].join(', ')}`);
        }),
      );
      for (const outcome of outcomes) {
        yield* judge(outcome, expect, status);
        yield* describe(outcome.runs, targets.length > 1);
      }
    },
  }),
]);

function parseUrl(text: string): URL {
  const url = URL.canParse(text)
    ? new URL(text)
    : URL.canParse(`https://${text}`)
      ? new URL(`https://${text}`)
      : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw refused('http/url', `"${text}" is no http or https address.`);
  return url;
}

function* judge(
  {
    target,
    runs,
    failures,
  }: { readonly target: URL; readonly runs: readonly (readonly Answered[])[]; readonly failures: readonly string[] },
  expect: string | undefined,
  status: number | undefined,
): Generator<Finding> {
  const id = `verdict ${target.href}`;
  const answers = runs.map((hops) => hops.at(-1)).filter((answer) => answer !== undefined);
  const [first] = answers;
  if (!first) {
    yield { ...bad(`${target.href} did not answer: ${failures[0] ?? ''}.`), id };
    return;
  }
  const wrong = answers.filter((answer) => (status === undefined ? answer.status >= 400 : answer.status !== status));
  const without = expect === undefined ? [] : answers.filter(({ body }) => !body.includes(expect));
  const all = answers.length + failures.length;
  if (failures.length > 0)
    yield { ...bad(`${target.href} failed ${failures.length} of ${all} times: ${failures[0] ?? ''}.`), id };
  else if (wrong[0])
    yield {
      ...bad(
        `${target.href} answers ${wrong[0].status} ${wrong[0].statusText}${all > 1 ? ` (${wrong.length} of ${all} times)` : ''}${status === undefined ? '' : `, expected ${status}`}.`,
      ),
      id,
    };
  else if (without.length > 0)
    yield {
      ...bad(
        `The answer of ${target.href} does not contain what was expected${all > 1 ? ` (${without.length} of ${all} times)` : ''}.`,
      ),
      id,
    };
  else
    yield {
      ...ok(`${target.href} answers ${first.status} ${first.statusText}${all > 1 ? `, ${all} times` : ''}.`),
      id,
    };
  if (first.tls?.problem !== undefined)
    yield {
      ...bad(`Its certificate would be refused: ${first.tls.problem}.`, '/diag tls shows the whole chain.'),
      id: `certificate ${target.href}`,
    };
  else if (first.tls && first.tls.daysLeft < 21)
    yield {
      ...warn(`Its certificate expires in ${counted(first.tls.daysLeft, 'day')}.`, 'Renew it.'),
      id: `certificate ${target.href}`,
    };
}

function* describe(runs: readonly (readonly Answered[])[], several: boolean): Generator<Finding> {
  const [hops] = runs;
  const last = hops?.at(-1);
  if (!hops || !last) return;
  const host = new URL(last.url).host;
  const round = (value: number): number => Math.round(value * 10) / 10;
  yield {
    id: `phases ${last.url}`,
    title: several ? `${host}: time by phase` : 'Time by phase',
    type: 'table',
    columns: [
      { name: 'hop', key: true },
      { name: 'status' },
      ...['dns', 'connect', 'tls', 'first byte', 'body', 'total ms'].map((name) => ({
        name,
        align: 'right' as const,
        volatile: true,
      })),
    ],
    rows: hops.map(({ url, status, phases }) => [
      url,
      status >= 400 ? marked(status, 'bad') : status,
      ...[phases.dnsMs, phases.connectMs, phases.tlsMs, phases.firstByteMs, phases.bodyMs, phases.totalMs].map(round),
    ]),
  };
  if (runs.length > 1) {
    const totals = runs.map((each) => each.reduce((sum, { phases }) => sum + phases.totalMs, 0)).sort((a, b) => a - b);
    const at = (part: number): number =>
      round(totals[Math.min(totals.length - 1, Math.ceil(part * totals.length) - 1)] ?? 0);
    yield {
      id: `percentiles ${last.url}`,
      title: `${several ? `${host}: ` : ''}${runs.length} requests`,
      type: 'facts',
      facts: [
        ['least', at(0.0001)],
        ['median', at(0.5)],
        ['p90', at(0.9)],
        ['p99', at(0.99)],
        ['most', at(1)],
      ].map(([name, ms]) => ({ name: String(name), value: `${String(ms)} ms`, volatile: true })),
    };
  }
  const shown = [
    'server',
    'content-type',
    'content-length',
    'cache-control',
    'age',
    'via',
    'strict-transport-security',
    'retry-after',
    'location',
  ];
  yield {
    ...facts(
      {
        address: last.address,
        bytes: last.bodyBytes,
        ...(last.tls && { tls: last.tls.protocol, 'certificate days left': last.tls.daysLeft }),
        ...Object.fromEntries(
          shown.flatMap((name) => (last.headers[name] === undefined ? [] : [[name, String(last.headers[name])]])),
        ),
      },
      several ? host : undefined,
    ),
    id: `headers ${last.url}`,
  };
  yield {
    type: 'file',
    name: `headers-${host}.txt`,
    contentType: 'text/plain; charset=utf-8',
    text: hops
      .map(({ url, status, statusText, headers }) =>
        [url, `${status} ${statusText}`, ...headerLines(headers), ''].join('\n'),
      )
      .join('\n'),
  };
}

const headerLines = (headers: Answered['headers']): readonly string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${KEPT_SECRET.test(name) ? '[masked]' : String(value)}`);
/** What lets somebody in. */
const KEPT_SECRET = /^(set-cookie|authorization|proxy-authorization|x-api-key)$/;
