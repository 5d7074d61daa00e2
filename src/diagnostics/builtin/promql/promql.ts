import { z } from 'zod';
import {
  choice,
  defineDiagnostic,
  definePlugin,
  type Finding,
  type PluginContext,
  refused,
  type SuggestContext,
  text,
  warn,
} from '../../plugin.ts';
import { boundedBody, jsonOf } from '../bounded-body.ts';
import { parseDuration } from '../duration.ts';
import { targetsOf } from '../targets-of.ts';
import { findingsIn } from './findings-in.ts';

const serverSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  /** Name of the secret that holds a bearer token. */
  token: z.string().optional(),
  /** Queries worth a name: offered while typing. */
  queries: z.record(z.string(), z.string()).default({}),
});
const config = z.strictObject({ servers: z.record(z.string(), serverSchema).default({}) });

const answerSchema = z.object({
  status: z.enum(['success', 'error']),
  error: z.string().optional(),
  data: z
    .object({
      resultType: z.string(),
      result: z.unknown(),
    })
    .optional(),
  warnings: z.array(z.string()).optional(),
});
/** Prometheus itself gives up after two minutes. */
const ANSWER_MS = 25_000;
/** Leaves time to suggest the names that are known all the same: who types waits two seconds. */
const SUGGEST_MS = 1200;
const MOST_WARNINGS = 5;
const MOST_POINTS = 300;

export const plugin = definePlugin(config, ({ servers }) => [
  defineDiagnostic({
    name: 'promql',
    summary: 'Query a Prometheus and draw the range as a picture',
    examples: ['query:up', 'query:rate(http_requests_total[5m]) range:6h', 'query:up view:now'],
    risk: 'read',
    targets: Object.values(servers).flatMap(({ url }) => targetsOf(url)),
    timeoutMs: 30_000,
    options: {
      query: text({
        description: 'PromQL, or the name of a query in muster.yaml',
        required: true,
        suggest: async (typed, { server = Object.keys(servers)[0] ?? '' }, context) => {
          const chosen = servers[String(server)];
          if (!chosen) return [];
          const named = Object.keys(chosen.queries).filter((name) => name.includes(typed));
          // Names in muster.yaml need no Prometheus: they are there when it is not.
          return [...named, ...(await metricsFor(typed, chosen, context).catch(() => []))];
        },
      }),
      range: text({ description: 'How far back: 30m, 6h, 7d. Default 1h', default: '1h' }),
      server: text({
        description: 'Which Prometheus of muster.yaml',
        suggest: (typed) => Object.keys(servers).filter((name) => name.includes(typed)),
      }),
      view: choice(['range', 'now'], {
        description: 'The range as a picture, or the values of this moment',
        default: 'range',
      }),
    },
    target: ({ query, server = Object.keys(servers)[0] ?? 'none' }) => `${server}: ${query}`,
    async run({ query: written, range, server = Object.keys(servers)[0], view }, context): Promise<readonly Finding[]> {
      const chosen = server === undefined ? undefined : servers[server];
      if (!chosen)
        throw refused(
          'promql/server',
          `muster.yaml names no such Prometheus. There are: ${Object.keys(servers).join(', ') || 'none; add plugins.promql.config.servers'}.`,
        );
      context.chose({ server });
      const query = chosen.queries[written] ?? written;
      const now = Math.floor(context.clock.now() / 1000);
      const span = parseDuration(range);
      const step = Math.max(1, Math.ceil(span / 1000 / MOST_POINTS));
      const parameters: Readonly<Record<string, string>> =
        view === 'now'
          ? { query, time: String(now) }
          : { query, start: String(now - span / 1000), end: String(now), step: String(step) };
      const limit = AbortSignal.timeout(ANSWER_MS);
      const response = await context
        .fetch(`${chosen.url.replace(/\/$/, '')}/api/v1/${view === 'now' ? 'query' : 'query_range'}`, {
          method: 'POST',
          body: new URLSearchParams(parameters).toString(),
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            ...authorization(chosen, context),
          },
          signal: limit,
        })
        .catch((error: unknown) => {
          throw limit.aborted ? tooSlow(server ?? '') : error;
        });
      const whose = server ?? '';
      const body = await boundedBody(response, whose).catch((error: unknown) => {
        throw limit.aborted ? tooSlow(whose) : error;
      });
      const parsed = answerSchema.safeParse(jsonOf(body));
      if (!parsed.success) throw noAnswer(whose, response.status);
      const { data, error, warnings = [] } = parsed.data;
      if (!data) throw refused('promql/query', `Prometheus says: ${error ?? 'it failed'}.`);
      const findings = findingsIn(query, data);
      if (!findings) throw noAnswer(whose, response.status);
      return [...warnings.slice(0, MOST_WARNINGS).map((warning) => warn(warning)), ...findings];
    },
  }),
]);

const tooSlow = (server: string): Error =>
  refused(
    'promql/slow',
    `${server} did not answer within ${ANSWER_MS / 1000} s. Ask for a shorter range, or for less.`,
  );
const noAnswer = (server: string, status: number): Error =>
  refused('promql/answer', `${server} answered ${status} with something that is not Prometheus’s.`);

const authorization = ({ token }: z.output<typeof serverSchema>, context: Pick<PluginContext, 'secret'>) =>
  token === undefined ? {} : { authorization: `Bearer ${context.secret(token)}` };

const namesSchema = z.object({ data: z.array(z.string()) });

/** Metrics whose name contains the word that is being typed, each in place of that word: `rate(http_re` → `rate(http_requests_total`. */
async function metricsFor(
  typed: string,
  server: z.output<typeof serverSchema>,
  context: SuggestContext,
): Promise<readonly string[]> {
  const [word = ''] = /[a-zA-Z_:][\w:]*$/.exec(typed) ?? [];
  const parameters = new URLSearchParams({ 'match[]': `{__name__=~".*${word}.*"}`, limit: '200' });
  const response = await context.fetch(
    `${server.url.replace(/\/$/, '')}/api/v1/label/__name__/values?${parameters.toString()}`,
    {
      headers: authorization(server, context),
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(SUGGEST_MS)]),
    },
  );
  const parsed = namesSchema.safeParse(jsonOf(await boundedBody(response, 'Prometheus')));
  if (!parsed.success) return [];
  const before = typed.slice(0, typed.length - word.length);
  // What begins with the word first.
  return [...parsed.data.data]
    .sort((a, b) => Number(b.startsWith(word)) - Number(a.startsWith(word)))
    .map((name) => before + name);
}
