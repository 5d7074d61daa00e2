import { z } from 'zod';
import { facts, type Finding, warn } from '../../plugin.ts';
import { count } from '../count.ts';
import { counted } from '../counted.ts';

const sample = z.tuple([z.number(), z.string()]);
const matrix = z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(sample) }));
const vector = z.array(z.object({ metric: z.record(z.string(), z.string()), value: sample }));

const MOST_SERIES = 40;
const MOST_TITLE = 200;
const WHY_NONE = 'Either its condition holds for none, or a metric’s name or a label is mistyped.';

/** What Prometheus answered, by the type of its result; undefined where it is not what Prometheus says of that type. */
export function findingsIn(
  query: string,
  { resultType, result }: { readonly resultType: string; readonly result?: unknown },
): readonly Finding[] | undefined {
  if (resultType === 'matrix') {
    const parsed = matrix.safeParse(result);
    return parsed.success ? rangeFindings(query, parsed.data) : undefined;
  }
  if (resultType === 'vector') {
    const parsed = vector.safeParse(result);
    return parsed.success ? nowFindings(query, parsed.data) : undefined;
  }
  const parsed = sample.safeParse(result);
  return parsed.success ? [facts({ [query]: parsed.data[1] })] : undefined;
}

function rangeFindings(query: string, result: z.infer<typeof matrix>): readonly Finding[] {
  if (result.length === 0) return [count(`There is no series for this query in this range. ${WHY_NONE}`)];
  const lost = result.flatMap(({ values }) => values).filter(([, value]) => !Number.isFinite(Number(value))).length;
  const highest = result.toSorted((a, b) => peakOf(b) - peakOf(a)).slice(0, MOST_SERIES);
  return [
    count(
      `${result.length} series${result.length > MOST_SERIES ? `; the ${MOST_SERIES} that rise highest are kept` : ''}.`,
    ),
    ...(lost > 0 ? [warn(`${counted(lost, 'value is', 'values are')} no number (NaN, +Inf, -Inf) and left out.`)] : []),
    {
      id: 'series',
      title: query.slice(0, MOST_TITLE),
      type: 'series',
      series: highest.map(({ metric, values }) => ({
        name: labelsOf(metric),
        points: values.map(
          ([at, value]) => [Math.round(at * 1000), Number.isFinite(Number(value)) ? Number(value) : null] as const,
        ),
      })),
    },
  ];
}

const peakOf = ({ values }: z.infer<typeof matrix>[number]): number =>
  values.reduce((most, [, value]) => (Number(value) > most ? Number(value) : most), -Infinity);

function nowFindings(query: string, result: z.infer<typeof vector>): readonly Finding[] {
  if (result.length === 0) return [count(`There is no series for this query now. ${WHY_NONE}`)];
  return [
    count(`${result.length} series.`),
    {
      id: 'values',
      title: query.slice(0, MOST_TITLE),
      type: 'table',
      columns: [
        { name: 'series', key: true },
        { name: 'value', align: 'right' },
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
