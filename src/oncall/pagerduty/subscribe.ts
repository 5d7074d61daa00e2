import { type Result, ok, refuse } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import { webhookSubscribed } from './entries.ts';
import { OFF, type PagerDutyParts } from './parts.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

const nothing: Fold<null> = { name: 'pagerduty-subscription', version: 1, initial: null, evolve: () => null };

export interface Subscribed {
  readonly id: string;
  readonly url: string;
  /** `renewed`: there was one whose secret nobody knows any more. */
  readonly how: 'made' | 'renewed' | 'there-already';
  /** PagerDuty has silenced it for a while, because what it sent was refused. */
  readonly silenced: boolean;
}

/**
 * Has PagerDuty send its events here. Asked twice it is set up once; the new secret is kept before an old subscription
 * goes, so that no event falls between. Refuses `pagerduty/…`.
 */
export async function subscribeWebhooks(
  parts: PagerDutyParts,
  secrets: WebhookSecrets,
  publicUrl: string | undefined,
  cause: Cause,
): Promise<Result<Subscribed>> {
  const { account } = parts;
  if (!account) return refuse('pagerduty/off', OFF);
  if (publicUrl === undefined) {
    return refuse('pagerduty/no-address', 'PagerDuty needs an address to send to: set MUSTER_PUBLIC_URL.');
  }
  const url = `${publicUrl}/webhooks/pagerduty`;
  const listed = await account.subscriptions.list();
  if (!listed.ok) return listed;
  const present = listed.value.filter(({ delivery_method }) => delivery_method.url === url);
  for (const { id, active, delivery_method } of present) {
    if (active === false || !(await secrets.has(id))) continue;
    return ok({ id, url, how: 'there-already', silenced: delivery_method.temporarily_disabled === true });
  }
  const made = await account.subscriptions.create(url);
  if (!made.ok) return made;
  const { id, delivery_method } = made.value;
  if (delivery_method.secret == null) {
    return refuse('pagerduty/shape', 'PagerDuty made a subscription without a secret: remove it there, and try again.');
  }
  await secrets.add(id, delivery_method.secret);
  const recorded = await parts.timeline.change(ORGANISATION, nothing, cause, () =>
    ok({ entries: [webhookSubscribed({ id, url })], answer: null }),
  );
  if (!recorded.ok) return recorded;
  for (const old of present) {
    const removed = await account.subscriptions.remove(old.id);
    if (!removed.ok) return removed;
  }
  return ok({ id, url, how: present.length > 0 ? 'renewed' : 'made', silenced: false });
}
