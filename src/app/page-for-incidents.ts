import { failpoint } from '../base/failpoint.ts';
import type { Log } from '../base/log.ts';
import { type Result, ok } from '../base/result.ts';
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

/**
 * Where incidents meet on-call, which do not know each other: what was recorded of an incident pages somebody, or ends that.
 * Each may be done any number of times: a policy is paged once an incident, and a page ends once.
 */
export function pageForIncidents(parts: {
  readonly timeline: Pick<Timeline, 'read'>;
  readonly incidents: Incidents;
  readonly oncall: Pick<OnCall, 'pageIncident' | 'pages' | 'pagesOfIncident'>;
  readonly log: Log;
}): EffectHandlers {
  const { timeline, incidents, oncall, log } = parts;
  const { pagesOfIncident } = oncall;
  const whoTookCommand = createWhoTookCommand(parts);
  const rowOf = (stream: string): Promise<IncidentRow | undefined> => incidents.lookup.byStream(stream, operator);

  const pageFor = async (row: IncidentRow): Promise<Result<readonly number[]>> =>
    row.kind !== 'real' || row.triage === 'waiting' || row.triage === 'declined' ? ok([]) : oncall.pageIncident(row);

  const endPages = async (row: IncidentRow, opened: readonly number[] = []): Promise<Result<unknown>> => {
    const ending = (await timeline.read(row.stream, { limit: MOST_READ, order: 'descending' }))
      .map((entry) => endingOf(entry, row))
      .find((found) => found !== undefined);
    return ending ? pagesOfIncident.ended(row, ending, opened) : ok(null);
  };

  const acknowledgePages = async (row: IncidentRow): Promise<Result<unknown>> => {
    if ((await oncall.pages.ofIncident(row.stream)).length === 0) return ok(null);
    const command = await whoTookCommand(row.stream);
    return command ? pagesOfIncident.commandTaken(row, command.person, command.since) : ok(null);
  };

  const follow = async (stream: string, mayPage: boolean): Promise<readonly Result<unknown>[]> => {
    const row = await rowOf(stream);
    if (!row) return [];
    if (!ACTIVE_STATUSES.has(row.status)) return [await endPages(row)];
    const paged = mayPage ? await pageFor(row) : ok([]);
    failpoint('incident.paged');
    const after = await rowOf(stream);
    if (!after) return [paged];
    // It ended while it was being paged for.
    if (!ACTIVE_STATUSES.has(after.status)) return [await endPages(after, paged.ok ? paged.value : [])];
    return [paged, await pagesOfIncident.reworded(after), await acknowledgePages(after)];
  };

  const handler =
    (mayPage: boolean) =>
    async ({ stream }: Effect): Promise<EffectOutcome> => {
      const refused = (await follow(stream, mayPage)).flatMap((done) => (done.ok ? [] : [done.refusal]));
      for (const { message: reason } of refused)
        log.error({ stream, reason }, 'the pages of an incident did not follow it');
      // Any other refusal stays one, however often it is asked for.
      const ofStore = refused.find(({ code }) => code.startsWith('store/'));
      return ofStore ? { outcome: 'retry', reason: ofStore.message } : { outcome: 'done' };
    };
  return { 'incident.page': handler(true), 'incident.keep-pages': handler(false) };
}

/** What this entry says of the incident's end; of a merged one, its duplicate is named. */
function endingOf({ id, kind, data, actor, recordedAt }: Entry, row: IncidentRow): Ending | undefined {
  if (kind !== statusChanged.kind) return undefined;
  const changed = statusChanged.schema.safeParse(data);
  if (!changed.success || ACTIVE_STATUSES.has(changed.data.to)) return undefined;
  const how = row.mergedInto === null ? `is ${changed.data.to}` : `was merged into ${row.mergedInto}`;
  return { id, by: actor, at: recordedAt, how };
}
