import { messageOf } from '../base/result.ts';
import type { Log } from '../base/log.ts';
import type { Services } from '../catalog/services.ts';
import type { Incidents } from '../incidents/incidents.ts';
import { SEVERITIES, type Severity } from '../incidents/vocabulary.ts';
import type { PagingAlert } from '../oncall/alert-pages.ts';
import type { Cause } from '../timeline/cause.ts';
import { openIncidents } from './open-incidents.ts';

const LONGEST_TITLE = 200;

/**
 * The incident to which the page of an alert belongs, where muster.yaml wants one (`services.KEY.alerts: triage`): the one
 * that the service is in already, else a new one that waits until somebody accepts it. Undefined when there is none to be
 * had: that must keep nobody from being paged.
 */
export const createIncidentOfAlert =
  (parts: {
    readonly incidents: Pick<Incidents, 'declare' | 'lookup'>;
    readonly services: () => Services;
    readonly wanted: (service: string) => boolean;
    readonly log: Log;
  }) =>
  async ({ service, summary, url }: PagingAlert, cause: Cause): Promise<string | undefined> => {
    if (!parts.wanted(service)) return undefined;
    try {
      const open = await openIncidents(parts.incidents);
      const own = open.find((row) => row.kind === 'real' && !row.private && row.services.includes(service));
      if (own) return own.stream;
      const [title = ''] = summary.trim().split('\n');
      const declared = await parts.incidents.declare(
        {
          title: [...title].slice(0, LONGEST_TITLE).join(''),
          description: url === null ? summary : `${summary}\n${url}`,
          severity: severityOf(parts.services().byKey(service)?.severity),
          services: [service],
          kind: 'real',
          private: false,
          triage: true,
          declarer: null,
        },
        { ...cause, causeId: `triage:${cause.causeId}` },
      );
      if (declared.ok) return declared.value.stream;
      parts.log.error({ service, reason: declared.refusal.message }, 'an alert pages without the incident it asks for');
    } catch (error) {
      parts.log.error({ service, reason: messageOf(error) }, 'an alert pages without the incident it asks for');
    }
    return undefined;
  };

const severityOf = (named: string | undefined): Severity => SEVERITIES.find((one) => one === named) ?? 'unknown';
