import type { ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERY_PERMISSION } from '../../src/sandbox/permissions.ts';
import { ROUTES, routeMatcher } from '../../src/sandbox/rest/match.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { QUERIES, type QueryRule } from '../../src/sandbox/validation/validate-query.ts';
import { api, channelId, roleId } from './api.ts';
import { document, hasDocument, type Parameter, validatorAt, withoutDocument } from './discord-document.ts';

let sandbox: Sandbox;
let templateOf: (method: string, path: string) => string | undefined;
const validatorOf = (method: string, path: string, status: number): ValidateFunction | 'no body' | undefined => {
  const template = templateOf(method, path);
  const responses = template === undefined ? {} : document.paths[template]?.[method.toLowerCase()]?.responses;
  const response = responses?.[String(status)];
  if (template === undefined || !response) return undefined;
  if (!response.content) return 'no body';
  const within = [method.toLowerCase(), 'responses', String(status), 'content', 'application/json', 'schema'];
  return validatorAt('paths', template, ...within);
};

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: false, seed: { botPermissions: EVERY_PERMISSION } });
  const match = routeMatcher(
    Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => method !== 'parameters')
        .map((method) => ({
          method: method.toUpperCase() as 'GET',
          path: path.replace(/\{(\w+)\}/g, ':$1'),
          template: path,
          authenticated: true,
          bodyName: () => undefined,
          run: () => ({ status: 200 }),
        })),
    ),
  );
  templateOf = (method, path) => {
    const route = match(method, path)?.route;
    return route && 'template' in route ? String(route.template) : undefined;
  };
});

afterAll(() => sandbox.close());

test.skipIf(!hasDocument)(`every answer of the sandbox conforms to the document (${withoutDocument})`, async () => {
  const faults: string[] = [];
  const uncalled = new Set(ROUTES);
  const routeOf = routeMatcher(ROUTES);
  const called = async (method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await api(sandbox, method, path, body);
    const name = `${method} ${path} → ${answer.status}`;
    const route = routeOf(method, path.split('?')[0] ?? path)?.route;
    if (route) uncalled.delete(route);
    expect.soft(answer.status, `${name} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    const validator = validatorOf(method, path.split('?')[0] ?? path, answer.status);
    if (validator === undefined) faults.push(`${name}: not in the document`);
    else if (validator !== 'no body' && !validator(answer.body)) {
      faults.push(
        `${name}: ${validator.errors?.map((error) => `${error.instancePath} ${error.message ?? ''}`).join('; ') ?? ''}`,
      );
    }
    return answer.body;
  };
  const guild = sandbox.guildId;
  const application = sandbox.applicationId;
  const ben = sandbox.as('ben').id;
  const general = channelId(sandbox, 'general');

  await called('GET', '/gateway');
  await called('GET', '/gateway/bot');
  await called('GET', '/users/@me');
  await called('GET', `/users/${ben}`);
  await called('GET', '/users/@me/guilds');
  await called('GET', `/users/@me/guilds/${guild}/member`);
  await called('GET', '/applications/@me');
  await called('GET', '/oauth2/applications/@me');
  await called('GET', `/guilds/${guild}?with_counts=true`);
  await called('GET', `/guilds/${guild}/channels`);
  await called('GET', `/guilds/${guild}/members?limit=10`);
  await called('GET', `/guilds/${guild}/members/search?query=b&limit=5`);
  await called('GET', `/guilds/${guild}/members/${ben}`);
  await called('GET', `/guilds/${guild}/roles`);

  const role = await called('POST', `/guilds/${guild}/roles`, { name: 'Incident 7', mentionable: true });
  await called('GET', `/guilds/${guild}/roles/${String(role['id'])}`);
  await called('PATCH', `/guilds/${guild}/roles/${String(role['id'])}`, { name: 'Incident 8' });
  await called('PUT', `/guilds/${guild}/members/${ben}/roles/${String(role['id'])}`);
  await called('PATCH', `/guilds/${guild}/members/${ben}`, { roles: [roleId(sandbox, 'SRE')] });
  await called('PUT', `/guilds/${guild}/members/${ben}/roles/${String(role['id'])}`);
  await called('DELETE', `/guilds/${guild}/members/${ben}/roles/${String(role['id'])}`);
  await called('PATCH', `/guilds/${guild}/roles`, [{ id: role['id'], position: 1 }]);
  await called('DELETE', `/guilds/${guild}/roles/${String(role['id'])}`);
  await called('PATCH', `/guilds/${guild}/members/@me`, { nick: 'Muster' });
  await called('GET', `/guilds/${guild}/emojis`);
  await called('GET', `/guilds/${guild}/stickers`);

  const category = await called('POST', `/guilds/${guild}/channels`, { name: 'More', type: 4 });
  const channel = await called('POST', `/guilds/${guild}/channels`, {
    name: 'inc 7 DB down',
    topic: 'x',
    parent_id: category['id'],
  });
  expect(channel['name']).toBe('inc-7-db-down');
  const id = String(channel['id']);
  await called('PATCH', `/guilds/${guild}/channels`, [{ id, position: 1 }]);
  await called('PATCH', `/channels/${id}`, { topic: 'y' });
  await called('GET', `/channels/${id}`);
  await called('PUT', `/channels/${id}/permissions/${ben}`, { type: 1, allow: '1024', deny: '0' });
  await called('DELETE', `/channels/${id}/permissions/${ben}`);

  const message = await called('POST', `/channels/${id}/messages`, {
    content: 'status card',
    embeds: [
      {
        title: 'DB down',
        fields: [{ name: 'Severity', value: 'SEV-1' }],
        timestamp: '2026-01-01T00:00:00.000Z',
        footer: { text: 'f' },
      },
    ],
    components: [
      {
        type: 1,
        components: [
          { type: 2, style: 1, label: 'Acknowledge', custom_id: 'ack' },
          { type: 2, style: 5, label: 'Runbook', url: 'https://example.org' },
        ],
      },
      { type: 1, components: [{ type: 3, custom_id: 'sev', options: [{ label: 'SEV-1', value: '1' }] }] },
      { type: 1, components: [{ type: 5, custom_id: 'who' }] },
    ],
  });
  const messageId = String(message['id']);
  await called('POST', `/channels/${id}/messages`, {
    flags: 1 << 15,
    components: [
      {
        type: 17,
        components: [
          { type: 10, content: 'text' },
          { type: 14 },
          {
            type: 9,
            components: [{ type: 10, content: 'a' }],
            accessory: { type: 2, style: 2, label: 'x', custom_id: 'y' },
          },
          { type: 12, items: [{ media: { url: 'https://example.org/a.png' } }] },
        ],
      },
    ],
  });
  await called('GET', `/channels/${id}/messages`);
  await called('GET', `/channels/${id}/messages/${messageId}`);
  await called('PATCH', `/channels/${id}/messages/${messageId}`, { content: 'edited' });
  await called('POST', `/channels/${id}/messages`, {
    content: 'a reply',
    message_reference: { message_id: messageId },
  });
  await called('PUT', `/channels/${id}/messages/${messageId}/reactions/${encodeURIComponent('📌')}/@me`);
  await called('GET', `/channels/${id}/messages/${messageId}/reactions/${encodeURIComponent('📌')}`);
  await called('GET', `/channels/${id}/messages/${messageId}`);
  await called('DELETE', `/channels/${id}/messages/${messageId}/reactions/${encodeURIComponent('📌')}/@me`);
  await called('PUT', `/channels/${id}/messages/pins/${messageId}`);
  await called('GET', `/channels/${id}/messages/pins`);
  await called('GET', `/channels/${id}/pins`);
  await called('DELETE', `/channels/${id}/messages/pins/${messageId}`);
  await called('PUT', `/channels/${id}/pins/${messageId}`);
  await called('DELETE', `/channels/${id}/pins/${messageId}`);
  await called('POST', `/channels/${id}/typing`);

  const reactions = `/channels/${id}/messages/${messageId}/reactions`;
  const pin = encodeURIComponent('📌');
  for (const taken of [`${pin}/${sandbox.applicationId}`, pin, '']) {
    await called('PUT', `${reactions}/${pin}/@me`);
    await called('DELETE', taken === '' ? reactions : `${reactions}/${taken}`);
  }
  const several = [];
  for (const content of ['one', 'two']) {
    const said = await called('POST', `/channels/${id}/messages`, { content });
    several.push(said['id']);
  }
  await called('POST', `/channels/${id}/messages/bulk-delete`, { messages: several });

  const thread = await called('POST', `/channels/${id}/messages/${messageId}/threads`, { name: 'details' });
  const threadId = String(thread['id']);
  const secret = await called('POST', `/channels/${id}/threads`, { name: 'private', type: 12, invitable: false });
  await called('PUT', `/channels/${String(secret['id'])}/thread-members/${ben}`);
  await called('GET', `/channels/${String(secret['id'])}/thread-members?with_member=true`);
  await called('GET', `/channels/${threadId}/thread-members/@me`);
  await called('GET', `/guilds/${guild}/threads/active`);
  await called('DELETE', `/channels/${String(secret['id'])}/thread-members/${ben}`);
  await called('DELETE', `/channels/${threadId}/thread-members/@me`);
  await called('PUT', `/channels/${threadId}/thread-members/@me`);
  for (const each of [threadId, String(secret['id'])]) await called('PATCH', `/channels/${each}`, { archived: true });
  await called('GET', `/channels/${id}/threads/archived/public`);
  await called('GET', `/channels/${id}/threads/archived/private`);
  await called('GET', `/channels/${id}/users/@me/threads/archived/private`);

  const direct = await called('POST', '/users/@me/channels', { recipient_id: ben });
  await called('POST', `/channels/${String(direct['id'])}/messages`, { content: 'you are paged' });
  await called('GET', `/channels/${String(direct['id'])}`);

  const hook = await called('POST', `/channels/${general}/webhooks`, { name: 'alerts' });
  await called('GET', `/channels/${general}/webhooks`);
  await called('GET', `/guilds/${guild}/webhooks`);
  const alert = await called('POST', `/webhooks/${String(hook['id'])}/${String(hook['token'])}?wait=true`, {
    content: 'from a webhook',
  });
  const alertPath = `/webhooks/${String(hook['id'])}/${String(hook['token'])}/messages/${String(alert['id'])}`;
  await called('GET', alertPath);
  await called('PATCH', alertPath, { content: 'edited' });
  await called('DELETE', alertPath);
  await called('GET', `/webhooks/${String(hook['id'])}`);
  await called('DELETE', `/webhooks/${String(hook['id'])}`);

  const commands = await called('PUT', `/applications/${application}/guilds/${guild}/commands`, [
    {
      name: 'ping',
      description: 'Answers',
      options: [{ type: 3, name: 'text', description: 'x', required: true, autocomplete: true }],
    },
    { name: 'Add to timeline', type: 3 },
  ]);
  expect(Object.keys(commands)).toHaveLength(2);
  await called('GET', `/applications/${application}/guilds/${guild}/commands`);
  for (const everyCommand of [
    `/applications/${application}/commands`,
    `/applications/${application}/guilds/${guild}/commands`,
  ]) {
    const command = await called('POST', everyCommand, { name: 'everywhere', description: 'x' });
    const each = `${everyCommand}/${String(command['id'])}`;
    await called('GET', each);
    await called('PATCH', each, { description: 'y' });
    await called('GET', everyCommand);
    await called('DELETE', each);
  }
  await called('PUT', `/applications/${application}/commands`, [{ name: 'everywhere', description: 'x' }]);

  const asked = sandbox.as('ben').command('general', 'ping', { text: 'x' });
  const interaction = [...sandbox.world.state.commands.values()].length > 0 ? sandbox.waiting()[0] : undefined;
  const base = `/interactions/${interaction?.id ?? ''}/${interaction?.token ?? ''}/callback`;
  await called('POST', `${base}?with_response=true`, { type: 5, data: { flags: 64 } });
  await asked;
  const token = `/webhooks/${application}/${interaction?.token ?? ''}`;
  await called('PATCH', `${token}/messages/%40original`, { content: 'the answer' });
  await called('GET', `${token}/messages/@original`);
  await called('POST', token, { content: 'and more' });
  await called('DELETE', `${token}/messages/@original`);

  await called('GET', `/guilds/${guild}/audit-logs?limit=100`);
  await called('GET', `/guilds/${guild}/messages/search?content=status`);
  await called('DELETE', `/channels/${id}/messages/${messageId}`);
  await called('DELETE', `/channels/${id}`);
  await called('DELETE', `/guilds/${guild}/members/${ben}`);
  expect(faults).toEqual([]);
  expect([...uncalled].map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

/** Each parameter of the path stands for some id. */
const somePath = (path: string): string => path.replace(/:\w+/g, '1');

/** A rule of the sandbox's, as the document's schema would have it. */
function ruleOf({ required, schema }: Pick<Parameter, 'required' | 'schema'>): QueryRule {
  const named = schema.$ref === undefined ? undefined : (schema.$ref.split('/').at(-1) ?? '');
  if (named === 'SnowflakeType') return { type: 'id' };
  const {
    type,
    format,
    items,
    minimum,
    maximum,
    minLength,
    maxLength,
    maxItems = 0,
  } = (named === undefined ? undefined : document.components.schemas[named]) ?? schema;
  if (type === 'array' && items) {
    const of = ruleOf({ schema: items });
    if (of.type !== 'many') return { type: 'many', of, most: maxItems };
  }
  if (type === 'boolean') return { type: 'flag' };
  if (type === 'integer') {
    return {
      type: 'int',
      ...(minimum !== undefined && { least: minimum }),
      ...(maximum !== undefined && { most: maximum }),
    };
  }
  if (format === 'date-time') return { type: 'time' };
  return {
    type: 'text',
    ...(minLength !== undefined && { least: minLength }),
    ...(maxLength !== undefined && { most: maxLength }),
    ...(required && { required }),
  };
}

test.skipIf(!hasDocument)(`parameters of queries are the document's own (${withoutDocument})`, () => {
  const documented = ROUTES.flatMap(({ method, path }) => {
    const operation = document.paths[templateOf(method, somePath(path)) ?? '']?.[method.toLowerCase()];
    const parameters = (operation?.parameters ?? []).filter((one) => one.in === 'query');
    return parameters.length === 0
      ? []
      : [[`${method} ${path}`, Object.fromEntries(parameters.map((one) => [one.name, ruleOf(one)]))] as const];
  });
  expect(QUERIES).toEqual(Object.fromEntries(documented));
});

/** Values that the rule does not allow; for `undefined` the parameter is left out. */
function wrongFor(rule: QueryRule): readonly (string | undefined)[] {
  if (rule.type === 'many') return wrongFor(rule.of);
  if (rule.type === 'int') {
    const { least, most } = rule;
    return [
      'x',
      '1.5',
      ...(least === undefined ? [] : [String(least - 1)]),
      ...(most === undefined ? [] : [String(most + 1)]),
    ];
  }
  if (rule.type !== 'text') return ['x'];
  return [
    ...(rule.most === undefined ? [] : ['x'.repeat(rule.most + 1)]),
    ...(rule.least === undefined ? [] : ['']),
    ...(rule.required ? [undefined] : []),
  ];
}

/** A field's codes are words in Discord's documentation and in what it answers; its document alone has them as numbers. */
const numbered = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) => (key === 'code' && typeof value === 'string' ? 0 : value));

test.skipIf(!hasDocument)(
  `what a query may not hold is refused where it stands, in the document's shape for errors, as other refusals are (${withoutDocument})`,
  async () => {
    const isError = validatorAt('components', 'schemas', 'ErrorResponse');
    const faults: string[] = [];
    const refusedFor = async (method: string, path: string, code: number, field?: string, body?: unknown, as = {}) => {
      const answer = await api(sandbox, method, path, body, as);
      const errors = answer.body['errors'] as Readonly<Record<string, unknown>> | undefined;
      const isSaid = answer.body['code'] === code && (field === undefined || errors?.[field] !== undefined);
      if (!isSaid || !isError(numbered(answer.body))) faults.push(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    };
    for (const [route, rules] of Object.entries(QUERIES)) {
      const [method = '', path = ''] = route.split(' ');
      for (const [name, rule] of Object.entries(rules)) {
        for (const value of wrongFor(rule)) {
          const query = value === undefined ? '' : `?${name}=${value}`;
          await refusedFor(method, `${somePath(path)}${query}`, 50035, name);
        }
      }
    }
    const general = channelId(sandbox, 'general');
    await refusedFor('GET', '/nowhere', 0);
    await refusedFor('GET', '/users/@me', 0, undefined, undefined, { authorization: 'Bot nobody' });
    await refusedFor('GET', `/channels/${sandbox.guildId}`, 10003);
    await refusedFor('GET', '/channels/x', 50035, 'channel_id');
    await refusedFor('POST', `/channels/${general}/messages`, 50109, undefined, '{');
    await refusedFor('POST', `/channels/${general}/messages`, 50035, 'embeds', {
      embeds: [{ fields: [{ name: '' }] }],
    });
    expect(faults).toEqual([]);

    sandbox.faults.add({ kind: 'rate-limit', route: 'GET /channels', retryAfterMs: 1000, times: 1 });
    const limited = await api(sandbox, 'GET', `/channels/${general}`);
    expect([limited.status, validatorAt('components', 'schemas', 'RatelimitedResponse')(limited.body)]).toEqual([
      429,
      true,
    ]);
  },
);
