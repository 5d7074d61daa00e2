import { ok } from '../../base/result.ts';
import { code, link, listed, rich, strong } from '../../base/rich-text.ts';
import { paragraph } from '../../commands/message.ts';
import type { Effect, EffectOutcome } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import { withoutFiles } from '../paging/page-effects.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { PagerDutyParts } from './parts.ts';

const nothing: Fold<null> = { name: 'pagerduty-begun', version: 1, initial: null, evolve: () => null };
const MOST_TRIES = 8;

/**
 * Somebody, or something, opened an incident in PagerDuty itself, for a service that a policy of muster.yaml pages through:
 * on-call's channel reads of it. PagerDuty pages for it and Muster does not, else two would ring for one thing.
 */
export async function tellBegunElsewhere(
  { account, config, sections, timeline }: PagerDutyParts,
  effect: Effect,
  id: string,
): Promise<EffectOutcome> {
  const found = await account?.incidents.get(id);
  if (!found) return { outcome: 'done' };
  if (!found.ok) {
    return found.refusal.code === 'pagerduty/not-found' || effect.attempts >= MOST_TRIES
      ? { outcome: 'done' }
      : { outcome: 'retry', reason: found.refusal.message };
  }
  const { title, service, html_url: url, status, incident_number: number } = found.value;
  const policies = Object.entries(sections().policies).filter(
    ([, { pagerduty }]) => pagerduty?.service === service?.id,
  );
  if (status === 'resolved' || service == null || policies.length === 0) return { outcome: 'done' };
  const name = `#${number} ${title ?? ''}`.trim().slice(0, 250);
  const message = paragraph(
    rich`PagerDuty has a new incident for ${strong(service.summary ?? service.id)} and pages for it: ${url == null ? strong(name) : link(name, url)}. Policy: ${listed(policies.map(([key]) => strong(key)))}. ${code('/incident declare')} opens a channel for it here.`,
    { tone: 'warning', title: ['New in PagerDuty'] },
  );
  const done = await timeline.change(ORGANISATION, nothing, effectCause(effect), () =>
    ok({
      entries: [],
      effects: [
        {
          kind: 'message.post',
          lane: 'pagerduty',
          payload: { channel: config().channel, message: withoutFiles(message) },
        },
      ],
      answer: null,
    }),
  );
  return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
}
