import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import { callPagerDuty, listPagerDuty } from './call.ts';
import { at } from './operations.ts';
import type { PagerDutyConnection } from './request.ts';

const subscriptionSchema = z.object({
  id: z.string(),
  active: z.boolean().nullish(),
  delivery_method: z.object({
    url: z.string(),
    /** In the answer to the creation only. */
    secret: z.string().nullish(),
    temporarily_disabled: z.boolean().nullish(),
  }),
});
export type WebhookSubscription = z.infer<typeof subscriptionSchema>;

/** What Muster wants to hear of. */
export const WEBHOOK_EVENTS = [
  'incident.acknowledged',
  'incident.annotated',
  'incident.delegated',
  'incident.escalated',
  'incident.priority_updated',
  'incident.reassigned',
  'incident.reopened',
  'incident.resolved',
  'incident.responder.added',
  'incident.responder.replied',
  'incident.status_update_published',
  'incident.triggered',
  'incident.unacknowledged',
] as const;

/** Webhook subscriptions of the account. Refuses `pagerduty/…`. */
export function createSubscriptionClient(connection: PagerDutyConnection) {
  return {
    list: (): Promise<Result<readonly WebhookSubscription[]>> =>
      listPagerDuty(connection, at('GET /webhook_subscriptions'), 'webhook_subscriptions', subscriptionSchema),
    create: (url: string): Promise<Result<WebhookSubscription>> =>
      callPagerDuty(
        connection,
        {
          ...at('POST /webhook_subscriptions'),
          body: {
            webhook_subscription: {
              type: 'webhook_subscription',
              delivery_method: { type: 'http_delivery_method', url },
              description: 'Muster',
              events: WEBHOOK_EVENTS,
              filter: { type: 'account_reference' },
            },
          },
        },
        z.object({ webhook_subscription: subscriptionSchema }).transform((body) => body.webhook_subscription),
      ),
    remove: (id: string): Promise<Result<unknown>> =>
      callPagerDuty(connection, at('DELETE /webhook_subscriptions/{id}', id), z.unknown()),
  };
}
export type SubscriptionClient = ReturnType<typeof createSubscriptionClient>;
