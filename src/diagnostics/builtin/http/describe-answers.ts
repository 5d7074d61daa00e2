import { facts, type Finding, marked } from '../../plugin.ts';
import type { Answered, Phases } from './timed-request.ts';

const PHASES: readonly (readonly [name: string, key: keyof Phases])[] = [
  ['dns', 'dnsMs'],
  ['connect', 'connectMs'],
  ['tls', 'tlsMs'],
  ['first byte', 'firstByteMs'],
  ['body', 'bodyMs'],
  ['total', 'totalMs'],
];

const SHOWN_HEADERS = [
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

const round = (value: number): number => Math.round(value * 10) / 10;

/** Times by phase and over all requests, and the headers, of what one target answered; each run a chain of redirects. */
export function* describeAnswers(
  runs: readonly (readonly Answered[])[],
  times: number,
  label: string | undefined,
): Generator<Finding> {
  const [hops] = runs;
  const last = hops?.at(-1);
  if (!hops || !last) return;
  const before = label === undefined ? '' : `${label}: `;
  yield {
    id: `phases ${last.url}`,
    title: `${before}${runs.length > 1 ? 'the first request by phase (ms)' : 'time by phase (ms)'}`.replace(/^t/, 'T'),
    type: 'table',
    columns: [
      { name: 'hop', key: true },
      { name: 'status' },
      ...PHASES.map(([name]) => ({ name, align: 'right' as const, volatile: true })),
    ],
    rows: hops.map(({ url, status, phases }) => [
      url,
      status >= 400 ? marked(status, 'bad') : status,
      ...PHASES.map(([, key]) => round(phases[key])),
    ]),
  };
  if (runs.length > 1) yield* percentiles(runs, times, last.url, before);
  yield {
    ...facts(
      {
        address: last.address,
        bytes: last.isWhole ? last.bodyBytes : `${last.bodyBytes}, and more that was not read`,
        ...(last.tls && { tls: last.tls.protocol, 'certificate days left': last.tls.daysLeft }),
        ...Object.fromEntries(
          SHOWN_HEADERS.flatMap((name) =>
            last.headers[name] === undefined ? [] : [[name, String(last.headers[name])]],
          ),
        ),
      },
      label,
    ),
    id: `headers ${last.url}`,
  };
  yield {
    type: 'file',
    name: `headers-${label ?? new URL(last.url).host}.txt`,
    contentType: 'text/plain; charset=utf-8',
    volatile: true,
    text: hops
      .map(({ url, status, statusText, headers }) =>
        [url, `${status} ${statusText}`, ...headerLines(headers), ''].join('\n'),
      )
      .join('\n'),
  };
}

function* percentiles(
  runs: readonly (readonly Answered[])[],
  times: number,
  url: string,
  before: string,
): Generator<Finding> {
  const timesOf = (key: keyof Phases): readonly number[] =>
    runs.map((hops) => hops.reduce((sum, { phases }) => sum + phases[key], 0)).toSorted((a, b) => a - b);
  const at = (times: readonly number[], part: number): number =>
    round(times[Math.max(0, Math.ceil(part * times.length) - 1)] ?? 0);
  const totals = timesOf('totalMs');
  yield {
    id: `percentiles ${url}`,
    title: `${before}${runs.length < times ? `${runs.length} of ${times}` : runs.length} requests`,
    type: 'facts',
    facts: [
      ['least', at(totals, 0)],
      ['median', at(totals, 0.5)],
      ['p90', at(totals, 0.9)],
      ['p99', at(totals, 0.99)],
      ['most', at(totals, 1)],
    ].map(([name, ms]) => ({ name: String(name), value: `${String(ms)} ms`, volatile: true })),
  };
  yield {
    id: `percentiles by phase ${url}`,
    title: `${before}all requests by phase (ms)`.replace(/^a/, 'A'),
    type: 'table',
    columns: [
      { name: 'phase', key: true },
      ...['median', 'p90', 'p99'].map((name) => ({ name, align: 'right' as const, volatile: true })),
    ],
    rows: PHASES.map(([name, key]) => [name, ...[0.5, 0.9, 0.99].map((part) => at(timesOf(key), part))]),
  };
}

const headerLines = (headers: Answered['headers']): readonly string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${LETS_IN.test(name) ? '[masked]' : String(value)}`);
/** What lets somebody in. */
const LETS_IN = /^(set-cookie|authorization|proxy-authorization|x-api-key)$/;
