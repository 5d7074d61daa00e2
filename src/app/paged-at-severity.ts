import type { Config } from '../config.ts';
import type { Paged, PagedIncident } from '../incidents/outside.ts';
import type { OnCall } from '../oncall/oncall.ts';
import { firstPagedBy } from './on-call-for.ts';
import type { InCommand } from './who-took-command.ts';

/**
 * Whom `createIncidentPages` (oncall/incident-pages.ts) pages when an incident has that severity; asked before it has. Undefined
 * when the severity pages nobody by itself.
 */
export const pagedAtSeverity =
  (parts: {
    readonly oncall: () => Pick<OnCall, 'roster' | 'pages' | 'policiesOfIncident'>;
    readonly config: () => Pick<Config, 'oncall'>;
    readonly commandOf: (stream: string) => Promise<InCommand | undefined>;
    readonly now: () => number;
  }) =>
  async (incident: PagedIncident, severity: string): Promise<readonly Paged[] | undefined> => {
    if (!parts.config().oncall.autoPage.includes(severity)) return undefined;
    const oncall = parts.oncall();
    const command = await parts.commandOf(incident.stream);
    const found: Paged[] = [];
    for (const { policy, paged } of await oncall.policiesOfIncident(incident)) {
      const first = await firstPagedBy(oncall, policy, parts.now());
      if (!first) continue;
      const answers = command !== undefined && first.people.includes(command.person);
      found.push({ ...first, before: paged !== 'not-yet', ...(answers && { inCommand: command.person }) });
    }
    return found;
  };
