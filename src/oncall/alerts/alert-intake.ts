import { createHash, timingSafeEqual } from 'node:crypto';
import type { Environment } from '../../base/environment.ts';
import type { Result } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { AlertOutcome } from '../alert-pages.ts';
import { type Alert, urgencyOf } from './alert.ts';
import { parseAlertmanager } from './alertmanager.ts';
import { parseEvent } from './events-v2.ts';
import { parseGeneric } from './generic.ts';

/** A request as it came: nothing of it is believed before `secret` was checked. */
export interface AlertRequest {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface AlertAnswer {
  readonly status: number;
  readonly body: {
    readonly status: string;
    readonly message: string;
    readonly dedup_key?: string;
    readonly errors?: readonly string[];
  };
}

export interface AlertIntakeParts {
  readonly newId: () => string;
  /** Secrets stand in `MUSTER_WEBHOOK_SECRET_<SOURCE>`. */
  readonly environment: Environment;
  /** Keys of services by their routing key, for the Events API. */
  readonly serviceOf: (routingKey: string) => string | undefined;
  readonly alert: (alert: Alert, cause: Cause) => Promise<Result<AlertOutcome>>;
}

/** What monitoring systems send: checked, read, and made pages of. A source without a secret is not listened to. */
export function createAlertIntake(parts: AlertIntakeParts) {
  const takeAll = async (alerts: readonly Alert[]): Promise<AlertAnswer> => {
    const ignored: string[] = [];
    for (const alert of alerts) {
      const taken = await parts.alert(alert, causeOf(alert, parts));
      // Alertmanager tries again on 5xx only, and each alert is taken once however often it comes.
      if (!taken.ok) return answer(503, taken.refusal.message);
      if (taken.value.outcome === 'ignored') ignored.push(taken.value.reason);
    }
    const why =
      ignored.length === 0 ? '' : `, ${ignored.length} page nobody: ${[...new Set(ignored)].slice(0, 5).join('; ')}`;
    return answer(202, `${alerts.length} taken${why}`);
  };

  return {
    /** `POST /webhooks/alertmanager`, `/webhooks/grafana`, `/webhooks/generic/:source` (`generic/cronitor`). */
    async webhook(source: string, request: AlertRequest): Promise<AlertAnswer> {
      const name = source.replace(/^generic\//, '');
      const secret = parts.environment[`MUSTER_WEBHOOK_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`];
      if (secret === undefined || secret === '') return answer(404, 'Nothing listens for this source.');
      if (!isBearer(request.headers.get('authorization'), secret)) {
        return answer(
          401,
          'Send the header Authorization: Bearer, with the secret that Muster was given for this source.',
        );
      }
      const text = Buffer.from(request.body).toString('utf8');
      const alerts =
        source === 'alertmanager' || source === 'grafana' ? parseAlertmanager(text, source) : parseGeneric(text, name);
      return alerts.ok ? takeAll(alerts.value) : answer(400, alerts.refusal.message);
    },

    /** `POST /v2/enqueue`: PagerDuty's Events API v2. The routing key is the secret. */
    async enqueue(request: AlertRequest): Promise<AlertAnswer> {
      const event = parseEvent(Buffer.from(request.body).toString('utf8'), parts.newId);
      if (!event.ok) return invalid(event.refusal.message);
      const service = parts.serviceOf(event.value.routingKey);
      if (service === undefined) return invalid('routing_key: belongs to no service of muster.yaml.');
      const alert = { ...event.value.alert, service };
      const taken = await takeAll([alert]);
      if (taken.status !== 202) return taken;
      return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: alert.dedupKey } };
    },
  };
}

/** As PagerDuty refuses: its clients read `errors`. */
const invalid = (why: string): AlertAnswer => ({
  status: 400,
  body: { status: 'invalid event', message: 'Event object is invalid', errors: [why] },
});

const answer = (status: number, message: string): AlertAnswer => ({
  status,
  body: { status: status < 300 ? 'success' : 'error', message },
});

/** In constant time, whatever the lengths. */
function isBearer(header: string | null, secret: string): boolean {
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** The same message twice is one cause; that it is graver now is another message. */
function causeOf(alert: Alert, { newId }: Pick<AlertIntakeParts, 'newId'>): Cause {
  const identity = `${alert.source}|${alert.dedupKey}|${alert.status}|${urgencyOf(alert.severity)}|${alert.occurrence ?? newId()}`;
  const correlationId = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  return {
    causeId: `alert:${correlationId}`,
    actor: { kind: 'integration', id: alert.source.slice(0, 100) },
    source: { kind: 'webhook', correlationId },
  };
}
