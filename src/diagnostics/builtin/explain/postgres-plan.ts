import { type PlanNode, redacted } from './plan.ts';

type Raw = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** https://www.postgresql.org/docs/current/using-explain.html, FORMAT JSON. */
export function readPostgresPlan(raw: Raw): PlanNode {
  const loops = number(raw['Actual Loops']);
  const time = number(raw['Actual Total Time']);
  const filter = redacted(raw['Filter'] ?? raw['Recheck Cond'], 'postgres');
  const condition = redacted(
    raw['Index Cond'] ?? raw['Hash Cond'] ?? raw['Merge Cond'] ?? raw['Join Filter'],
    'postgres',
  );
  const sortKey = raw['Sort Key'];
  const onDisk = raw['Sort Space Type'] === 'Disk' ? number(raw['Sort Space Used']) : number(raw['Disk Usage']);
  const batches = number(raw['Hash Batches']) ?? 1;
  const optional = {
    table: text(raw['Relation Name']),
    alias: text(raw['Alias']),
    index: text(raw['Index Name']),
    cost: number(raw['Total Cost']),
    rowsEstimated: number(raw['Plan Rows']),
    rowsActual: number(raw['Actual Rows']),
    rowsRemoved: number(raw['Rows Removed by Filter']),
    loops,
    timeMs: time === undefined ? undefined : time * (loops ?? 1),
    filter,
    // A Hash in batches does not say how much of it was on disk, only how much was in memory.
    spilled: onDisk !== undefined && onDisk > 0 ? { kB: onDisk } : batches > 1 ? {} : undefined,
    buffers:
      raw['Shared Hit Blocks'] === undefined
        ? undefined
        : {
            hit: number(raw['Shared Hit Blocks']) ?? 0,
            read: number(raw['Shared Read Blocks']) ?? 0,
            temp: (number(raw['Temp Read Blocks']) ?? 0) + (number(raw['Temp Written Blocks']) ?? 0),
          },
  };
  return {
    ...defined(optional),
    operation: [text(raw['Join Type']) === 'Inner' ? '' : text(raw['Join Type']), nodeName(raw)]
      .filter(Boolean)
      .join(' '),
    fullScan: raw['Node Type'] === 'Seq Scan',
    notes: [
      condition === undefined ? '' : `condition: ${condition}`,
      Array.isArray(sortKey) ? `sort by ${sortKey.map((key) => redacted(String(key), 'postgres')).join(', ')}` : '',
      batches > 1 ? `hash in ${batches} batches (did not fit into memory)` : '',
    ].filter((note) => note !== ''),
    children: (Array.isArray(raw['Plans']) ? (raw['Plans'] as Raw[]) : []).map(readPostgresPlan),
  };
}

/** As EXPLAIN's text has it: FORMAT JSON says `Aggregate` of all three. */
const AGGREGATES: Readonly<Record<string, string>> = {
  Hashed: 'HashAggregate',
  Sorted: 'GroupAggregate',
  Mixed: 'MixedAggregate',
};

const nodeName = (raw: Raw): string | undefined =>
  raw['Node Type'] === 'Aggregate' ? (AGGREGATES[String(raw['Strategy'])] ?? 'Aggregate') : text(raw['Node Type']);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys whose value is undefined. */
export const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
