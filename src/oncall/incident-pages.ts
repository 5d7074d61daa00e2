import { ok, type Result } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { OnCallConfig } from './config/oncall.ts';
import type { OnCallSections } from './config/references.ts';
import { INCIDENT_CHANNEL } from './paging/page-effects.ts';
import type { Pages } from './paging/pages.ts';

/** An incident as paging sees it. */
export interface PagingIncident {
  readonly stream: string;
  readonly number: number;
  readonly title: string;
  readonly private: boolean;
  readonly severity: string;
  readonly services: readonly string[];
}

/**
 * Pages the policies of an incident's services when its severity asks for it. Each policy once an incident, however often
 * this is called: at the declaration, at a change of severity or services, and again at each start.
 */
export function createIncidentPages(parts: {
  readonly pages: Pages;
  readonly sections: () => OnCallSections;
  readonly config: () => OnCallConfig;
}) {
  return async (incident: PagingIncident): Promise<Result<readonly number[]>> => {
    if (!parts.config().autoPage.includes(incident.severity)) return ok([]);
    const { services } = parts.sections();
    const policies = new Map(
      incident.services.flatMap((service) => {
        const policy = services[service]?.policy;
        return policy === undefined ? [] : [[policy, service] as const];
      }),
    );
    const numbers: number[] = [];
    for (const [policy, service] of policies) {
      const cause: Cause = {
        causeId: `auto-page:${incident.stream}:${policy}`,
        actor: { kind: 'muster', id: 'muster' },
        source: { kind: 'effect' },
      };
      const opened = await parts.pages.open(
        {
          to: { type: 'policy', key: policy },
          // A page goes to phones, mails and the fallback channel: of a private incident they learn the number only.
          message: incident.private
            ? `Private incident ${incident.number} (${incident.severity})`
            : `Incident ${incident.number} (${incident.severity}): ${incident.title}`,
          urgency: 'high',
          service,
          incident: incident.stream,
          channel: INCIDENT_CHANNEL,
        },
        cause,
      );
      if (!opened.ok) return opened;
      numbers.push(opened.value.number);
    }
    return ok(numbers);
  };
}
