import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { oneAtATime } from '../base/one-at-a-time.ts';
import type { Result } from '../base/result.ts';
import { roleAssigned } from '../incidents/entries/role-assigned.ts';
import { statusChanged } from '../incidents/entries/status-changed.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { IncidentRow } from '../incidents/projections/incident-row.ts';
import { ACTIVE_STATUSES } from '../incidents/vocabulary.ts';
import type { OnCall } from '../oncall/oncall.ts';
import type { Ending } from '../oncall/pages-of-incident.ts';
import type { Entry } from '../timeline/entry.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { openIncidents } from './open-incidents.ts';
import { operator } from './operator.ts';
import { createWhoTookCommand } from './who-took-command.ts';

/** Of an incident's latest entries: its end is among them, unless it was written about for days after. */
const MOST_READ = 2000;
const DAY_MS = 86_400_000;
/** After any of these an incident may have to page somebody. Its reopening is none of them: people page then. */
const PAGING_KINDS: ReadonlySet<string> = new Set([
  'incident.declared',
  'severity.changed',
  'service.added',
  'incident.triaged',
]);
/** After these, and the above, the pages that it has may have to follow it. */
const FOLLOWED_KINDS: ReadonlySet<string> = new Set([
  ...PAGING_KINDS,
  'incident.renamed',
  statusChanged.kind,
  roleAssigned.kind,
]);

/** Where incidents meet on-call, which do not know each other: what was recorded of an incident pages somebody, or ends that. */
export function createPageForIncidents(parts: {
  readonly timeline: Pick<Timeline, 'onCommitted' | 'read'>;
  readonly incidents: Incidents;
  readonly oncall: OnCall;
  readonly clock: Clock;
  readonly log: Log;
}) {
  const { timeline, incidents, oncall, clock, log } = parts;
  const { pagesOfIncident } = oncall;
  const whoTookCommand = createWhoTookCommand(parts);
  /** Under way: the store is not closed before they are done, so that `muster declare` pages, too. */
  const paging = new Set<Promise<unknown>>();
  const inTurn = oneAtATime();
  const rowOf = (stream: string): Promise<IncidentRow | undefined> => incidents.lookup.byStream(stream, operator);

  const say = (row: IncidentRow, done: Result<unknown>): void => {
    if (!done.ok)
      log.error({ incident: row.number, reason: done.refusal.message }, 'the pages of an incident could not follow it');
  };

  const pageFor = async (row: IncidentRow): Promise<readonly number[]> => {
    if (row.kind !== 'real' || row.triage === 'waiting' || row.triage === 'declined') return [];
    const paged = await oncall.pageIncident(row);
    say(row, paged);
    return paged.ok ? paged.value : [];
  };

  const endPages = async (row: IncidentRow, opened: readonly number[] = []): Promise<void> => {
    const ending = (await timeline.read(row.stream, { limit: MOST_READ, order: 'descending' }))
      .map((entry) => endingOf(entry, row))
      .find((found) => found !== undefined);
    if (ending) say(row, await pagesOfIncident.ended(row, ending, opened));
  };

  const acknowledgePages = async (row: IncidentRow): Promise<void> => {
    if ((await oncall.pages.ofIncident(row.stream)).length === 0) return;
    const command = await whoTookCommand(row.stream);
    if (command) say(row, await pagesOfIncident.commandTaken(row, command.person, command.since));
  };

  const follow = (stream: string, mayPage: boolean): Promise<void> =>
    inTurn(stream, async () => {
      const row = await rowOf(stream);
      if (!row) return;
      if (!ACTIVE_STATUSES.has(row.status)) return endPages(row);
      const opened = mayPage ? await pageFor(row) : [];
      const after = await rowOf(stream);
      if (!after) return;
      // It ended while it was being paged for.
      if (!ACTIVE_STATUSES.has(after.status)) return endPages(after, opened);
      say(after, await pagesOfIncident.reworded(after));
      await acknowledgePages(after);
    });

  timeline.onCommitted((entries) => {
    const streams = new Set(entries.filter(({ kind }) => FOLLOWED_KINDS.has(kind)).map(({ stream }) => stream));
    for (const stream of streams) {
      const mayPage = entries.some((entry) => entry.stream === stream && PAGING_KINDS.has(entry.kind));
      const followed = follow(stream, mayPage)
        .catch((error: unknown) => {
          log.warn({ err: error, stream }, 'an incident is paged for at the next start'); // by `recover`
        })
        .finally(() => paging.delete(followed));
      paging.add(followed);
    }
  });
  return {
    /** What was recorded a moment before the end of the last run: each incident is paged for once, and no longer than it lasts. */
    async recover(): Promise<void> {
      const open = await openIncidents(incidents);
      const recent = open.filter((row) => row.declaredAt > clock.now() - DAY_MS).map(({ stream }) => stream);
      const paged = (await oncall.pages.live()).flatMap(({ incident }) => incident ?? []);
      for (const stream of new Set([...recent, ...paged])) await follow(stream, recent.includes(stream));
    },
    /** Those that are under way. */
    settled: () => Promise.allSettled(paging),
  };
}

/** What this entry says of the incident's end; of a merged one, its duplicate is named. */
function endingOf({ id, kind, data, actor, recordedAt }: Entry, row: IncidentRow): Ending | undefined {
  if (kind !== statusChanged.kind) return undefined;
  const changed = statusChanged.schema.safeParse(data);
  if (!changed.success || ACTIVE_STATUSES.has(changed.data.to)) return undefined;
  const how = row.mergedInto === null ? `is ${changed.data.to}` : `was merged into ${row.mergedInto}`;
  return { id, by: actor, at: recordedAt, how };
}
