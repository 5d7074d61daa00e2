import { afterEach, beforeEach, expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../src/base/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type ApiAnswer, api, channelId, roleId } from './api.ts';

let sandbox: Sandbox;
let clock: VirtualClock;

beforeEach(async () => {
  clock = virtualClock(Date.UTC(2026, 0, 1));
  sandbox = await startSandbox({
    clock,
    rateLimits: false,
    limits: { channels: 12, channelsPerCategory: 2, pins: 1, roles: 8, reactionKinds: 1, commandCreatesPerDay: 3 },
  });
});
afterEach(() => sandbox.close());

const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> => api(sandbox, method, path, body);
const send = (body: object, channel = 'general'): Promise<ApiAnswer> =>
  call('POST', `/channels/${channelId(sandbox, channel)}/messages`, body);
const code = async (answer: Promise<ApiAnswer>): Promise<readonly [number, unknown]> => {
  const { status, body } = await answer;
  return [status, body['code']];
};
const button = (customId: string): object => ({ type: 2, style: 1, label: 'x', custom_id: customId });
const row = (...components: object[]): object => ({ type: 1, components });

test('a wrong body is refused with 50035 and nested errors at its place', async () => {
  const answer = await send({ content: 'x'.repeat(2001), embeds: [{ title: 'y'.repeat(257) }] });
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({
    code: 50035,
    message: 'Invalid Form Body',
    errors: {
      embeds: {
        0: { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 256 or fewer in length.' }] } },
      },
    },
  });
  const long = await send({ content: 'x'.repeat(2001) });
  expect(long.body['errors']).toEqual({
    content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
  });
});

test.each([
  ['an empty message', { content: '  ' }, 50006],
  [
    'more than 6000 characters over all embeds',
    { embeds: [{ description: 'a'.repeat(4000) }, { description: 'b'.repeat(2001) }] },
    50035,
  ],
  ['the same custom id twice', { content: 'x', components: [row(button('a')), row(button('a'))] }, 50035],
  ['six rows', { content: 'x', components: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(button(id))) }, 50035],
  ['six buttons in a row', { content: 'x', components: [row(...['a', 'b', 'c', 'd', 'e', 'f'].map(button))] }, 50035],
  ['text components without the V2 flag', { components: [{ type: 10, content: 'x' }] }, 50035],
  ['content with the V2 flag', { flags: 1 << 15, content: 'x', components: [{ type: 10, content: 'x' }] }, 50035],
  ['a nonce of 26 characters', { content: 'x', nonce: 'n'.repeat(26) }, 50035],
  ['a reply to nothing', { content: 'x', message_reference: { message_id: '1323802873036800000' } }, 50035],
  [
    'a link button with a custom id',
    { content: 'x', components: [row({ type: 2, style: 5, url: 'https://a.example', label: 'x', custom_id: 'a' })] },
    50035,
  ],
])('refuses %s', async (_name, body, expected) => {
  expect((await code(send(body)))[1]).toBe(expected);
});

test('integers as text are taken, other text is not', async () => {
  expect((await send({ content: 'x', flags: '4' })).status).toBe(200);
  expect((await send({ content: 'x', flags: 'four' })).body['code']).toBe(50035);
});

test('unknown things have their own codes', async () => {
  const nothing = '1323802873036899999';
  const general = channelId(sandbox, 'general');
  expect(await code(call('GET', `/channels/${nothing}`))).toEqual([404, 10003]);
  expect(await code(call('GET', `/channels/${general}/messages/${nothing}`))).toEqual([404, 10008]);
  expect(await code(call('GET', `/guilds/${nothing}`))).toEqual([404, 10004]);
  expect(await code(call('GET', `/guilds/${sandbox.guildId}/members/${nothing}`))).toEqual([404, 10013]);
  expect(await code(call('GET', '/channels/abc'))).toEqual([400, 50035]);
  expect(await code(call('POST', `/channels/${general}/messages`, '{'))).toEqual([400, 50109]);
  expect(await code(api(sandbox, 'GET', '/users/@me', undefined, { authorization: 'Bot no' }))).toEqual([401, 0]);
});

test('guild limits are refused', async () => {
  const make = (body: object): Promise<ApiAnswer> => call('POST', `/guilds/${sandbox.guildId}/channels`, body);
  const category = [...sandbox.world.state.channels.values()].find((one) => one.name === 'Incidents')?.id;
  expect((await make({ name: 'one', parent_id: category })).status).toBe(201);
  expect((await make({ name: 'two', parent_id: category })).status).toBe(201);
  const full = await make({ name: 'three', parent_id: category });
  expect(JSON.stringify(full.body)).toContain('CHANNEL_PARENT_MAX_CHANNELS');
  expect((await make({ name: 'three' })).status).toBe(201);
  expect(await code(make({ name: 'four' }))).toEqual([400, 30013]);

  const role = (): Promise<ApiAnswer> => call('POST', `/guilds/${sandbox.guildId}/roles`, { name: 'r' });
  for (let left = 8 - 6; left > 0; left--) expect((await role()).status).toBe(200);
  expect(await code(role())).toEqual([400, 30005]);

  const general = channelId(sandbox, 'general');
  const [first, second] = [(await send({ content: '1' })).body['id'], (await send({ content: '2' })).body['id']];
  expect((await call('PUT', `/channels/${general}/messages/pins/${String(first)}`)).status).toBe(204);
  expect(await code(call('PUT', `/channels/${general}/messages/pins/${String(second)}`))).toEqual([400, 30003]);
  expect(
    (await call('PUT', `/channels/${general}/messages/${String(first)}/reactions/${encodeURIComponent('👍')}/@me`))
      .status,
  ).toBe(204);
  expect(
    await code(call('PUT', `/channels/${general}/messages/${String(first)}/reactions/${encodeURIComponent('📌')}/@me`)),
  ).toEqual([400, 30010]);
  expect(await code(call('PUT', `/channels/${general}/messages/${String(first)}/reactions/nonsense/@me`))).toEqual([
    404, 10014,
  ]);
});

test('commands: 200 creates a day (here 3), order of options, 8000 characters', async () => {
  const path = `/applications/${sandbox.applicationId}/guilds/${sandbox.guildId}/commands`;
  const put = (...commands: object[]): Promise<ApiAnswer> => call('PUT', path, commands);
  const command = (name: string, more: object = {}): object => ({ name, description: 'x', ...more });
  expect((await put(command('a'), command('b'))).status).toBe(200);
  expect((await put(command('a', { description: 'y' }), command('b'))).status).toBe(200);
  expect((await put(command('a'), command('c'))).status).toBe(200);
  expect(await code(put(command('d')))).toEqual([429, 30034]);
  expect(await code(put(command('UPPER')))).toEqual([400, 50035]);
  const option = (name: string, required: boolean): object => ({ type: 3, name, description: 'x', required });
  const misplaced = await put(command('a', { options: [option('p', false), option('q', true)] }));
  expect(JSON.stringify(misplaced.body)).toContain('APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID');
  const large = Array.from({ length: 25 }, (_, index) => ({
    ...option(`o${index}`, false),
    choices: Array.from({ length: 4 }, (_unused, choice) => ({
      name: `${index}-${choice}-${'n'.repeat(80)}`,
      value: 'v'.repeat(10),
    })),
  }));
  expect(JSON.stringify((await put(command('a', { options: large }))).body)).toContain('APPLICATION_COMMAND_TOO_LARGE');
});

test('the bot may not do what its role does not allow', async () => {
  const ada = sandbox.as('ada').id;
  expect(await code(call('GET', `/channels/${channelId(sandbox, 'general')}`))).toEqual([200, undefined]);
  // Admin stands above the bot's role.
  expect(
    await code(
      call('PUT', `/guilds/${sandbox.guildId}/members/${sandbox.as('ben').id}/roles/${roleId(sandbox, 'Admin')}`),
    ),
  ).toEqual([403, 50013]);
  expect(await code(call('PATCH', `/guilds/${sandbox.guildId}/members/${ada}`, { nick: 'boss' }))).toEqual([
    403, 50013,
  ]);
  expect(await code(call('DELETE', `/guilds/${sandbox.guildId}/members/${ada}`))).toEqual([403, 50013]);
  // Overwrites: only bits that the bot has itself (here without BAN_MEMBERS).
  const overwrite = `/channels/${channelId(sandbox, 'general')}/permissions/${ada}`;
  expect(await code(call('PUT', overwrite, { type: 1, allow: '4', deny: '0' }))).toEqual([403, 50013]);
  expect((await call('PUT', overwrite, { type: 1, allow: '0', deny: '2048' })).status).toBe(204);
});

test('a channel that hides from the bot is 50001, one where it may not write 50013', async () => {
  const path = `/channels/${channelId(sandbox, 'random')}/permissions/${sandbox.applicationId}`;
  expect((await call('PUT', path, { type: 1, allow: '0', deny: '2048' })).status).toBe(204);
  expect(await code(send({ content: 'x' }, 'random'))).toEqual([403, 50013]);
  expect((await call('PUT', path, { type: 1, allow: '0', deny: '3072' })).status).toBe(204);
  expect(await code(send({ content: 'x' }, 'random'))).toEqual([403, 50001]);
});

test('people are held to their permissions, too', () => {
  expect(() => sandbox.as('ben').see('#leadership')).toThrow('Missing Access');
  expect(
    sandbox
      .as('ben')
      .channels()
      .map((channel) => channel.name),
  ).not.toContain('leadership');
  expect(
    sandbox
      .as('ada')
      .channels()
      .map((channel) => channel.name),
  ).toContain('leadership');
  const said = sandbox.as('ada').send('#general', 'mine');
  expect(() => sandbox.as('ben').edit(said.id, 'yours')).toThrow('Cannot edit a message authored by another user');
  expect(() => sandbox.as('ben').delete(said.id)).toThrow('Missing Permissions');
});

const register = async (...commands: object[]): Promise<void> => {
  const answer = await call(
    'PUT',
    `/applications/${sandbox.applicationId}/guilds/${sandbox.guildId}/commands`,
    commands,
  );
  expect(answer.status).toBe(200);
};
const callback = (body: object, query = ''): Promise<ApiAnswer> => {
  const [waiting] = sandbox.waiting();
  return call('POST', `/interactions/${waiting?.id ?? '0'}/${waiting?.token ?? 'none'}/callback${query}`, body);
};

test('an interaction is answered once, within three seconds, and its token lives fifteen minutes', async () => {
  await register({ name: 'ping', description: 'x' });
  const late = sandbox.as('ben').command('general', 'ping');
  const [asked] = sandbox.waiting();
  const answerTo = `/interactions/${asked?.id ?? ''}/${asked?.token ?? ''}/callback`;
  await clock.advance(3_000);
  expect(await code(call('POST', answerTo, { type: 4, data: { content: 'late' } }))).toEqual([404, 10062]);
  expect((await late).error).toBe('The application did not respond');

  const exchange = sandbox.as('ben').command('general', 'ping');
  const [second] = sandbox.waiting();
  const url = `/interactions/${second?.id ?? ''}/${second?.token ?? ''}/callback`;
  await clock.advance(2_500);
  expect((await call('POST', url, { type: 4, data: { content: 'pong' } })).status).toBe(204);
  expect((await exchange).acknowledgedAfterMs).toBe(2_500);
  expect(await code(call('POST', url, { type: 4, data: { content: 'again' } }))).toEqual([400, 40060]);

  const original = `/webhooks/${sandbox.applicationId}/${second?.token ?? ''}/messages/%40original`;
  expect((await call('PATCH', original, { content: 'edited' })).status).toBe(200);
  await clock.advance(15 * 60_000);
  expect(await code(call('PATCH', original, { content: 'too late' }))).toEqual([401, 50027]);
});

test('an answer must fit its question', async () => {
  await register({ name: 'ping', description: 'x' });
  const asked = sandbox.as('ben').command('general', 'ping');
  expect(await code(callback({ type: 7, data: { content: 'x' } }))).toEqual([400, 50035]);
  expect(await code(callback({ type: 8, data: { choices: [] } }))).toEqual([400, 50035]);
  const modal = (count: number): object => ({
    type: 9,
    data: {
      custom_id: 'm',
      title: 'A form',
      components: Array.from({ length: count }, (_, index) => ({
        type: 18,
        label: 'L',
        component: { type: 4, custom_id: `f${index}`, style: 1 },
      })),
    },
  });
  expect(await code(callback(modal(6)))).toEqual([400, 50035]);
  expect((await callback(modal(5))).status).toBe(204);
  expect((await asked).modal?.components).toHaveLength(5);
});

test('edits of messages older than an hour are few', async () => {
  const { id } = (await send({ content: 'old' })).body;
  const path = `/channels/${channelId(sandbox, 'general')}/messages/${String(id)}`;
  await clock.advance(3_600_000);
  const answers: unknown[] = [];
  for (let edit = 0; edit < 4; edit++)
    answers.push((await call('PATCH', path, { content: `v${edit}` })).body['code'] ?? 200);
  expect(answers).toEqual([200, 200, 200, 30046]);
});

test('the same nonce is one message for a few minutes', async () => {
  const first = await send({ content: 'paged', nonce: 'n1', enforce_nonce: true });
  const again = await send({ content: 'paged', nonce: 'n1', enforce_nonce: true });
  expect(again.body['id']).toBe(first.body['id']);
  await clock.advance(10 * 60_000);
  const later = await send({ content: 'paged', nonce: 'n1', enforce_nonce: true });
  expect(later.body['id']).not.toBe(first.body['id']);
});
