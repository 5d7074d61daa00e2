import type { ListedIncident } from './web-parts.ts';

export interface ListFigures {
  readonly open: number;
  readonly total: number;
  readonly bySeverity: readonly { readonly severity: string; readonly count: number }[];
  /** Of those that were resolved; undefined when none was. */
  readonly medianResolveMs: number | undefined;
  /** Of how many: those whose start and resolution are recorded. */
  readonly timed: number;
}

/** Numbers over the incidents that this person may see, those that statistics take in. */
export function listFigures(incidents: readonly ListedIncident[]): ListFigures {
  const real = incidents.filter(({ counted }) => counted);
  const counts = new Map<string, number>();
  for (const { severity } of real) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  const times = real.flatMap(({ resolveMs }) => resolveMs ?? []).sort((a, b) => a - b);
  const middle = Math.floor(times.length / 2);
  const upper = times[middle];
  const lower = times[middle - 1];
  return {
    open: real.filter((incident) => incident.open).length,
    total: real.length,
    bySeverity: [...counts]
      .map(([severity, count]) => ({ severity, count }))
      .sort((a, b) => a.severity.localeCompare(b.severity)),
    timed: times.length,
    medianResolveMs:
      upper === undefined ? undefined : times.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2,
  };
}

/** `2 h 5 min`, `3 d 4 h`. */
export function durationText(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
