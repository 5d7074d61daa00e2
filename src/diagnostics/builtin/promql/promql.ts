import { z } from 'zod';
import {
  choice,
  defineDiagnostic,
  definePlugin,
  facts,
  type Finding,
  ok,
  type PluginContext,
  refused,
  type SuggestContext,
  text,
  warn,
} from '../../plugin.ts';
import { counted } from '../counted.ts';
import { parseDuration } from '../duration.ts';
import { targetsOf } from '../targets-of.ts';

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
const sample = z.tuple([z.number(), z.string()]);
const matrix = z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(sample) }));
const vector = z.array(z.object({ metric: z.record(z.string(), z.string()), value: sample }));

/** Prometheus itself gives up after two minutes. */
const ANSWER_MS = 25_000;
const MOST_SERIES = 40;
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
          return [...named, ...(await metricsFor(typed, chosen, context))];
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
    target: ({ query }) => query,
    async run({ query: written, range, server = Object.keys(servers)[0], view }, context): Promise<readonly Finding[]> {
      const chosen = server === undefined ? undefined : servers[server];
      if (!chosen)
        throw refused(
          'promql/server',
          `muster.yaml names no such Prometheus. There are: ${Object.keys(servers).join(', ') || 'none; add plugins.promql.config.servers'}.`,
        );
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
          throw limit.aborted
            ? refused(
                'promql/slow',
                `${server ?? ''} did not answer within ${ANSWER_MS / 1000} s. Ask for a shorter range, or for less.`,
              )
            : error;
        });
      const parsed = answerSchema.safeParse(await response.json().catch(() => undefined));
      if (!parsed.success)
        throw refused(
          'promql/answer',
          `${server ?? ''} answered ${response.status} with something that is not Prometheus’s.`,
        );
      const { data, error, warnings = [] } = parsed.data;
      if (!data) throw refused('promql/query', `Prometheus says: ${error ?? 'it failed'}.`);
      return [
        ...warnings.map((warning) => warn(warning)),
        ...(data.resultType === 'matrix' ? rangeFindings(query, matrix.parse(data.result)) : nowFindings(query, data)),
      ];
    },
  }),
]);

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
    { headers: authorization(server, context), signal: context.signal },
  );
  const parsed = namesSchema.safeParse(await response.json());
  if (!parsed.success) return [];
  const before = typed.slice(0, typed.length - word.length);
  // What begins with the word first.
  return [...parsed.data.data]
    .sort((a, b) => Number(b.startsWith(word)) - Number(a.startsWith(word)))
    .map((name) => before + name);
}

function rangeFindings(query: string, result: z.infer<typeof matrix>): readonly Finding[] {
  if (result.length === 0)
    return [
      warn(
        'There is no series for this query in this range.',
        'Look for a typing error in the metric’s name or labels.',
      ),
    ];
  const lost = result.flatMap(({ values }) => values).filter(([, value]) => !Number.isFinite(Number(value))).length;
  return [
    ok(`${result.length} series${result.length > MOST_SERIES ? `, the first ${MOST_SERIES} shown` : ''}.`),
    ...(lost > 0 ? [warn(`${counted(lost, 'value is', 'values are')} no number (NaN, +Inf, -Inf) and left out.`)] : []),
    {
      id: 'series',
      title: query.slice(0, 200),
      type: 'series',
      series: result.slice(0, MOST_SERIES).map(({ metric, values }) => ({
        name: labelsOf(metric),
        points: values.map(
          ([at, value]) => [Math.round(at * 1000), Number.isFinite(Number(value)) ? Number(value) : null] as const,
        ),
      })),
    },
  ];
}

function nowFindings(
  query: string,
  data: { readonly resultType: string; readonly result?: unknown },
): readonly Finding[] {
  if (data.resultType === 'scalar' || data.resultType === 'string')
    return [facts({ [query]: sample.parse(data.result)[1] })];
  const result = vector.parse(data.result);
  if (result.length === 0)
    return [warn('There is no series for this query now.', 'Look for a typing error in the metric’s name or labels.')];
  return [
    ok(`${result.length} series.`),
    {
      id: 'values',
      title: query.slice(0, 200),
      type: 'table',
      columns: [
        { name: 'series', key: true },
        { name: 'value', align: 'right', volatile: true },
      ],
      rows: result.map(({ metric, value }) => [labelsOf(metric), value[1]]),
    },
  ];
}

/** `http_requests_total{code="500"}` as Prometheus writes it. */
function labelsOf(metric: Readonly<Record<string, string>>): string {
  const { __name__: name = '', ...labels } = metric;
  const inside = Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(', ');
  return inside === '' ? name || '{}' : `${name}{${inside}}`;
}
