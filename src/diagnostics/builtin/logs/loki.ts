import { boundedBody, jsonOf } from '../bounded-body.ts';
import { z } from 'zod';
import { type PluginContext, refused } from '../../plugin.ts';
import type { FoundLines, LogLine } from './count-over-time.ts';

/** https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        /** Nanoseconds as text, the line, and perhaps structured metadata. */
        values: z.array(z.tuple([z.string(), z.string()], z.unknown())),
      }),
    ),
  }),
});

export async function queryLoki(
  context: Pick<PluginContext, 'fetch' | 'secret' | 'signal'>,
  query: {
    readonly url: string;
    readonly token?: string | undefined;
    readonly tenant?: string | undefined;
    readonly selector: string;
    readonly text: string;
    readonly from: number;
    readonly to: number;
    readonly limit: number;
  },
): Promise<FoundLines> {
  const { text } = query;
  if (isMetric(text))
    throw refused(
      'logs/metric',
      'That asks for a metric, and here lines are looked for: leave the {…} and its filters alone; how many there are over time is counted from them.',
    );
  // Words become a filter behind the configured selector; quotes inside are escaped as Go does.
  const expression = text.trim().startsWith('{') ? text : `${query.selector} |= ${JSON.stringify(text)}`;
  const parameters = new URLSearchParams({
    query: expression,
    start: `${query.from}000000`,
    end: `${query.to}000000`,
    limit: String(query.limit),
    direction: 'backward',
  });
  const response = await context.fetch(
    `${query.url.replace(/\/$/, '')}/loki/api/v1/query_range?${parameters.toString()}`,
    {
      headers: {
        ...(query.token !== undefined && { authorization: `Bearer ${context.secret(query.token)}` }),
        ...(query.tenant !== undefined && { 'x-scope-orgid': query.tenant }),
      },
      signal: context.signal,
    },
  );
  const body = await boundedBody(response, 'Loki');
  if (!response.ok) throw refused('logs/loki', `Loki answers ${response.status}: ${body.slice(0, 300)}`);
  const parsed = answerSchema.safeParse(jsonOf(body));
  if (!parsed.success)
    throw refused(
      'logs/loki',
      'Its answer is no list of lines: ask for lines, not for a metric, and see that a Loki stands there.',
    );
  const lines = parsed.data.data.result
    .flatMap(({ values }) => values.map(([at, line]): LogLine => ({ at: millisecondsOf(at), text: line })))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  return { lines, cut: lines.length >= query.limit };
}

/** `sum by (app) (rate({app="shop"}[5m]))`: https://grafana.com/docs/loki/latest/query/metric_queries/ */
function isMetric(text: string): boolean {
  const selected = text.indexOf('}', text.indexOf('{') + 1);
  return (
    /^\s*\w+\s*(?:(?:by|without)\s*\([^)]*\)\s*)?\(/i.test(text) &&
    text.includes('{') &&
    selected >= 0 &&
    /\[\d+(?:ms|[smhdwy])/.test(text.slice(selected))
  );
}

/** Of a date can be told what lies within 100,000,000 days of 1970. */
const MOST_MILLISECONDS = 8.64e15;

/** Loki's nanoseconds; null where it is no time. */
function millisecondsOf(nanoseconds: string): number | null {
  const at = /^\d{7,}$/.test(nanoseconds) ? Number(nanoseconds.slice(0, -6)) : NaN;
  return at <= MOST_MILLISECONDS ? at : null;
}
