import type { Clock } from '../base/clock.ts';
import { type Result, ok } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { type Alert, urgencyOf } from './alerts/alert.ts';
import { createTellNowhere } from './alerts/tell-nowhere.ts';
import type { OnCallSections } from './config/references.ts';
import { INCIDENT_CHANNEL } from './paging/page-effects.ts';
import type { PageRow } from './paging/page-rows.ts';
import type { Pages } from './paging/pages.ts';
import type { ProblemRow } from './paging/problem-rows.ts';

export type AlertOutcome =
  | { readonly outcome: 'paged' | 'joined' | 'raised' | 'resolved' | 'acknowledged' | 'told'; readonly page: number }
  /** Nobody is responsible: the service is not in muster.yaml, or has no policy. */
  | { readonly outcome: 'ignored'; readonly reason: string };

/** An alert that is about to page. */
export type PagingAlert = Pick<Alert, 'summary' | 'url'> & { readonly service: string };

/** A person resolved the page and the machine goes on saying the same: so long they are believed, then it pages again. */
const BELIEVED_MS = 3_600_000;

const TOLD: ReadonlySet<string> = new Set(['page/acknowledged', 'pagerduty/machine']);

const LONGEST_MESSAGE = 4000;

const keyOf = (alert: Alert): string => `${alert.source}:${alert.dedupKey}`.slice(0, 300);

const messageOf = ({ summary, url }: Alert): string => (url === null ? summary : `${summary}\n${url}`);

/**
 * Pages the policy of an alert's service. A repetition joins the page that is open, or raises its urgency; its end resolves
 * it, unless a person has taken it or merged it with another: what a human did outranks what a machine says. They are told,
 * and resolve it.
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
  const { pages, sections, clock, incidentOf } = parts;
  const tellNowhere = createTellNowhere(parts);

  const incidentFor = async ({ severity, service, summary, url }: Alert, cause: Cause): Promise<string | undefined> =>
    urgencyOf(severity) === 'high' && service !== null ? incidentOf({ summary, url, service }, cause) : undefined;

  /** `sole`: the page stands for nothing else. */
  const ended = async (alert: Alert, open: PageRow, sole: boolean, cause: Cause): Promise<Result<AlertOutcome>> => {
    const { stream, number } = open;
    if (!sole) {
      const said = { others: true };
      const told = alert.status === 'resolved' && (await pages.alertSaid(stream, alert.source, 'ended', cause, said));
      return told && !told.ok ? told : ok({ outcome: 'told', page: number });
    }
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

  const again = async (alert: Alert, open: PageRow, sole: boolean, cause: Cause): Promise<Result<AlertOutcome>> => {
    const { stream, number } = open;
    if (open.urgency === 'low' && urgencyOf(alert.severity) === 'high') {
      const incident = open.incident ?? (await incidentFor(alert, cause)) ?? null;
      const message = (sole ? messageOf(alert) : `${messageOf(alert)}\n${open.message}`).slice(0, LONGEST_MESSAGE);
      const raised = await pages.raise(stream, { source: alert.source.slice(0, 100), message, incident }, cause);
      return raised.ok ? ok({ outcome: 'raised', page: number }) : raised;
    }
    // Perhaps they were told that it had ended.
    if (open.status === 'acknowledged') await pages.alertSaid(stream, alert.source, 'again', cause);
    return ok({ outcome: 'joined', page: number });
  };

  return async (alert: Alert, cause: Cause): Promise<Result<AlertOutcome>> => {
    const dedupKey = keyOf(alert);
    const problem = await pages.problem(dedupKey);
    const row = problem && (await pages.row(problem.stream));
    const open = problem?.resolved === null ? row : undefined;
    const sole = open?.dedupKey === dedupKey && problem?.dedupKeys.length === 1;
    const resolved = problem?.resolved;
    if (alert.status !== 'firing') {
      if (open) return ended(alert, open, sole, cause);
      if (problem && resolved?.via !== 'alert' && alert.status === 'resolved') {
        const said = await pages.alertSaid(problem.stream, alert.source, 'ended', cause);
        if (!said.ok) return said;
      }
      return ok({ outcome: 'ignored', reason: 'no page is open for it' });
    }
    if (open) return again(alert, open, sole, cause);
    const urgency = urgencyOf(alert.severity);
    const graver = urgency === 'high' && row?.urgency === 'low';
    // Of a message that does not say when it began, nobody can tell whether it is the one of before.
    if (problem && !problem.over && !graver && alert.occurrence === null && isBelieved(problem, clock.now())) {
      return ok({ outcome: 'joined', page: problem.number });
    }
    const policy = alert.service === null ? undefined : sections().services[alert.service]?.policy;
    if (policy === undefined) {
      const named = alert.service?.slice(0, 100) ?? null;
      const reason = named === null ? 'it names no service' : `${named} has no policy in muster.yaml`;
      await tellNowhere(alert, named, reason, cause);
      return ok({ outcome: 'ignored', reason });
    }
    const outlives = problem && byPerson(problem) && !isBelieved(problem, clock.now());
    const once = outlives ? { ...cause, causeId: `${cause.causeId}:${problem?.stream ?? ''}` } : cause;
    const incident = await incidentFor(alert, once);
    const opened = await pages.open(
      {
        to: { type: 'policy', key: policy },
        message: messageOf(alert),
        urgency,
        service: alert.service,
        dedupKey,
        ...(incident !== undefined && { incident, channel: INCIDENT_CHANNEL }),
      },
      once,
    );
    return opened.ok ? ok({ outcome: opened.value.joined ? 'joined' : 'paged', page: opened.value.number }) : opened;
  };
}

const byPerson = ({ resolved }: ProblemRow): boolean => resolved !== null && resolved.via !== 'alert';

/**
 * For so long a person was not wrong who resolved it. What Alertmanager repeats after hours says that they were; sent once
 * more at once, it is the same message, and pages nobody.
 */
const isBelieved = (problem: ProblemRow, now: number): boolean =>
  byPerson(problem) && now - (problem.resolved?.at ?? 0) < BELIEVED_MS;
