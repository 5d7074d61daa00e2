import type { Log } from '../base/log.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { OnCall } from '../oncall/oncall.ts';
import { pageAcknowledged, pageResponderJoined } from '../oncall/paging/entries.ts';
import { type Entry, streamType } from '../timeline/entry.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Part of it already, or it is over: there is nobody to let in, or nothing. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set(['responder/same', 'incident/ended', 'incident/merged']);

/**
 * Who was paged for an incident and answers takes part in it: may write in it, and sees the channel of a private one, for
 * nobody helps with what they may not see. Who answers a page that never asked them is let in by those who are inside.
 */
export function letInWhoAnswers(parts: {
  readonly timeline: Pick<Timeline, 'onCommitted' | 'read'>;
  readonly incidents: Pick<Incidents, 'pageAnswered'>;
  readonly oncall: Pick<OnCall, 'pages'>;
  readonly log: Log;
}) {
  const { timeline, incidents, log } = parts;
  const { pages } = parts.oncall;
  const underWay = new Set<Promise<unknown>>();

  const letIn = async (page: string, person: string): Promise<void> => {
    const row = await pages.row(page);
    if (row?.incident == null || !(await pages.asked(page, person))) return;
    const joined = await incidents.pageAnswered(row.incident, { person, page: row.number });
    if (!joined.ok && !NOTHING_TO_DO.has(joined.refusal.code)) {
      log.error(
        { page: row.number, reason: joined.refusal.message },
        'who answered a page was not let into its incident',
      );
    }
  };

  timeline.onCommitted((entries) => {
    for (const entry of entries) {
      const person = answeredBy(entry);
      if (person === undefined) continue;
      const letting = letIn(entry.stream, person)
        .catch((error: unknown) => {
          log.warn({ err: error, page: entry.stream }, 'who answered is let in at the next start'); // by `recover`
        })
        .finally(() => underWay.delete(letting));
      underWay.add(letting);
    }
  });
  return {
    /** Answered a moment before the end of the last run. */
    async recover(): Promise<void> {
      for (const { stream, incident } of await pages.live()) {
        if (incident === null) continue;
        const people = (await timeline.read(stream)).flatMap((entry) => answeredBy(entry) ?? []);
        // Who was let in, and taken out again since, is not let in anew: that has been done.
        for (const person of new Set(people)) await letIn(stream, person);
      }
    },
    /** Those that are under way. */
    settled: () => Promise.allSettled(underWay),
  };
}

/** An incident's timeline holds copies of what its pages' say: the page's own is what counts. */
function answeredBy({ stream, kind, data }: Entry): string | undefined {
  if (streamType(stream) !== 'page') return undefined;
  if (kind === pageAcknowledged.kind) return pageAcknowledged.schema.safeParse(data).data?.by;
  return kind === pageResponderJoined.kind ? pageResponderJoined.schema.safeParse(data).data?.by : undefined;
}
