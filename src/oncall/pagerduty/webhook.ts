import { z } from 'zod';
import { ok } from '../../base/result.ts';
import type { EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import { effectCause } from '../paging/page-handlers.ts';
import { look } from './act.ts';
import { carriedPage, pagerDutyIncidents } from './carried-page.ts';
import type { PagerDutyParts } from './parts.ts';
import { tellBegunElsewhere } from './begun-elsewhere.ts';
import { isSignedByPagerDuty } from './webhook-signature.ts';

export interface PagerDutyWebhookRequest {
  readonly headers: { get(name: string): string | null };
  readonly body: Uint8Array;
}
export interface PagerDutyWebhookAnswer {
  readonly status: number;
  readonly body: object;
}

const reference = z.object({ id: z.string().min(1).max(100) });
const eventSchema = z.object({
  event: z.object({
    id: z.string().regex(/^[\w-]{1,100}$/),
    event_type: z.string().max(100),
    occurred_at: z.iso.datetime({ offset: true }),
    data: z
      .looseObject({
        type: z.string().nullish(),
        id: z.string().nullish(),
        incident_key: z.string().nullish(),
        incident: reference.nullish(),
        incident_role_assignments: z.array(z.object({ incident: reference.nullish() })).nullish(),
      })
      .nullish(),
  }),
});
const pingSchema = z.object({ event: z.object({ event_type: z.literal('pagey.ping') }) });
const payloadSchema = z.object({ incident: z.string(), key: z.string().nullable(), begun: z.boolean().default(false) });

/** What is older was worked on or given up long ago: somebody sends a recording. */
const OLDEST_MS = 7 * 86_400_000;
const nothing: Fold<null> = { name: 'pagerduty-webhook', version: 1, initial: null, evolve: () => null };

/** Which incident an event is about. */
function incidentOf({ data }: z.infer<typeof eventSchema>['event']): { id: string; key: string | null } | undefined {
  if (!data) return undefined;
  if (data.type === 'incident' && data.id != null) return { id: data.id, key: data.incident_key ?? null };
  const other = data.incident ?? data.incident_role_assignments?.find(({ incident }) => incident)?.incident;
  return other ? { id: other.id, key: null } : undefined;
}

/**
 * `POST /webhooks/pagerduty` (v3): checked over the raw body, taken once by the event’s own id (it is signed; the header
 * is not), and answered as soon as it is on disk. What it says is not believed: it makes Muster look.
 */
export function createPagerDutyWebhook(parts: PagerDutyParts, secrets: () => Promise<readonly string[]>) {
  const answer = (status: number, code: string, message: string): PagerDutyWebhookAnswer => ({
    status,
    body: { status: status < 300 ? 'ok' : 'error', code, message },
  });

  return async ({ headers, body }: PagerDutyWebhookRequest): Promise<PagerDutyWebhookAnswer> => {
    const known = await secrets();
    if (known.length === 0) {
      return answer(
        404,
        'webhook/off',
        'PagerDuty’s webhooks are off: set PAGERDUTY_WEBHOOK_SECRET, or use /muster pagerduty subscribe.',
      );
    }
    if (!isSignedByPagerDuty(headers.get('x-pagerduty-signature'), body, known)) {
      return answer(401, 'signature/wrong', 'The signature is missing or does not fit the body.');
    }
    // Signed: it is PagerDuty. From here on nothing is a 4xx, because three of those silence it for a day.
    let json: unknown;
    try {
      json = JSON.parse(Buffer.from(body).toString('utf8'));
    } catch {
      return answer(202, 'webhook/form', 'It is not JSON. It was passed over.');
    }
    if (pingSchema.safeParse(json).success) return answer(200, 'webhook/ping', 'Muster hears PagerDuty.');
    const parsed = eventSchema.safeParse(json);
    if (!parsed.success) return answer(202, 'webhook/form', 'Muster does not know this form. It was passed over.');
    const { event } = parsed.data;
    if (Date.parse(event.occurred_at) < parts.clock.now() - OLDEST_MS) {
      return answer(202, 'webhook/old', 'That is too old. It was passed over.');
    }
    const about = incidentOf(event);
    if (!about) return answer(202, 'webhook/unused', 'Muster has no use for this event.');
    const causeId = `pagerduty:${event.id}`;
    const taken = await parts.timeline.change(
      ORGANISATION,
      nothing,
      {
        causeId,
        actor: { kind: 'integration', id: 'pagerduty' },
        source: { kind: 'webhook', correlationId: event.id },
      },
      () =>
        ok({
          entries: [],
          effects: [
            {
              kind: 'pagerduty.event',
              lane: null,
              payload: { incident: about.id, key: about.key, begun: event.event_type === 'incident.triggered' },
              stream: ORGANISATION,
            },
          ],
          answer: null,
        }),
    );
    if (!taken.ok) return answer(503, taken.refusal.code, 'Muster cannot write it down now. Send it again.');
    return taken.value.repeated
      ? answer(200, 'webhook/repeated', 'This event was taken before.')
      : answer(202, 'webhook/taken', 'Muster looks what is new.');
  };
}

/** `pagerduty.event`: finds the page, and has it looked at; what began there, and not here, is told. */
export function webhookHandlers(parts: PagerDutyParts): EffectHandlers {
  const { timeline, store } = parts;
  return {
    async 'pagerduty.event'(effect) {
      const { incident, key, begun } = payloadSchema.parse(effect.payload);
      const stream = (await store.projected(pagerDutyIncidents, incident))?.stream ?? key;
      const ours =
        stream !== null &&
        /^page-[0-9A-Za-z]{22}$/.test(stream) &&
        (await timeline.state(stream, carriedPage)).page.status !== 'none';
      // Incidents of other programs, too, are in that account.
      if (!ours) return begun ? tellBegunElsewhere(parts, effect, incident) : { outcome: 'done' };
      const done = await timeline.change(stream, carriedPage, effectCause(effect), () =>
        ok({ entries: [], effects: [look(stream)], answer: null }),
      );
      return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
    },
  };
}
