import { Events, GatewayIntentBits } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket as ClientSocket } from 'ws';
import { virtualClock } from '../../src/base/clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import { loggedIn } from './discord-client.ts';

async function started(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

async function client(sandbox: Sandbox, intents?: GatewayIntentBits[]): ReturnType<typeof loggedIn> {
  const made = await loggedIn(sandbox, intents ? { intents } : {});
  onTestFinished(() => made.destroy());
  return made;
}

test('without the MESSAGE_CONTENT intent a message is empty, unless it mentions the bot', async () => {
  const sandbox = await started();
  const bot = await client(sandbox, [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages]);
  const heard: string[] = [];
  bot.on(Events.MessageCreate, (message) => heard.push(message.content));
  const ben = sandbox.as('ben');
  ben.send('#general', 'secret');
  ben.send('#general', `hey <@${bot.user.id}>`);
  await expect.poll(() => heard).toEqual(['', `hey <@${bot.user.id}>`]);
});

test('an intent that was not asked for brings no events; one that was not granted closes the session', async () => {
  const sandbox = await started({ grantedIntents: 0 });
  const bot = await client(sandbox, [GatewayIntentBits.Guilds]);
  let heard = 0;
  bot.on(Events.MessageCreate, () => heard++);
  sandbox.as('ben').send('#general', 'x');
  // Members come with the GUILD_PRESENCES intent only; the bot itself always.
  expect(bot.guilds.cache.get(sandbox.guildId)?.members.cache.size).toBe(1);
  await expect(loggedIn(sandbox, { intents: [GatewayIntentBits.MessageContent] })).rejects.toThrow(/intents/i);
  expect(heard).toBe(0);
});

test('a cut connection is resumed, and what was missed arrives', async () => {
  const sandbox = await started();
  const bot = await client(sandbox);
  const heard: string[] = [];
  bot.on(Events.MessageCreate, (message) => heard.push(message.content));
  const resumed = new Promise((resolve) => bot.once(Events.ShardResume, resolve));
  sandbox.gateway.cut(4000);
  sandbox.as('ben').send('#general', 'while you were away');
  await resumed;
  await expect.poll(() => heard).toEqual(['while you were away']);
});

test('asked to reconnect, it resumes; with an invalid session, it identifies anew', async () => {
  const sandbox = await started();
  const bot = await client(sandbox);
  const resumed = new Promise((resolve) => bot.once(Events.ShardResume, resolve));
  sandbox.gateway.askToReconnect();
  await resumed;
  const ready = new Promise((resolve) => bot.once(Events.ShardReady, resolve));
  sandbox.gateway.invalidate(false);
  await ready;
  expect(sandbox.gateway.ready()).toBe(1);
});

test('members that were asked for, and what cannot be read, are among the frames', async () => {
  const sandbox = await started();
  const bot = await client(sandbox);
  await bot.guilds.cache.get(sandbox.guildId)?.members.fetch();
  expect(sandbox.frames.after(-1)).toContainEqual(
    expect.objectContaining({ kind: 'gateway-out', what: 'GUILD_MEMBERS_CHUNK' }),
  );
  const { url } = await bot.rest.get('/gateway').then((answer) => answer as { url: string });
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => {
    socket.send(`{"op":2,"d":{"token":"${sandbox.token}",`);
  });
  const code = await new Promise((resolve) => {
    socket.addEventListener('close', (event) => {
      resolve(event.code);
    });
  });
  expect(code).toBe(4002);
  expect(sandbox.frames.after(-1).find(({ what }) => what === 'not taken')).toMatchObject({
    kind: 'gateway-in',
    request: '{"op":2,"d":{"token":"[masked]",',
    refused: 'Error while decoding payload.',
  });
});

test('a client whose heart stops is asked to beat, then its session times out; one that answers lives on', async () => {
  const heartbeatClock = virtualClock(0);
  const sandbox = await started({ heartbeatClock, heartbeatIntervalMs: 1_000 });
  const heard: { op: number; t: string | null; d: { session_id?: string } | false }[] = [];
  const closed: number[] = [];
  const connected = (): WebSocket => {
    const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/gateway/?v=10&encoding=json`);
    socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data)) as (typeof heard)[number]));
    socket.addEventListener('close', ({ code }) => closed.push(code));
    onTestFinished(() => {
      socket.close();
    });
    return socket;
  };
  const say = (socket: WebSocket, op: number, d: unknown): void => {
    socket.send(JSON.stringify({ op, d }));
  };
  const hears = async (op: number, times = 1): Promise<void> =>
    expect.poll(() => heard.filter((one) => one.op === op)).toHaveLength(times);
  const socket = connected();
  await hears(10);
  say(socket, 2, { token: sandbox.token, intents: 0, properties: { os: 'test', browser: 'test', device: 'test' } });
  await expect.poll(() => heard.map(({ t }) => t)).toContain('READY');

  await heartbeatClock.advance(2_000);
  await hears(1);
  say(socket, 1, null);
  await hears(11);
  await heartbeatClock.advance(2_000);
  await hears(1, 2);
  expect([closed, sandbox.gateway.ready()]).toEqual([[], 1]);
  await heartbeatClock.advance(1_000);
  await expect.poll(() => closed).toEqual([4009]);
  expect(sandbox.gateway.ready()).toBe(0);

  const ready = heard.find(({ t }) => t === 'READY')?.d;
  const again = connected();
  await hears(10, 2);
  say(again, 6, { token: sandbox.token, session_id: (ready && ready.session_id) ?? '', seq: 1 });
  await hears(9);
});

test('a wrong token is refused', async () => {
  const sandbox = await started();
  await expect(loggedIn({ ...sandbox, token: `${sandbox.token}x` })).rejects.toThrow();
});

test('events are dropped and doubled on order', async () => {
  const sandbox = await started();
  const bot = await client(sandbox);
  const heard: string[] = [];
  // The raw packets: discord.js itself passes over a message that it has seen.
  bot.on(Events.Raw, (packet: { t: string; d: { content?: string } }) => {
    if (packet.t === 'MESSAGE_CREATE') heard.push(packet.d.content ?? '');
  });
  sandbox.faults.add({ kind: 'drop-event', event: 'MESSAGE_CREATE', times: 1 });
  sandbox.as('ben').send('#general', 'lost');
  sandbox.faults.add({ kind: 'duplicate-event', event: 'MESSAGE_CREATE', times: 1 });
  sandbox.as('ben').send('#general', 'twice');
  await expect.poll(() => heard).toEqual(['twice', 'twice']);
});

test('a failing Discord is retried by the stock client, a lost answer with the same nonce makes one message', async () => {
  const sandbox = await started();
  const bot = await client(sandbox);
  const channel = bot.channels.cache.find((one) => 'name' in one && one.name === 'random');
  if (!channel?.isSendable()) throw new Error('no #random');
  sandbox.faults.add({ kind: 'error', status: 502, route: 'POST /channels', times: 1 });
  await channel.send('after a 502');
  sandbox.faults.add({ kind: 'rate-limit', retryAfterMs: 50, route: 'POST /channels', times: 1 });
  await channel.send('after a 429');
  sandbox.faults.add({ kind: 'lost-response', route: 'POST /channels', times: 1 });
  await channel.send({ content: 'once', nonce: 'n1', enforceNonce: true });
  expect(
    sandbox
      .as('ben')
      .see('#random')
      .map((message) => message.content),
  ).toEqual(['after a 502', 'after a 429', 'once']);
});

test('a session that was resumed on another connection outlives the first one, whose heart stopped', async () => {
  const heartbeatClock = virtualClock(0);
  const sandbox = await started({ heartbeatClock, heartbeatIntervalMs: 1_000 });
  const connected = () => {
    // Paused it hears no more, and does not answer when it is told to close.
    const heard: { op: number; t: string | null; d: { session_id?: string } }[] = [];
    const closed: number[] = [];
    const socket = new ClientSocket(`${sandbox.url.replace('http', 'ws')}/gateway/?v=10&encoding=json`);
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number]));
    socket.on('close', (code) => closed.push(code));
    onTestFinished(() => {
      socket.terminate();
    });
    const says = async (op: number, d: object): Promise<void> => {
      await expect.poll(() => heard.map((one) => one.op)).toContain(10);
      socket.send(JSON.stringify({ op, d }));
    };
    const hears = (t: string) => expect.poll(() => heard.map((one) => one.t)).toContain(t);
    return { heard, closed, says, hears, pause: () => socket.pause() };
  };
  const properties = { os: 'test', browser: 'test', device: 'test' };
  const first = connected();
  await first.says(2, { token: sandbox.token, intents: 0, properties });
  await first.hears('READY');
  const session_id = first.heard.find(({ t }) => t === 'READY')?.d.session_id;

  first.pause();
  await heartbeatClock.advance(2_500);
  const second = connected();
  await second.says(6, { token: sandbox.token, session_id, seq: 1 });
  await second.hears('RESUMED');
  await heartbeatClock.advance(500);
  expect(sandbox.gateway.ready()).toBe(1);

  sandbox.gateway.cut(4000);
  await expect.poll(() => second.closed).toEqual([4000]);
  const third = connected();
  await third.says(6, { token: sandbox.token, session_id, seq: 2 });
  await third.hears('RESUMED');
});
