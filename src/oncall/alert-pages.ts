import type { Clock } from '../base/clock.ts';
import { type Result, ok } from '../base/result.ts';
import { rich, strong } from '../base/rich-text.ts';
import { type Message, paragraph } from '../commands/message.ts';
import type { Cause } from '../timeline/cause.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Alert } from './alerts/alert.ts';
import type { OnCallSections } from './config/references.ts';
import { INCIDENT_CHANNEL, post } from './paging/page-effects.ts';
import type { PageRow } from './paging/page-rows.ts';
import type { Pages } from './paging/pages.ts';
import type { ProblemRow } from './paging/problem-rows.ts';
import { pageRegister } from './paging/register.ts';

export type AlertOutcome =
  | { readonly outcome: 'paged' | 'joined' | 'resolved' | 'acknowledged' | 'told'; readonly page: number }
  /** Nobody is responsible: the service is not in muster.yaml, or has no policy. */
  | { readonly outcome: 'ignored'; readonly reason: string };

/** An alert that is about to page. */
export type PagingAlert = Pick<Alert, 'summary' | 'url'> & { readonly service: string };

/** A person resolved the page and the machine goes on saying the same: so long they are believed, then it pages again. */
const BELIEVED_MS = 3_600_000;
const DAY_MS = 86_400_000;

const TOLD: ReadonlySet<string> = new Set(['page/acknowledged', 'pagerduty/machine']);

const keyOf = (alert: Alert): string => `${alert.source}:${alert.dedupKey}`.slice(0, 300);

/**
 * Pages the policy of an alert's service; a repetition joins the page that is open, and its end resolves it, unless a
 * person has taken it: what a human did outranks what a machine says. They are told, and resolve it.
 */
export function createAlertPages(parts: {
  readonly pages: Pages;
  readonly sections: () => OnCallSections;
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** Where on-call is told what concerns all of it. */
  readonly channel: () => string;
  /** The incident that the page is to belong to, opened for it if need be; undefined where none is wanted. Never rejects. */
  readonly incidentOf: (alert: PagingAlert, cause: Cause) => Promise<string | undefined>;
}) {
  const { pages, sections, clock, timeline, channel, incidentOf } = parts;

  const ended = async (alert: Alert, open: PageRow, cause: Cause): Promise<Result<AlertOutcome>> => {
    const { stream, number } = open;
    if (alert.status === 'resolved' && open.status === 'acknowledged') {
      const told = await pages.alertSaid(stream, alert.source, 'ended', cause);
      return told.ok ? ok({ outcome: 'told', page: number }) : told;
    }
    const done =
      alert.status === 'resolved'
        ? await pages.resolve(stream, alert.source, 'alert', cause)
        : await pages.acknowledge(stream, alert.source, 'alert', cause);
    if (done.ok) return ok({ outcome: alert.status === 'resolved' ? 'resolved' : 'acknowledged', page: number });
    // Somebody has it already, or PagerDuty waits for a person: a machine has nothing to add.
    return TOLD.has(done.refusal.code) ? ok({ outcome: 'told', page: number }) : done;
  };

  /** Once a day a service: an alert that pages nobody must not be a secret between two machines. */
  const tellNowhere = (alert: Alert, service: string | null, reason: string, cause: Cause) => {
    const day = Math.floor(clock.now() / DAY_MS);
    const causeId = `alert-nowhere:${alert.source}:${service ?? ''}:${day}`;
    const remedy =
      service === null
        ? 'Give it a label service.'
        : 'Give that service a policy in muster.yaml, or the alert a label service that has one.';
    const text = rich`${strong(`An alert of ${alert.source} pages nobody`)}: ${reason}. ${remedy} It said:`;
    const message: Message = {
      ...paragraph(text, { tone: 'warning' }),
      blocks: [
        { type: 'text', text },
        { type: 'quote', text: alert.summary.slice(0, 300) },
      ],
    };
    return timeline.change(ORGANISATION, pageRegister, { ...cause, causeId }, () =>
      ok({ entries: [], effects: [post(ORGANISATION, channel(), message)], answer: null }),
    );
  };

  return async (alert: Alert, cause: Cause): Promise<Result<AlertOutcome>> => {
    const dedupKey = keyOf(alert);
    const problem = await pages.problem(dedupKey);
    const open = problem?.resolved === null ? await pages.row(problem.stream) : undefined;
    if (alert.status !== 'firing') {
      return open ? ended(alert, open, cause) : ok({ outcome: 'ignored', reason: 'no page is open for it' });
    }
    if (open) {
      // Perhaps they were told that it had ended.
      if (open.status === 'acknowledged') await pages.alertSaid(open.stream, alert.source, 'again', cause);
      return ok({ outcome: 'joined', page: open.number });
    }
    const policy = alert.service === null ? undefined : sections().services[alert.service]?.policy;
    if (policy === undefined) {
      const named = alert.service?.slice(0, 100) ?? null;
      const reason = named === null ? 'it names no service' : `${named} has no policy in muster.yaml`;
      await tellNowhere(alert, named, reason, cause);
      return ok({ outcome: 'ignored', reason });
    }
    const once = outlivesResolution(problem, clock.now())
      ? { ...cause, causeId: `${cause.causeId}:${problem?.stream ?? ''}` }
      : cause;
    const urgent = alert.severity === 'critical' || alert.severity === 'error';
    const incident =
      urgent && alert.service !== null
        ? await incidentOf({ summary: alert.summary, url: alert.url, service: alert.service }, once)
        : undefined;
    const opened = await pages.open(
      {
        to: { type: 'policy', key: policy },
        message: alert.url === null ? alert.summary : `${alert.summary}\n${alert.url}`,
        urgency: urgent ? 'high' : 'low',
        service: alert.service,
        dedupKey,
        ...(incident !== undefined && { incident, channel: INCIDENT_CHANNEL }),
      },
      once,
    );
    return opened.ok ? ok({ outcome: opened.value.joined ? 'joined' : 'paged', page: opened.value.number }) : opened;
  };
}

/**
 * Whether what was said before counts as new: a message that Alertmanager repeats after hours says that the person was
 * wrong who resolved it. Sent once more at once, it is the same message, and pages nobody.
 */
const outlivesResolution = (problem: ProblemRow | undefined, now: number): boolean =>
  problem?.resolved != null && problem.resolved.via !== 'alert' && now - problem.resolved.at >= BELIEVED_MS;
