import { incidentChannels } from './projections/incident-channels.ts';
import type { IncidentParts } from './parts.ts';

const AT_ONCE = 5000;

/**
 * The channels and threads of incidents, in memory: filled from the record at the start, kept up by commits. It is asked
 * about every message of the server, so it answers at once.
 */
export function watchChannels(parts: Pick<IncidentParts, 'timeline' | 'store'>): { has(channelId: string): boolean } {
  const channels = new Set<string>();
  parts.timeline.onCommitted((entries) => {
    for (const entry of entries) {
      if (!incidentChannels.kinds.has(entry.kind)) continue;
      for (const { key } of incidentChannels.apply(entry, () => undefined)) channels.add(key);
    }
  });
  const load = async (): Promise<void> => {
    for (let behind: number | undefined; ;) {
      const page = { order: 'descending', limit: AT_ONCE, ...(behind !== undefined && { behind }) } as const;
      const rows = await parts.store.project(incidentChannels, page);
      for (const { key } of rows) channels.add(key);
      behind = rows.at(-1)?.sort;
      if (rows.length < AT_ONCE) return;
    }
  };
  // A store that cannot be read says so at the next command; until then no message is taken for an incident's.
  load().catch(() => undefined);
  return { has: (channelId) => channels.has(channelId) };
}
