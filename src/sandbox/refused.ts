/** What Discord refuses, by code: HTTP status and message, as its documentation and servers word them. */
const REFUSALS = {
  0: [401, '401: Unauthorized'],
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10009: [404, 'Unknown Permission Overwrite'],
  10011: [404, 'Unknown Role'],
  10013: [404, 'Unknown User'],
  10014: [404, 'Unknown Emoji'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  10065: [404, 'Unknown voice state'],
  30003: [400, 'Maximum number of pins reached for the channel (250)'],
  30005: [400, 'Maximum number of server roles reached (250)'],
  30007: [400, 'Maximum number of webhooks reached (15)'],
  30010: [400, 'Maximum number of reactions reached (20)'],
  30013: [400, 'Maximum number of server channels reached (500)'],
  30032: [400, 'Maximum number of application commands reached (100)'],
  30034: [429, 'Max number of daily application command creates has been reached (200)'],
  30046: [429, 'Maximum number of edits to messages older than 1 hour reached. Try again later'],
  40005: [413, 'Request entity too large'],
  40060: [400, 'Interaction has already been acknowledged.'],
  40333: [403, 'internal network error'],
  50001: [403, 'Missing Access'],
  50003: [403, 'Cannot execute action on a DM channel'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50016: [400, 'Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages.'],
  50019: [400, 'You can only pin messages in the channel they were sent in.'],
  50021: [403, 'Cannot execute action on a system message'],
  50024: [400, 'Cannot execute action on this channel type'],
  50027: [401, 'Invalid Webhook Token'],
  50028: [400, 'Invalid Role'],
  50033: [400, 'Invalid Recipient(s)'],
  50034: [400, 'You can only bulk delete messages that are under 14 days old.'],
  50035: [400, 'Invalid Form Body'],
  50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'],
  160004: [400, 'A thread has already been created for this message'],
  160005: [400, 'Thread is locked'],
} as const satisfies Record<number, readonly [number, string]>;

export type RefusalCode = keyof typeof REFUSALS;

export interface FieldError {
  readonly code: string;
  readonly message: string;
}

/** Nested as the body is: `{ embeds: { 0: { title: { _errors: [...] } } } }`. */
export interface FormErrors {
  _errors?: FieldError[];
  [key: string]: FormErrors | FieldError[] | undefined;
}

/** Ends a request with Discord's error shape. Thrown anywhere below a route, answered in one place (docs/decisions/sandbox-refusals.md). */
export class DiscordRefusal extends Error {
  readonly code: number;
  readonly status: number;
  readonly errors: FormErrors | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: number, status: number, message: string, errors?: FormErrors, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }
}

export function refused(code: RefusalCode, message?: string): DiscordRefusal {
  const [status, usual] = REFUSALS[code];
  return new DiscordRefusal(code, status, message ?? usual);
}

export const invalidForm = (errors: FormErrors): DiscordRefusal =>
  new DiscordRefusal(50035, 400, 'Invalid Form Body', errors);

/** invalidForm for one field; `path` is dotted: `embeds.0.title`. */
export function invalidField(path: string, code: string, message: string): DiscordRefusal {
  const errors: FormErrors = {};
  addFieldError(errors, path === '' ? [] : path.split('.'), { code, message });
  return invalidForm(errors);
}

export function addFieldError(errors: FormErrors, path: readonly PropertyKey[], error: FieldError): void {
  let node = errors;
  for (const step of path) {
    const key = String(step);
    const below = node[key];
    if (below && !Array.isArray(below)) node = below;
    else {
      const made: FormErrors = {};
      node[key] = made;
      node = made;
    }
  }
  (node._errors ??= []).push(error);
}

/** The body that Discord sends with a refusal. */
export const refusalBody = (refusal: DiscordRefusal): object => ({
  message: refusal.message,
  code: refusal.code,
  ...(refusal.errors && { errors: refusal.errors }),
  ...(refusal.retryAfterMs !== undefined && { retry_after: refusal.retryAfterMs / 1000, global: false }),
});
