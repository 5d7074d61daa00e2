import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { IncidentRow } from '../incidents/projections/incident-row.ts';
import type { OnCall } from '../oncall/oncall.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { operator } from './operator.ts';

const DAY_MS = 86_400_000;
const MOST_OPEN = 500;
/** After any of these an incident may have to page somebody. */
const PAGING_KINDS: ReadonlySet<string> = new Set([
  'incident.declared',
  'severity.changed',
  'service.added',
  'incident.triaged',
]);

/** Where incidents meet on-call, which do not know each other: what was recorded of an incident may have to page somebody. */
export function createPageForIncidents(parts: {
  readonly timeline: Pick<Timeline, 'onCommitted'>;
  readonly incidents: Incidents;
  readonly oncall: OnCall;
  readonly clock: Clock;
  readonly log: Log;
}) {
  const { timeline, incidents, oncall, clock, log } = parts;
  /** Under way: the store is not closed before they are done, so that `muster declare` pages, too. */
  const paging = new Set<Promise<unknown>>();
  const pageFor = async (row: IncidentRow): Promise<void> => {
    if (row.kind !== 'real' || row.triage === 'waiting' || row.triage === 'declined') return;
    const paged = await oncall.pageIncident(row);
    if (!paged.ok)
      log.error({ incident: row.number, reason: paged.refusal.message }, 'an incident could not be paged for');
  };
  timeline.onCommitted((entries) => {
    const streams = new Set(entries.filter(({ kind }) => PAGING_KINDS.has(kind)).map(({ stream }) => stream));
    for (const stream of streams) {
      const paged = incidents.lookup
        .byStream(stream, operator)
        .then((row) => row && pageFor(row))
        .catch((error: unknown) => {
          log.warn({ err: error, stream }, 'an incident is paged for at the next start'); // by `recover`
        })
        .finally(() => paging.delete(paged));
      paging.add(paged);
    }
  });
  return {
    /** What was declared a moment before the end of the last run: each incident is paged for once. */
    async recover(): Promise<void> {
      for (const row of await incidents.lookup.list(operator, { bucket: 'open', limit: MOST_OPEN })) {
        if (row.declaredAt > clock.now() - DAY_MS) await pageFor(row);
      }
    },
    /** Those that are under way. */
    settled: () => Promise.allSettled(paging),
  };
}
