import { z } from 'zod';
import { type Route, type Routing, answered, failed, notFound, paged } from './routes.ts';
import type { PdWebhookSubscription } from './state.ts';

const body = z.object({
  webhook_subscription: z.object({
    delivery_method: z.object({ url: z.string() }),
    description: z.string().default(''),
    events: z.array(z.string()).min(1),
    filter: z.object({ type: z.string(), id: z.string().optional() }),
    active: z.boolean().default(true),
  }),
});

/** The secret is told once, in the answer to the creation. */
export function webhookRoutes({ state, newId }: Routing): readonly Route[] {
  const shown = (each: PdWebhookSubscription, secret: string | null = null) => ({
    webhook_subscription: whole(each, secret),
  });
  const found = (id: string) => state.webhookSubscriptions.find((each) => each.id === id);
  return [
    [
      'GET',
      /^\/webhook_subscriptions$/,
      (asked) =>
        paged(
          asked,
          'webhook_subscriptions',
          state.webhookSubscriptions.map((each) => whole(each, null)),
        ),
    ],
    [
      'POST',
      /^\/webhook_subscriptions$/,
      (asked) => {
        const given = body.parse(asked.body).webhook_subscription;
        const { url } = given.delivery_method;
        if (!url.startsWith('https://')) return failed(400, 2001, 'Invalid Input Provided', ['Url must be https']);
        const { type, id } = given.filter;
        const made: PdWebhookSubscription = {
          id: newId('PW'),
          url,
          description: given.description,
          events: given.events,
          filter: { type, ...(id !== undefined && { id }) },
          active: given.active,
          secret: `whsec-${newId('')}`,
          pings: 0,
        };
        state.webhookSubscriptions.push(made);
        return answered(shown(made, made.secret));
      },
    ],
    [
      'GET',
      /^\/webhook_subscriptions\/([^/]+)$/,
      (_, id) => {
        const one = found(id);
        return one ? answered(shown(one)) : notFound();
      },
    ],
    [
      'DELETE',
      /^\/webhook_subscriptions\/([^/]+)$/,
      (_, id) => {
        const at = state.webhookSubscriptions.findIndex((each) => each.id === id);
        if (at < 0) return notFound();
        state.webhookSubscriptions.splice(at, 1);
        return { status: 204, body: undefined };
      },
    ],
    [
      'POST',
      /^\/webhook_subscriptions\/([^/]+)\/enable$/,
      (_, id) => {
        const one = found(id);
        if (!one) return notFound();
        one.active = true;
        return answered(shown(one));
      },
    ],
    [
      'POST',
      /^\/webhook_subscriptions\/([^/]+)\/ping$/,
      (_, id) => {
        const one = found(id);
        if (!one) return notFound();
        one.pings++;
        return { status: 202, body: undefined };
      },
    ],
  ];
}

const whole = ({ id, url, description, events, filter, active }: PdWebhookSubscription, secret: string | null) => ({
  id,
  type: 'webhook_subscription',
  active,
  delivery_method: {
    id: `${id}D`,
    secret,
    temporarily_disabled: false,
    type: 'http_delivery_method',
    url,
    custom_headers: [],
  },
  description,
  events,
  filter,
});
