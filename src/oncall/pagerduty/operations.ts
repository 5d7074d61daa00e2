/**
 * Every operation of PagerDuty's REST API that Muster asks for, as PagerDuty's own document names it. The contract test
 * asks for each of them; nothing else can be asked for.
 */
export const PAGERDUTY_OPERATIONS = [
  'GET /users',
  'GET /services',
  'GET /escalation_policies',
  'GET /schedules',
  'GET /schedules/{id}',
  'GET /schedules/{id}/overrides',
  'POST /schedules/{id}/overrides',
  'DELETE /schedules/{id}/overrides/{override_id}',
  'GET /v3/schedules',
  'GET /v3/schedules/{id}',
  'GET /v3/schedules/{id}/overrides',
  'POST /v3/schedules/{id}/overrides',
  'DELETE /v3/schedules/{id}/overrides/{override_id}',
  'GET /v3/schedules/{id}/custom_shifts',
  'GET /incidents',
  'POST /incidents',
  'GET /incidents/{id}',
  'PUT /incidents/{id}',
  'POST /incidents/{id}/snooze',
  'PUT /incidents/{id}/merge',
  'GET /incidents/{id}/notes',
  'POST /incidents/{id}/notes',
  'POST /incidents/{id}/status_updates',
  'POST /incidents/{id}/responder_requests',
  'GET /incidents/{id}/log_entries',
  'GET /webhook_subscriptions',
  'POST /webhook_subscriptions',
  'DELETE /webhook_subscriptions/{id}',
] as const;
type PagerDutyOperation = (typeof PAGERDUTY_OPERATIONS)[number];

/** An operation whose path is filled in. */
export interface PagerDutyTarget {
  readonly operation: PagerDutyOperation;
  /** `/incidents/PABC/notes`, without the host. */
  readonly path: string;
}

type Ids<O extends string> = O extends `${string}{${string}}${infer Rest}` ? [id: string, ...Ids<Rest>] : [];

/** `at('GET /incidents/{id}', 'PABC')`: the ids in the order of the path, encoded. */
export function at<O extends PagerDutyOperation>(operation: O, ...ids: Ids<O>): PagerDutyTarget {
  const left: string[] = [...ids];
  const path = operation.slice(operation.indexOf(' ') + 1);
  return { operation, path: path.replace(/\{\w+\}/g, () => encodeURIComponent(left.shift() ?? '')) };
}
