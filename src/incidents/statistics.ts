import { DAY_MS } from '../base/durations.ts';
import { DateTime } from 'luxon';
import type { Instant } from '../base/clock.ts';
import type { IncidentRow } from './projections/incident-row.ts';
import { MILESTONE_LABELS, type Milestone } from './vocabulary.ts';

const RESOLVE = { key: 'resolve', label: 'Time to resolve', from: 'started', to: 'resolved' } as const;

/** What is measured: from one milestone to another. */
export const SPANS = [
  { key: 'detect', label: 'Time to detect', from: 'started', to: 'detected' },
  { key: 'acknowledge', label: 'Time to acknowledge', from: 'detected', to: 'acknowledged' },
  { key: 'mitigate', label: 'Time to mitigate', from: 'started', to: 'mitigated' },
  RESOLVE,
] as const satisfies readonly { key: string; label: string; from: Milestone; to: Milestone }[];

type Span = (typeof SPANS)[number];

export const GROUPINGS = ['severity', 'service', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Measure {
  readonly group: string;
  readonly span: string;
  readonly n: number;
  readonly medianMs: number;
  readonly p90Ms: number;
}

export interface Exclusion {
  readonly number: number;
  readonly reason: string;
}

export interface Statistics {
  readonly total: number;
  readonly measures: readonly Measure[];
  readonly excluded: readonly Exclusion[];
}

/** Nothing that is worked on by people lasts longer, or is declared later: a time typed with a wrong year or day does. */
export const LONGEST_SPAN_MS = 60 * DAY_MS;

/** Two times that share a wrong year are near each other: only the declaration, whose time nobody types, tells. */
export const isFarFrom = (declaredAt: Instant, at: Instant): boolean => Math.abs(at - declaredAt) > LONGEST_SPAN_MS;

/**
 * From milestones alone. Drills, tests, backfilled, cancelled and merged ones are left out, and so is every span that
 * can hardly be true (backwards, longer than 60 days, or with a milestone further than that from the declaration, unless somebody confirmed
 * its time): each with its reason, never averaged in. Months are those of the organisation, in its time zone.
 */
export function statisticsOf(
  rows: readonly IncidentRow[],
  { since, by, timeZone }: { readonly since: Instant; readonly by: Grouping; readonly timeZone: string },
): Statistics {
  const excluded: Exclusion[] = [];
  const samples = new Map<string, Map<string, number[]>>();
  let total = 0;
  for (const row of rows) {
    if (row.declaredAt < since) continue;
    const reason = reasonToExclude(row);
    if (reason !== undefined) {
      excluded.push({ number: row.number, reason });
      continue;
    }
    total++;
    for (const span of SPANS) {
      const { label } = span;
      const lasted = durationOf(row, span);
      if (lasted === undefined) continue; // simply not recorded: n says so
      if (typeof lasted === 'string') {
        excluded.push({ number: row.number, reason: `${label}: ${lasted}` });
        continue;
      }
      for (const group of groupsOf(row, by, timeZone)) {
        const spans = samples.get(group) ?? new Map<string, number[]>();
        samples.set(group, spans);
        const list = spans.get(label);
        if (list) list.push(lasted);
        else spans.set(label, [lasted]);
      }
    }
  }
  const measures = [...samples]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([group, spans]) =>
      SPANS.flatMap(({ label }) => {
        const sorted = spans.get(label)?.toSorted((a, b) => a - b);
        return sorted
          ? [{ group, span: label, n: sorted.length, medianMs: median(sorted), p90Ms: rank(sorted, 0.9) }]
          : [];
      }),
    );
  return { total, measures, excluded };
}

type Measured = Pick<IncidentRow, 'milestones' | 'declaredAt'>;

const farWords = (milestone: Milestone, awayMs: number): string =>
  `“${MILESTONE_LABELS[milestone]}” is ${Math.round(Math.abs(awayMs) / DAY_MS)} days ${awayMs < 0 ? 'before' : 'after'} the declaration, check its day and year`;

/** In milliseconds; why it cannot be true, in words; undefined when it is not recorded. */
function durationOf(row: Measured, { from, to }: Span): number | string | undefined {
  const [first, last] = [row.milestones[from], row.milestones[to]];
  if (first === undefined || last === undefined) return undefined;
  const [a, b] = [first.at, last.at];
  if (a === null || b === null) return 'a time is unknown';
  if (b < a) return 'runs backwards, check the milestones';
  if (!first.confirmed && isFarFrom(row.declaredAt, a)) return farWords(from, a - row.declaredAt);
  if (!last.confirmed && isFarFrom(row.declaredAt, b)) return farWords(to, b - row.declaredAt);
  const isConfirmed = first.confirmed === true || last.confirmed === true;
  return b - a > LONGEST_SPAN_MS && !isConfirmed ? 'over 60 days, check the milestones' : b - a;
}

/** From its start to its resolution, in milliseconds, as statistics take it; null when that is not known. */
export function timeToResolve(row: Measured): number | null {
  const lasted = durationOf(row, RESOLVE);
  return typeof lasted === 'number' ? lasted : null;
}

/** Why there is no such time for an incident that was resolved; null where there is one, and before. */
export function whyNoTimeToResolve(row: Measured): string | null {
  if (row.milestones.resolved === undefined) return null;
  if (row.milestones.started === undefined) return 'start not recorded';
  const lasted = durationOf(row, RESOLVE);
  return typeof lasted === 'string' ? lasted : null;
}

/** Whether statistics take it in: real, accepted, neither cancelled nor merged. */
export const isCounted = (row: IncidentRow): boolean => reasonToExclude(row) === undefined;

function reasonToExclude(row: IncidentRow): string | undefined {
  if (row.kind !== 'real') return row.kind;
  if (row.mergedInto !== null) return `merged into ${row.mergedInto}`;
  if (row.status === 'cancelled') return 'cancelled';
  return row.triage === 'waiting' ? 'not accepted yet' : undefined;
}

function groupsOf(row: IncidentRow, by: Grouping, zone: string): readonly string[] {
  if (by === 'severity') return [row.severity];
  if (by === 'service') return row.services.length === 0 ? ['(no service)'] : row.services;
  return [DateTime.fromMillis(row.declaredAt, { zone }).toFormat('yyyy-MM')];
}

const median = (sorted: readonly number[]): number => {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
};

/** Nearest rank: a value that was measured, not one in between. */
const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
