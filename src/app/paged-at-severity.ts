import type { Config } from '../config.ts';
import type { Paged, PagedIncident } from '../incidents/outside.ts';
import type { OnCall } from '../oncall/oncall.ts';
import { firstPagedBy } from './on-call-for.ts';

/** The newest pages of all, among which those of one incident are looked for. */
const MOST_READ = 500;

/**
 * Whom `createIncidentPages` (oncall/incident-pages.ts) pages when an incident has that severity; asked before it has. Undefined
 * when the severity pages nobody by itself.
 */
export const pagedAtSeverity =
  (parts: {
    readonly oncall: () => Pick<OnCall, 'roster' | 'pages'>;
    readonly config: () => Pick<Config, 'oncall' | 'services'>;
    readonly now: () => number;
  }) =>
  async ({ stream, services }: PagedIncident, severity: string): Promise<readonly Paged[] | undefined> => {
    const config = parts.config();
    if (!config.oncall.autoPage.includes(severity)) return undefined;
    const oncall = parts.oncall();
    const pages = (await oncall.pages.recent(MOST_READ)).filter(({ incident }) => incident === stream);
    const before = new Set(
      pages.map(({ service }) => (service === null ? undefined : config.services[service]?.policy)),
    );
    const paged = new Map<string, Paged>();
    for (const service of services) {
      const first = await firstPagedBy(oncall, config.services[service]?.policy, parts.now());
      if (!first || paged.has(first.policy)) continue;
      paged.set(first.policy, { ...first, before: before.has(first.policy) });
    }
    return [...paged.values()];
  };
