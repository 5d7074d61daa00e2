import { type Result, ok } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { Alert } from './alerts/alert.ts';
import type { OnCallSections } from './config/references.ts';
import type { Pages } from './paging/pages.ts';

export type AlertOutcome =
  | { readonly outcome: 'paged' | 'joined' | 'resolved' | 'acknowledged'; readonly page: number }
  /** Nobody is responsible: the service is not in muster.yaml, or has no policy. */
  | { readonly outcome: 'ignored'; readonly reason: string };

const keyOf = (alert: Alert): string => `${alert.source}:${alert.dedupKey}`.slice(0, 300);

/**
 * Pages the policy of an alert's service; a repetition joins the page that is open, and its end resolves it, unless a
 * person has taken it: what a human did outranks what a machine says.
 */
export function createAlertPages(parts: { readonly pages: Pages; readonly sections: () => OnCallSections }) {
  return async (alert: Alert, cause: Cause): Promise<Result<AlertOutcome>> => {
    const { pages, sections } = parts;
    const dedupKey = keyOf(alert);
    const open = (await pages.live()).find((row) => row.dedupKey === dedupKey);
    if (alert.status !== 'firing') {
      if (!open) return ok({ outcome: 'ignored', reason: 'no page is open for it' });
      if (open.status === 'acknowledged' && alert.status === 'resolved') {
        return ok({ outcome: 'ignored', reason: 'a person has taken it, and resolves it' });
      }
      const by = alert.source;
      const done =
        alert.status === 'resolved'
          ? await pages.resolve(open.stream, by, 'alert', cause)
          : await pages.acknowledge(open.stream, by, 'alert', cause);
      return done.ok ? ok({ outcome: alert.status, page: done.value.number }) : done;
    }
    const policy = alert.service === null ? undefined : sections().services[alert.service]?.policy;
    if (policy === undefined) {
      const which = alert.service === null ? 'it names no service' : `${alert.service} has no policy in muster.yaml`;
      return ok({ outcome: 'ignored', reason: which });
    }
    const opened = await pages.open(
      {
        to: { type: 'policy', key: policy },
        message: alert.url === null ? alert.summary : `${alert.summary}\n${alert.url}`,
        urgency: alert.severity === 'critical' || alert.severity === 'error' ? 'high' : 'low',
        service: alert.service,
        dedupKey,
      },
      cause,
    );
    return opened.ok ? ok({ outcome: opened.value.joined ? 'joined' : 'paged', page: opened.value.number }) : opened;
  };
}
