import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { expect, onTestFinished, test } from 'vitest';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import { channelId } from './api.ts';

async function started(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** With node:http, which lets a test send any Host and Origin. */
const status = (sandbox: Sandbox, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(`${sandbox.url}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

const control = async (
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> => {
  const response = await fetch(`${sandbox.url}/sandbox${path}`, {
    method,
    headers: { 'x-sandbox-token': sandbox.controlToken },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
};

test('the control API answers only who knows its token, and no web site', async () => {
  const sandbox = await started();
  const token = { 'x-sandbox-token': sandbox.controlToken };
  expect(await status(sandbox, '/sandbox/people', token)).toBe(200);
  expect(await status(sandbox, '/sandbox/people', {})).toBe(403);
  expect(await status(sandbox, '/sandbox/people', { 'x-sandbox-token': 'guess' })).toBe(403);
  expect(await status(sandbox, '/sandbox/people', { ...token, origin: 'https://evil.example' })).toBe(403);
  expect(await status(sandbox, '/sandbox/people', { ...token, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await status(sandbox, '/sandbox/people', { ...token, origin: sandbox.url })).toBe(200);
  // A name that an attacker's DNS rebinds to 127.0.0.1.
  expect(await status(sandbox, '/sandbox/people', { ...token, host: 'evil.example' })).toBe(421);
  const refused = await new Promise<number>((resolve) => {
    const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/sandbox/events?as=ben&token=guess`);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
  expect(refused).toBe(403);
});

test('an address that is none ends no more than its own connection', async () => {
  const sandbox = await started();
  const { port } = new URL(sandbox.url);
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  for (const [target, headers] of [
    ['//', ''],
    ['http://[', ''],
    ['//', upgrade],
    ['/sandbox//[', upgrade],
    ['/%zz', ''],
  ] as const)
    await new Promise<void>((done) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n${headers}\r\n`);
      });
      socket.resume();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        done();
      });
    });
  expect(await status(sandbox, '/', { host: `127.0.0.1:${port}` })).toBeLessThan(600);
  expect(await status(sandbox, '/%zz', { host: `127.0.0.1:${port}` })).toBe(400);
});

test('a person writes, and others see it live as far as they may', async () => {
  const sandbox = await started();
  const events: { t: string; seq: number; d: { content?: string } }[] = [];
  const follow = async (person: string, after?: number): Promise<WebSocket> => {
    const query = `as=${person}&token=${sandbox.controlToken}${after === undefined ? '' : `&after=${after}`}`;
    const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/sandbox/events?${query}`);
    socket.on('message', (data: Buffer) => events.push(JSON.parse(data.toString()) as (typeof events)[number]));
    await new Promise((resolve) => socket.once('open', resolve));
    return socket;
  };
  const socket = await follow('chiara');
  const general = channelId(sandbox, 'general');
  await control(sandbox, 'POST', `/channels/${general}/messages?as=ben`, { content: 'hello' });
  await control(sandbox, 'POST', `/channels/${channelId(sandbox, 'leadership')}/messages?as=ada`, {
    content: 'hidden',
  });
  await expect.poll(() => events.map((event) => event.d.content)).toEqual(['hello']);
  const seen = events[0]?.seq;
  socket.close();
  await control(sandbox, 'POST', `/channels/${general}/messages?as=ben`, { content: 'missed' });
  await follow('chiara', seen);
  await expect.poll(() => events.map((event) => event.d.content)).toEqual(['hello', 'missed']);
  const page = await control(sandbox, 'GET', `/channels/${general}/messages?as=chiara&limit=1`);
  expect(page).toMatchObject({ hasOlder: true, items: [{ content: 'missed' }] });
  expect(
    await control(sandbox, 'GET', `/channels/${channelId(sandbox, 'leadership')}/messages?as=chiara`),
  ).toMatchObject({ code: 50001 });
});

test('who is let into a channel sees it appear, who is put out sees it go', async () => {
  const sandbox = await started();
  const events: string[] = [];
  const socket = new WebSocket(
    `${sandbox.url.replace('http', 'ws')}/sandbox/events?as=ben&token=${sandbox.controlToken}`,
  );
  socket.on('message', (data: Buffer) => events.push((JSON.parse(data.toString()) as { t: string }).t));
  await new Promise((resolve) => socket.once('open', resolve));
  const overwrite = (deny: string): Promise<Response> =>
    fetch(`${sandbox.restBase}/channels/${channelId(sandbox, 'random')}/permissions/${sandbox.as('ben').id}`, {
      method: 'PUT',
      headers: { authorization: `Bot ${sandbox.token}` },
      body: JSON.stringify({ type: 1, allow: '0', deny }),
    });
  await overwrite('1024');
  await expect.poll(() => events).toEqual(['CHANNEL_DELETE']);
  await overwrite('0');
  await expect.poll(() => events).toEqual(['CHANNEL_DELETE', 'CHANNEL_CREATE', 'CHANNEL_UPDATE']);
});

test('faults are ordered and taken back; frames say what was refused and why; the clock moves', async () => {
  const sandbox = await started({ clock: runningClock() });
  const { id } = await control(sandbox, 'POST', '/faults', { kind: 'error', status: 503 });
  const me = (): Promise<Response> =>
    fetch(`${sandbox.restBase}/users/@me`, { headers: { authorization: `Bot ${sandbox.token}` } });
  expect((await me()).status).toBe(503);
  await control(sandbox, 'DELETE', `/faults/${String(id)}`);
  expect((await me()).status).toBe(200);
  expect(await control(sandbox, 'POST', '/faults', { kind: 'nonsense' })).toMatchObject({ code: 50035 });
  await fetch(`${sandbox.restBase}/channels/1/messages`, { headers: { authorization: `Bot ${sandbox.token}` } });
  const frames = (await control(sandbox, 'GET', '/frames')) as unknown as { status?: number; refused?: string }[];
  expect(frames.at(-1)?.refused).toContain('is not snowflake');
  const before = sandbox.world.clock.now();
  const { nowMs } = await control(sandbox, 'POST', '/clock', { forwardMs: 3_600_000 });
  expect(Number(nowMs)).toBeGreaterThanOrEqual(before + 3_600_000);

  // A long move takes its time where much falls due: who looks on sees it go, to the end.
  const told: number[] = [];
  let atNoon = 0;
  sandbox.world.events.listen(({ t, d }) => {
    if (t === 'SANDBOX_CLOCK') told.push((d as { readonly nowMs: number }).nowMs);
  });
  sandbox.world.clock.at(sandbox.world.clock.now() + 12 * 3_600_000, () => {
    atNoon = told.length;
  });
  const end = await control(sandbox, 'POST', '/clock', { forwardMs: 24 * 3_600_000 });
  expect(atNoon).toBe(11);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told).toHaveLength(24);
  expect(Number(end.nowMs)).toBeGreaterThanOrEqual(Number(nowMs) + 24 * 3_600_000);
});

test('the guild outlives a restart', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'sandbox.db');
  const first = await startSandbox({ file });
  const attachments = [
    { index: 0, filename: 'a.txt', contentType: 'text/plain', content: new TextEncoder().encode('kept') },
  ];
  const said = first.as('ben').send('#general', 'remember me', { attachments });
  first.as('chiara').react(said.id, '👍');
  await first.close();
  const second = await started({ file });
  expect(second.token).toBe(first.token);
  const [message] = second.as('ben').see('#general');
  expect(message?.content).toBe('remember me');
  expect(message?.reactions?.[0]?.count).toBe(1);
  expect(await (await fetch(message?.attachments[0]?.url ?? '')).text()).toBe('kept');
  expect(BigInt(second.as('ben').send('#general', 'later').id)).toBeGreaterThan(BigInt(said.id));
  writeFileSync(file, 'not a sandbox');
  await expect(startSandbox({ file })).rejects.toThrow('move it away');
});

test('two sandboxes seed the same ids, so that a configuration may name people', async () => {
  const [one, two] = [await started(), await started()];
  expect(one.as('ben').id).toBe(two.as('ben').id);
  expect(one.guildId).toBe(two.guildId);
});

test('who waits in vain is told what the newest message says', async () => {
  const ada = (await started()).as('ada');
  await ada.type('#general', 'the disk is full');
  await expect(ada.waitFor(() => undefined, 50)).rejects.toThrow(/newest message says: "the disk is full"/);
});
