import { z } from 'zod';
import { type Result, ok } from '../../base/result.ts';
import { type Alert, ALERT_SEVERITIES, bounded, LONGEST_DEDUP_KEY, parseBody, webAddress } from './alert.ts';

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
const eventSchema = z
  .object({
    routing_key: z.string().length(32, { error: 'must have 32 characters' }),
    event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
    dedup_key: z.string().min(1).max(LONGEST_DEDUP_KEY).optional(),
    payload: z
      .object({
        summary: z.string().min(1).max(1024),
        source: z.string().min(1),
        severity: z.enum(ALERT_SEVERITIES),
        timestamp: z.string().optional(),
        component: z.string().optional(),
        group: z.string().optional(),
        class: z.string().optional(),
        custom_details: z.unknown().optional(),
      })
      .optional(),
    links: z.array(z.object({ href: z.string(), text: z.string().optional() })).optional(),
    client_url: z.string().optional(),
  })
  .refine((event) => event.event_action !== 'trigger' || event.payload !== undefined, {
    path: ['payload'],
    error: 'is missing: an event that triggers needs summary, source and severity',
  })
  .refine((event) => event.event_action === 'trigger' || event.dedup_key !== undefined, {
    path: ['dedup_key'],
    error: 'is missing: it says what is to be acknowledged or resolved',
  });

const STATUS = { trigger: 'firing', acknowledge: 'acknowledged', resolve: 'resolved' } as const;

/** A PagerDuty Events API v2 request. `service` is the one that `routing_key` belongs to; the caller looks it up and refuses unknown keys. */
export function parseEvent(
  rawBody: string,
  newDedupKey: () => string,
): Result<{ readonly routingKey: string; readonly alert: Alert }> {
  const body = parseBody(rawBody, eventSchema);
  if (!body.ok) return body;
  const event = body.value;
  return ok({
    routingKey: event.routing_key,
    alert: bounded({
      source: 'events-v2',
      dedupKey: event.dedup_key ?? newDedupKey(),
      status: STATUS[event.event_action],
      summary: event.payload?.summary ?? event.event_action,
      severity: event.payload?.severity ?? 'error',
      service: null,
      occurrence: null,
      url: webAddress(event.links?.[0]?.href) ?? webAddress(event.client_url),
      labels: Object.fromEntries(
        Object.entries({
          source: event.payload?.source,
          component: event.payload?.component,
          group: event.payload?.group,
          class: event.payload?.class,
        }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    }),
  });
}
