import { type FieldError, invalidField } from '../refused.ts';

type Scalar =
  | { readonly type: 'id' | 'flag' | 'time' }
  | { readonly type: 'int'; readonly least?: number; readonly most?: number }
  | { readonly type: 'text'; readonly least?: number; readonly most?: number; readonly required?: true };
/** What a parameter of a query may be; `many`: given several times, `most` times at most. */
export type QueryRule = Scalar | { readonly type: 'many'; readonly of: Scalar; readonly most: number };

const id = { type: 'id' } as const;
const flag = { type: 'flag' } as const;
const time = { type: 'time' } as const;
const int = (least?: number, most?: number) =>
  ({ type: 'int', ...(least !== undefined && { least }), ...(most !== undefined && { most }) }) as const;
const text = (most?: number) => ({ type: 'text', ...(most !== undefined && { most }) }) as const;
const many = (of: Scalar, most: number) => ({ type: 'many', of, most }) as const;

const archivedPage = { before: time, limit: int(2, 100) };

/** Parameters of queries as Discord's document has them, by route; test/sandbox/contract.test.ts holds the two together. */
export const QUERIES: Readonly<Record<string, Readonly<Record<string, QueryRule>>>> = {
  'POST /interactions/:interaction_id/:interaction_token/callback': { with_response: flag },
  'POST /webhooks/:webhook_id/:webhook_token': { wait: flag, thread_id: id, with_components: flag },
  'GET /webhooks/:webhook_id/:webhook_token/messages/:message_id': { thread_id: id },
  'PATCH /webhooks/:webhook_id/:webhook_token/messages/:message_id': { thread_id: id, with_components: flag },
  'DELETE /webhooks/:webhook_id/:webhook_token/messages/:message_id': { thread_id: id },
  'GET /channels/:channel_id/messages': { around: id, before: id, after: id, limit: int(1, 100) },
  'GET /channels/:channel_id/messages/:message_id/reactions/:emoji': { after: id, limit: int(1, 100), type: int() },
  'GET /channels/:channel_id/messages/pins': { before: time, limit: int(1, 50) },
  'GET /channels/:channel_id/thread-members': { with_member: flag, limit: int(1, 100), after: id },
  'GET /channels/:channel_id/thread-members/:user_id': { with_member: flag },
  'GET /channels/:channel_id/threads/archived/public': archivedPage,
  'GET /channels/:channel_id/threads/archived/private': archivedPage,
  'GET /channels/:channel_id/users/@me/threads/archived/private': { before: id, limit: int(2, 100) },
  'GET /guilds/:guild_id': { with_counts: flag },
  'GET /guilds/:guild_id/audit-logs': {
    ...{ user_id: id, target_id: id, action_type: int() },
    ...{ before: id, after: id, limit: int(1, 100) },
  },
  'GET /guilds/:guild_id/messages/search': {
    ...{ sort_by: text(), sort_order: text(), content: text(1024), slop: int(0, 100) },
    ...{ author_id: many(id, 100), author_type: many(text(), 6), mentions: many(id, 100) },
    ...{ mentions_role_id: many(id, 100), replied_to_user_id: many(id, 100), replied_to_message_id: many(id, 100) },
    ...{ mention_everyone: flag, min_id: id, max_id: id, limit: int(1, 25), offset: int(0, 9975) },
    ...{ has: many(text(), 18), link_hostname: many(text(256), 100), embed_provider: many(text(256), 100) },
    ...{ embed_type: many(text(), 5), attachment_extension: many(text(256), 100) },
    ...{ attachment_filename: many(text(1024), 100), pinned: flag, include_nsfw: flag, channel_id: many(id, 500) },
  },
  'GET /guilds/:guild_id/members': { limit: int(1, 1000), after: int(0) },
  'GET /guilds/:guild_id/members/search': {
    limit: int(1, 1000),
    query: { type: 'text', least: 1, most: 100, required: true },
  },
  'GET /applications/:application_id/commands': { with_localizations: flag },
  'GET /applications/:application_id/guilds/:guild_id/commands': { with_localizations: flag },
  'GET /users/@me/guilds': { before: id, after: id, limit: int(1, 200), with_counts: flag },
};

/** Holds a request's query against Discord's document: refuses 50035 with the first fault. Unknown parameters are ignored, as Discord ignores them. */
export function validateQuery(route: string, query: URLSearchParams): void {
  for (const [name, rule] of Object.entries(QUERIES[route] ?? {})) {
    const given = query.getAll(name);
    const fault = rule.type === 'many' ? faultOfMany(rule, given) : faultOf(rule, given[0]);
    if (fault) throw invalidField(name, fault.code, fault.message);
  }
}

function faultOfMany(
  rule: { readonly of: Scalar; readonly most: number },
  given: readonly string[],
): FieldError | undefined {
  if (given.length > rule.most) return tooLong(rule.most);
  return given.map((value) => faultOf(rule.of, value)).find((fault) => fault !== undefined);
}

function faultOf(rule: Scalar, value: string | undefined): FieldError | undefined {
  if (value === undefined) {
    return 'required' in rule ? { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' } : undefined;
  }
  const shown = value.slice(0, 100);
  switch (rule.type) {
    case 'id':
      return /^(0|[1-9]\d{0,19})$/.test(value)
        ? undefined
        : { code: 'NUMBER_TYPE_COERCE', message: `Value "${shown}" is not snowflake.` };
    case 'flag':
      return /^(true|false|1|0)$/i.test(value)
        ? undefined
        : { code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' };
    case 'time':
      return Number.isNaN(Date.parse(value))
        ? { code: 'DATETIME_TYPE_PARSE', message: `Could not parse "${shown}". Should be ISO8601.` }
        : undefined;
    case 'text':
      if (value.length < (rule.least ?? 0))
        return { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${rule.least ?? 0} or more in length.` };
      return value.length > (rule.most ?? Infinity) ? tooLong(rule.most ?? 0) : undefined;
    case 'int':
      return faultOfInt(rule, value);
  }
}

function faultOfInt(rule: { readonly least?: number; readonly most?: number }, value: string): FieldError | undefined {
  if (!/^-?\d{1,20}$/.test(value)) {
    return { code: 'NUMBER_TYPE_COERCE', message: `Value "${value.slice(0, 50)}" is not int.` };
  }
  const { least, most } = rule;
  if (least !== undefined && Number(value) < least)
    return { code: 'NUMBER_TYPE_MIN', message: `int value should be greater than or equal to ${least}.` };
  if (most !== undefined && Number(value) > most)
    return { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${most}.` };
  return undefined;
}

const tooLong = (most: number): FieldError => ({
  code: 'BASE_TYPE_MAX_LENGTH',
  message: `Must be ${most} or fewer in length.`,
});
