import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import { callPagerDuty, listPagerDuty } from './call.ts';
import { at } from './operations.ts';
import type { PagerDutyConnection, PagerDutyRequest } from './request.ts';

const reference = z.object({ id: z.string(), summary: z.string().nullish(), type: z.string() });
const incidentSchema = z.object({
  id: z.string(),
  incident_number: z.number(),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  html_url: z.string().nullish(),
  incident_key: z.string().nullish(),
});
const userSchema = z.object({ id: z.string(), name: z.string(), email: z.string(), time_zone: z.string().nullish() });

export type PagerDutyIncident = z.infer<typeof incidentSchema>;
export type PagerDutyUser = z.infer<typeof userSchema>;

export type PagerDutyClient = ReturnType<typeof createPagerDutyClient>;

/**
 * PagerDuty as Muster needs it, typed. Every function refuses `pagerduty/…` with a sentence and never throws; writes on
 * incidents take the acting person's own address, never the bot's (acknowledging as the bot would reassign to it).
 */
export function createPagerDutyClient(connection: PagerDutyConnection) {
  const call = <T>(request: PagerDutyRequest, schema: z.ZodType<T>) => callPagerDuty(connection, request, schema);

  const incident = z.object({ incident: incidentSchema }).transform((body) => body.incident);
  const manage = (id: string, from: string, change: object): Promise<Result<PagerDutyIncident>> =>
    call(
      {
        ...at('PUT /incidents/{id}', id),
        from,
        body: { incident: { type: 'incident_reference', ...change } },
      },
      incident,
    );
  const users = (ids: readonly string[]) => ids.map((id) => ({ assignee: { id, type: 'user_reference' } }));

  return {
    users: () => listPagerDuty(connection, at('GET /users'), 'users', userSchema),

    /** An incident that is open with the same key is refused by PagerDuty (400): then it is found by that key. */
    createIncident: (
      order: {
        readonly title: string;
        readonly service: string;
        readonly policy?: string;
        readonly urgency: 'high' | 'low';
        readonly key: string;
        readonly details: string;
      },
      from: string,
    ) =>
      call(
        {
          ...at('POST /incidents'),
          from,
          body: {
            incident: {
              type: 'incident',
              title: order.title,
              service: { id: order.service, type: 'service_reference' },
              ...(order.policy !== undefined && {
                escalation_policy: { id: order.policy, type: 'escalation_policy_reference' },
              }),
              urgency: order.urgency,
              incident_key: order.key,
              body: { type: 'incident_body', details: order.details },
            },
          },
        },
        incident,
      ),

    acknowledge: (id: string, from: string) => manage(id, from, { status: 'acknowledged' }),
    resolve: (id: string, from: string) => manage(id, from, { status: 'resolved' }),
    /** Straight to people: PagerDuty does not escalate from there by itself. */
    reassign: (id: string, people: readonly string[], from: string) => manage(id, from, { assignments: users(people) }),
    reassignToPolicy: (id: string, policy: string, from: string) =>
      manage(id, from, { escalation_policy: { id: policy, type: 'escalation_policy_reference' } }),
    escalate: (id: string, level: number, from: string) => manage(id, from, { escalation_level: level }),
    /** To high urgency, and what it says of itself. PagerDuty tells whoever has it by their rules for that. */
    raise: (id: string, title: string, from: string) => manage(id, from, { urgency: 'high', title }),
    snooze: (id: string, seconds: number, from: string) =>
      call({ ...at('POST /incidents/{id}/snooze', id), from, body: { duration: seconds } }, incident),
    /** Answers with a reference to the incident that is left, not with the whole of it. */
    merge: (into: string, sources: readonly string[], from: string) =>
      call(
        {
          ...at('PUT /incidents/{id}/merge', into),
          from,
          body: { source_incidents: sources.map((id) => ({ id, type: 'incident_reference' })) },
        },
        z.object({ incident: reference }).transform((body) => body.incident),
      ),
    note: (id: string, content: string, from: string) =>
      call({ ...at('POST /incidents/{id}/notes', id), from, body: { note: { content } } }, z.unknown()),
    statusUpdate: (id: string, message: string, from: string) =>
      call({ ...at('POST /incidents/{id}/status_updates', id), from, body: { message } }, z.unknown()),
    /** Takes `requester_id`, a user's id, where others take an address. */
    requestResponders: (id: string, requester: string, people: readonly string[], message: string) =>
      call(
        {
          ...at('POST /incidents/{id}/responder_requests', id),
          body: {
            requester_id: requester,
            message,
            responder_request_targets: people.map((each) => ({
              responder_request_target: { id: each, type: 'user_reference' },
            })),
          },
        },
        z.unknown(),
      ),
  };
}
