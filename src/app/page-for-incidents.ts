import type { Clock } from '../base/clock.ts';
import { failpoint } from '../base/failpoint.ts';
import type { Log } from '../base/log.ts';
import { type Result, messageOf, ok, refuse } from '../base/result.ts';
import { statusChanged } from '../incidents/entries/status-changed.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { IncidentRow } from '../incidents/projections/incident-row.ts';
import { ACTIVE_STATUSES } from '../incidents/vocabulary.ts';
import type { OnCall } from '../oncall/oncall.ts';
import type { Ending } from '../oncall/pages-of-incident.ts';
import type { Effect, EffectHandlers, EffectOutcome } from '../timeline/effect.ts';
import type { Entry } from '../timeline/entry.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { operator } from './operator.ts';
import { createWhoTookCommand } from './who-took-command.ts';

/** Of an incident's latest entries: its end is among them, unless it was written about for days after. */
const MOST_READ = 2000;
/** With the usual backoff: about two minutes. */
const MOST_QUICK_TRIES = 8;
const SLOW_TRY_MS = 60_000;

/**
 * Where incidents meet on-call, which do not know each other: what was recorded of an incident pages somebody, or ends that.
 * Each may be done any number of times: a policy is paged once an incident, and a page ends once.
 */
export function pageForIncidents(parts: {
  readonly timeline: Pick<Timeline, 'read'>;
  readonly incidents: Incidents;
  readonly oncall: Pick<OnCall, 'pageIncident' | 'pages' | 'pagesOfIncident'>;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
}): EffectHandlers {
  const { timeline, incidents, oncall, log, clock } = parts;
  const { pagesOfIncident } = oncall;
  const whoTookCommand = createWhoTookCommand(parts);
  const rowOf = (stream: string): Promise<IncidentRow | undefined> => incidents.lookup.byStream(stream, operator);

  const pageFor = async (row: IncidentRow): Promise<Result<readonly number[]>> =>
    row.kind !== 'real' || row.triage === 'waiting' || row.triage === 'declined' ? ok([]) : oncall.pageIncident(row);

  const endPages = async (row: IncidentRow): Promise<Result<unknown>> => {
    const ending = (await timeline.read(row.stream, { limit: MOST_READ, order: 'descending' }))
      .map((entry) => endingOf(entry, row))
      .find((found) => found !== undefined);
    return ending ? pagesOfIncident.ended(row, ending) : ok(null);
  };

  const acknowledgePages = async (row: IncidentRow): Promise<Result<unknown>> => {
    if ((await oncall.pages.ofIncident(row.stream)).length === 0) return ok(null);
    const command = await whoTookCommand(row.stream);
    return command ? pagesOfIncident.commandTaken(row, command.person, command.since) : ok(null);
  };

  /** What of it is still to be done. What only keeps words and answers current is done again by the next change. */
  const follow = async (stream: string, mayPage: boolean): Promise<Result<unknown>> => {
    const row = await rowOf(stream);
    if (!row) return ok(null);
    if (!ACTIVE_STATUSES.has(row.status)) return endPages(row);
    const paged = mayPage ? await pageFor(row) : ok([]);
    failpoint('incident.paged');
    const after = mayPage ? await rowOf(stream) : row;
    if (!after) return paged;
    // It ended while it was being paged for.
    if (!ACTIVE_STATUSES.has(after.status)) return endPages(after);
    for (const kept of [await tried(() => pagesOfIncident.reworded(after)), await tried(() => acknowledgePages(after))])
      if (!kept.ok) complain(stream, kept.refusal.message);
    return paged;
  };

  const complain = (stream: string, reason: string): void => {
    log.error({ stream, reason }, 'the pages of an incident did not follow it');
  };

  const handler =
    (mayPage: boolean) =>
    async ({ stream, attempts }: Effect): Promise<EffectOutcome> => {
      const done = await tried(() => follow(stream, mayPage));
      if (done.ok) return { outcome: 'done' };
      const { code, message: reason } = done.refusal;
      complain(stream, reason);
      // Any other refusal stays one, however often it is asked for.
      if (!code.startsWith('store/')) return { outcome: 'done' };
      if (attempts < MOST_QUICK_TRIES) return { outcome: 'retry', reason };
      // Never parked: whatever this incident needs paged later waits behind it, and nobody would be rung.
      return { outcome: 'retry', reason, at: clock.now() + SLOW_TRY_MS, waits: true };
    };
  return { 'incident.page': handler(true), 'incident.keep-pages': handler(false) };
}

const tried = (attempt: () => Promise<Result<unknown>>): Promise<Result<unknown>> =>
  attempt().catch((error: unknown) => refuse('store/failed', messageOf(error)));

/** What this entry says of the incident's end; of a merged one, its duplicate is named. */
function endingOf({ id, kind, data, actor, recordedAt }: Entry, row: IncidentRow): Ending | undefined {
  if (kind !== statusChanged.kind) return undefined;
  const changed = statusChanged.schema.safeParse(data);
  if (!changed.success || ACTIVE_STATUSES.has(changed.data.to)) return undefined;
  const how = row.mergedInto === null ? `is ${changed.data.to}` : `was merged into ${row.mergedInto}`;
  return { id, by: actor, at: recordedAt, how };
}
