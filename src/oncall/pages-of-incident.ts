import type { Instant } from '../base/clock.ts';
import { type Result, messageOf, ok, refuse } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { Party } from '../timeline/entry.ts';
import { type PagingIncident, incidentWords } from './incident-pages.ts';
import { endedWith, inCommandOf } from './paging/because.ts';
import { INCIDENT_CHANNEL } from './paging/page-effects.ts';
import type { PageRow } from './paging/page-rows.ts';
import type { PageState } from './paging/page-state.ts';
import type { Pages } from './paging/pages.ts';

/** How an incident ended: by whom, when, and in words that follow "incident 3": `is resolved`. */
export interface Ending {
  readonly id: string;
  readonly by: Party;
  readonly at: Instant;
  readonly how: string;
}

/** Paged by the incident's severity: no person asked for it, and no alert. */
const isAutomatic = ({ channel, dedupKey }: PageState): boolean => channel === INCIDENT_CHANNEL && dedupKey === null;

/** Settled meanwhile, by whomever: there is nothing left to do. */
const SETTLED: ReadonlySet<string> = new Set(['page/resolved', 'page/acknowledged', 'page/unknown']);

/**
 * What becomes of an incident's pages when something becomes of the incident. Each may be called any number of times
 * for the same, and refuses, after all pages were tried, what the first of them refused.
 */
export function createPagesOfIncident(pages: Pages) {
  const each = async (
    stream: string,
    change: (page: PageRow) => Promise<Result<unknown> | undefined>,
  ): Promise<Result<null>> => {
    let refused: Result<never> | undefined;
    for (const page of await pages.ofIncident(stream)) {
      // One that cannot be read stands in no other's way.
      const done = await change(page).catch((error: unknown) => refuse('store/failed', messageOf(error)));
      if (done && !done.ok && !SETTLED.has(done.refusal.code)) refused ??= done;
    }
    return refused ?? ok(null);
  };

  return {
    /**
     * Resolves what was opened before it ended; whoever pages somebody after that means it. Its severity does not: what that
     * paged a moment too late ends, too.
     */
    ended: (incident: PagingIncident, ending: Ending) =>
      each(incident.stream, async (page) => {
        if (page.openedAt > ending.at && !isAutomatic(await pages.state(page.stream))) return undefined;
        const cause: Cause = {
          causeId: `incident-ended:${ending.id}:${page.stream}`,
          actor: ending.by,
          source: { kind: 'effect' },
        };
        return pages.resolve(page.stream, ending.by.id, endedWith(incident.number, ending.how), cause);
      }),

    /** Whoever was paged and took command has answered. Nothing of a page that did not ask them, or opened afterwards. */
    commandTaken: (incident: PagingIncident, personId: string, at: Instant) =>
      each(incident.stream, async (page) => {
        const asked = page.status === 'open' && page.openedAt < at && (await pages.asked(page.stream, personId));
        if (!asked) return undefined;
        const cause: Cause = {
          causeId: `took-command:${page.stream}:${personId}:${at}`,
          actor: { kind: 'person', id: personId },
          source: { kind: 'effect' },
        };
        return pages.acknowledge(page.stream, personId, inCommandOf(incident.number), cause);
      }),

    /** What Muster wrote of the incident says its severity and title of now; what people wrote stays as it is. */
    reworded: (incident: PagingIncident) =>
      each(incident.stream, async (page) => {
        const { channel } = await pages.state(page.stream);
        const message = incidentWords(incident);
        if (channel !== INCIDENT_CHANNEL || page.message === message) return undefined;
        return pages.reword(page.stream, message);
      }),
  };
}
