import { z } from 'zod';
import { type Result, ok } from '../../base/result.ts';
import { callPagerDuty } from './call.ts';
import { at } from './operations.ts';
import type { PagerDutyConnection, PagerDutyRequest } from './request.ts';

const reference = z.object({ id: z.string(), type: z.string().nullish(), summary: z.string().nullish() });

const incidentSchema = z.object({
  id: z.string(),
  incident_number: z.number(),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  title: z.string().nullish(),
  service: reference.nullish(),
  html_url: z.string().nullish(),
  incident_key: z.string().nullish(),
  acknowledgements: z.array(z.object({ at: z.string().nullish(), acknowledger: reference })).nullish(),
  last_status_change_by: reference.nullish(),
});
/** An incident as watching it needs it. */
export type WatchedIncident = z.infer<typeof incidentSchema>;

const logEntrySchema = z.object({
  id: z.string().min(1).max(100),
  type: z.string(),
  summary: z.string().nullish(),
  created_at: z.iso.datetime({ offset: true }),
  agent: reference.nullish(),
  html_url: z.string().nullish(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

const PAGE = 100;
/** So many log entries of one incident are taken over. */
const MOST_PAGES = 10;

/** Reading one incident back, to know whether what was asked for has happened already. Refuses `pagerduty/…`. */
export function createIncidentClient(connection: PagerDutyConnection) {
  const call = <T>(request: PagerDutyRequest, schema: z.ZodType<T>) => callPagerDuty(connection, request, schema);

  return {
    get: (id: string): Promise<Result<WatchedIncident>> =>
      call(
        at('GET /incidents/{id}', id),
        z.object({ incident: incidentSchema }).transform((body) => body.incident),
      ),

    /** The newest incident with that key, whatever its state: an open one first. */
    async findByKey(key: string): Promise<Result<WatchedIncident | undefined>> {
      const found = await call(
        { ...at('GET /incidents'), query: { incident_key: key, limit: PAGE } },
        z.object({ incidents: z.array(incidentSchema) }),
      );
      if (!found.ok) return found;
      const same = found.value.incidents.filter(({ incident_key }) => incident_key === key);
      return ok(same.find(({ status }) => status !== 'resolved') ?? same.at(-1));
    },

    /** Oldest first. */
    async logEntries(id: string): Promise<Result<readonly LogEntry[]>> {
      const all: LogEntry[] = [];
      const schema = z.object({ log_entries: z.array(logEntrySchema), more: z.boolean().nullish() });
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = { limit: PAGE, offset: page * PAGE, is_overview: 'false' };
        const found = await call({ ...at('GET /incidents/{id}/log_entries', id), query }, schema);
        if (!found.ok) return found;
        all.push(...found.value.log_entries);
        if (found.value.more !== true) break;
      }
      return ok(all.sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at)));
    },

    /** What notes say. */
    notes: (id: string): Promise<Result<readonly string[]>> =>
      call(
        at('GET /incidents/{id}/notes', id),
        z
          .object({ notes: z.array(z.object({ content: z.string() })) })
          .transform((body) => body.notes.map(({ content }) => content)),
      ),
  };
}
export type IncidentClient = ReturnType<typeof createIncidentClient>;
