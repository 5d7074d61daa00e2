import { z } from 'zod';
import {
  choice,
  defineDiagnostic,
  definePlugin,
  integer,
  isSecretName,
  list,
  networkReason,
  Refused,
  refused,
  text,
} from '../../plugin.ts';
import { describeAnswers } from './describe-answers.ts';
import { type Failure, judgeAnswers } from './judge-answers.ts';
import { type Answered, timedRequest } from './timed-request.ts';

const MOST_REDIRECTS = 10;
/** What proves who asks: with these, whoever may ask for an address would have them sent to a server of their own. */
const CREDENTIALS = /^(?:(?:proxy-)?authorization|cookie)$/i;
const config = z.strictObject({
  /** Sent with every request, wherever it goes: `{ x-probe: muster }`. */
  headers: z
    .record(z.string(), z.string())
    .refine((headers) => Object.keys(headers).every((name) => !CREDENTIALS.test(name) && !isSecretName(name)), {
      error: 'would be sent to every address that anybody asks for: leave credentials out',
    })
    .default({}),
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
          find: expect ?? '',
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
      const outcomes: { readonly target: URL; readonly runs: (readonly Answered[])[]; failures: Failure[] }[] =
        targets.map((target) => ({
          target,
          runs: [],
          failures: [],
        }));
      const waiting = new Set(targets.map(({ host }) => host));
      await Promise.all(
        outcomes.map(async ({ target, runs, failures }) => {
          for (let n = 0; n < times && !context.signal.aborted; n++) {
            if (times > 1) context.progress(`${target.host}: ${n} of ${times}`);
            try {
              runs.push(await walk(target));
            } catch (error) {
              if (context.signal.aborted) return;
              failures.push({ reason: networkReason(error), asked: !isForbidden(error) });
            }
          }
          waiting.delete(target.host);
          if (waiting.size > 0) context.progress(`waiting for ${[...waiting].join(', ')}`);
        }),
      );
      // What was measured until the time was up is of use, too.
      for (const outcome of outcomes) {
        if (context.signal.aborted && outcome.runs.length + outcome.failures.length === 0) continue;
        yield* judgeAnswers(outcome, expect, status);
        yield* describeAnswers(
          outcome.runs,
          times,
          targets.length === 1 ? undefined : labelOf(outcome.target, targets),
        );
      }
    },
  }),
]);

function parseUrl(text: string): URL {
  // `example.com:8443` has a port, and no scheme of that name.
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw refused('http/url', `"${text}" is no http or https address.`);
  return url;
}

/** The host, as long as that tells the targets apart. */
const labelOf = (target: URL, all: readonly URL[]): string =>
  all.filter(({ host }) => host === target.host).length > 1 ? `${target.host}${target.pathname}` : target.host;

const isForbidden = (error: unknown): boolean =>
  error instanceof Refused && ['target/not-listed', 'target/protected'].includes(error.code);
