import { ok, type Result } from '../base/result.ts';
import { type RichText, rich, strong } from '../base/rich-text.ts';
import { paragraph } from '../commands/message.ts';
import type { Cause } from '../timeline/cause.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { OnCallConfig } from './config/oncall.ts';
import type { OnCallSections } from './config/references.ts';
import { INCIDENT_CHANNEL, post } from './paging/page-effects.ts';
import type { Pages } from './paging/pages.ts';
import { pageRegister } from './paging/register.ts';

/** An incident as paging sees it. */
export interface PagingIncident {
  readonly stream: string;
  readonly number: number;
  readonly title: string;
  readonly private: boolean;
  readonly severity: string;
  readonly services: readonly string[];
}

/** A page goes to phones, mails and the fallback channel: of a private incident they learn the number only. */
export const incidentWords = ({ private: hidden, number, severity, title }: PagingIncident): string =>
  hidden ? `Private incident ${number} (${severity})` : `Incident ${number} (${severity}): ${title}`;

/** A policy that an incident's services name, and whether its people were paged for the incident already. */
export interface PolicyToPage {
  readonly policy: string;
  readonly service: string;
  /** `by-alert`: by the open page of the alert that the incident was opened for. */
  readonly paged: 'not-yet' | 'by-itself' | 'by-alert';
}

const pageCause = (stream: string, policy: string): Cause => ({
  causeId: `auto-page:${stream}:${policy}`,
  actor: { kind: 'muster', id: 'muster' },
  source: { kind: 'effect' },
});

/** Each policy once, however many services name it. */
export function createPoliciesOfIncident(parts: {
  readonly pages: Pick<Pages, 'ofIncident'>;
  readonly sections: () => OnCallSections;
  readonly store: Pick<Store, 'findCommit'>;
}) {
  return async ({
    stream,
    services: names,
  }: Pick<PagingIncident, 'stream' | 'services'>): Promise<readonly PolicyToPage[]> => {
    const { services } = parts.sections();
    const policies = new Map(
      names.flatMap((service) => {
        const policy = services[service]?.policy;
        return policy === undefined ? [] : [[policy, service] as const];
      }),
    );
    const live = await parts.pages.ofIncident(stream);
    // Whichever of a policy's services the alert is about.
    const alerted = new Set(
      live.map(({ dedupKey, service }) =>
        dedupKey === null || service === null ? undefined : services[service]?.policy,
      ),
    );
    const found: PolicyToPage[] = [];
    for (const [policy, service] of policies) {
      const byAlert = alerted.has(policy);
      const before = byAlert ? undefined : await parts.store.findCommit(pageCause(stream, policy).causeId);
      found.push({ policy, service, paged: byAlert ? 'by-alert' : before ? 'by-itself' : 'not-yet' });
    }
    return found;
  };
}

/**
 * Pages the policies of an incident's services when its severity asks for it. Each policy once an incident, however often
 * this is called: at the declaration, at a change of severity or services, and again where it was cut off.
 */
export function createIncidentPages(parts: {
  readonly pages: Pages;
  readonly sections: () => OnCallSections;
  readonly config: () => OnCallConfig;
  readonly timeline: Timeline;
  readonly policiesOf: ReturnType<typeof createPoliciesOfIncident>;
}) {
  const tell = (stream: string, text: RichText, cause: Cause): Promise<Result<unknown>> =>
    parts.timeline.change(ORGANISATION, pageRegister, cause, () =>
      ok({
        entries: [],
        effects: [post(stream, INCIDENT_CHANNEL, paragraph(text, { tone: 'warning' }))],
        answer: null,
      }),
    );

  /**
   * Once for the same services: where anybody pages by policies, a grave incident that pages nobody is a mistake. Where
   * nobody does yet, the first one that names a service says so, and no other after it.
   */
  const tellNobody = async ({ stream, severity, services }: PagingIncident): Promise<Result<unknown>> => {
    const none = Object.keys(parts.sections().policies).length === 0;
    if (none && services.length === 0) return ok(null);
    const why = none
      ? 'muster.yaml has no escalation policies yet (docs/paging.md says how to write one). This is said once.'
      : services.length === 0
        ? 'it names no service. Name one with /incident impact service:… and its policy is paged.'
        : `${services.join(', ')} ${services.length === 1 ? 'has' : 'have'} no escalation policy in muster.yaml.`;
    const text = rich`${strong(`Nobody is paged for this ${severity}`)}: ${why} /page send asks somebody at once.`;
    const cause: Cause = {
      causeId: none
        ? 'auto-page-nobody:no-policies'
        : `auto-page-nobody:${stream}:${[...services].sort().join(',')}`.slice(0, 200),
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'effect' },
    };
    return tell(stream, text, cause);
  };

  /** Each policy is paged by itself: what stands in one's way stands in no other's. */
  const tellRefused = (stream: string, policy: string, why: string): Promise<Result<unknown>> => {
    const text = rich`${strong(`The policy ${policy} could not be paged`)}: ${why} /page send asks somebody at once.`;
    const cause = { ...pageCause(stream, policy), causeId: `auto-page-refused:${stream}:${policy}` };
    return tell(stream, text, cause);
  };

  /**
   * Refuses `store/…` after all policies were tried: whoever calls does so again. Any other refusal the channel is told, and
   * where that is refused, it is `store/…`, too.
   */
  return async (incident: PagingIncident): Promise<Result<readonly number[]>> => {
    if (!parts.config().autoPage.includes(incident.severity)) return ok([]);
    const policies = await parts.policiesOf(incident);
    const numbers: number[] = [];
    let ofStore: Result<never> | undefined;
    const keepRefusal = (done: Result<unknown>): void => {
      if (!done.ok && done.refusal.code.startsWith('store/')) ofStore ??= done;
    };
    if (policies.length === 0) keepRefusal(await tellNobody(incident));
    for (const { policy, service, paged } of policies) {
      if (paged === 'by-alert') continue; // the same people
      const opened = await parts.pages.open(
        {
          to: { type: 'policy', key: policy },
          message: incidentWords(incident),
          urgency: 'high',
          service,
          incident: incident.stream,
          channel: INCIDENT_CHANNEL,
        },
        pageCause(incident.stream, policy),
      );
      if (opened.ok) numbers.push(opened.value.number);
      else if (opened.refusal.code.startsWith('store/')) keepRefusal(opened);
      else keepRefusal(await tellRefused(incident.stream, policy, opened.refusal.message));
    }
    return ofStore ?? ok(numbers);
  };
}
