import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/base/package-root.ts';
import { EVERY_PERMISSION } from '../../src/sandbox/permissions.ts';
import { ROUTES, routeMatcher } from '../../src/sandbox/rest/match.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { api, channelId, roleId } from './api.ts';

/** Discord's published OpenAPI document. It is others' work, so it stands beside the project, not in it. */
const DOCUMENT = join(packageRoot, '../shared/data/discord-openapi.json');

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json'?: { readonly schema?: object } } }>
  >;
}

let sandbox: Sandbox;
let validatorOf: (method: string, path: string, status: number) => ValidateFunction | 'no body' | undefined;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: false, seed: { botPermissions: EVERY_PERMISSION } });
  if (!existsSync(DOCUMENT)) return;
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema(document, 'discord');
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
  validatorOf = (method, path, status) => {
    const found = match(method, path);
    if (!found || !('template' in found.route)) return undefined;
    const template = String(found.route.template);
    const response = document.paths[template]?.[method.toLowerCase()]?.responses[String(status)];
    if (!response) return undefined;
    if (!response.content) return 'no body';
    const pointer = [
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    ]
      .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    return ajv.compile({ $ref: `discord#/paths/${pointer}` });
  };
});

afterAll(() => sandbox.close());

test.skipIf(!existsSync(DOCUMENT))(
  'every answer of the sandbox conforms to the document (left out without shared/data)',
  async () => {
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
  },
);
