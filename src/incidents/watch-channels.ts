import { channelOpened } from './entries/channel-opened.ts';
import { incidentRows } from './projections/incident-row.ts';
import type { IncidentParts } from './parts.ts';

const AT_ONCE = 1000;

/** The channels of incidents, in memory: filled from the record at the start, kept up by commits. */
export function watchChannels(parts: Pick<IncidentParts, 'timeline' | 'store'>): { has(channelId: string): boolean } {
  const channels = new Set<string>();
  parts.timeline.onCommitted((entries) => {
    for (const entry of entries) {
      if (entry.kind !== channelOpened.kind) continue;
      const parsed = channelOpened.schema.safeParse(entry.data);
      if (parsed.success) channels.add(parsed.data.channel);
    }
  });
  const load = async (): Promise<void> => {
    for (let behind: number | undefined; ;) {
      const rows = await parts.store.project(incidentRows, {
        order: 'descending',
        limit: AT_ONCE,
        ...(behind !== undefined && { behind }),
      });
      for (const { row } of rows) if (row.channelId !== null) channels.add(row.channelId);
      behind = rows.at(-1)?.sort;
      if (rows.length < AT_ONCE) return;
    }
  };
  // A store that cannot be read says so at the next command; until then no message is taken for an incident's.
  load().catch(() => undefined);
  return { has: (channelId) => channels.has(channelId) };
}
