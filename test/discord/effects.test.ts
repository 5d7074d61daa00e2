import { PermissionFlagsBits } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { virtualClock } from '../../src/base/clock.ts';
import type { Json } from '../../src/base/canonical-json.ts';
import { ok } from '../../src/base/result.ts';
import { newId } from '../../src/base/ids.ts';
import { paragraph } from '../../src/commands/message.ts';
import { leaveGuild } from '../../src/sandbox/members.ts';
import { BOT_MAY, EVERYONE_MAY } from '../../src/sandbox/seed.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import type { Board } from '../../src/discord/effects/board-refresh.ts';
import { api, channelId } from '../sandbox/api.ts';
import { connected } from './connected.ts';

const open = {
  name: 'inc-42-database-is-down',
  topic: 'Incident 42 · SEV-1',
  category: 'Incidents',
  private: false,
  people: [],
  roles: [],
  threadIn: 'incidents',
};

/** As effects carry it: plain JSON. */
const line = (text: string) => ({ blocks: [{ type: 'text', text: [text] }] });

/** Channels that were opened, as the domain is told. */
const recorder = () => {
  const opened: { channelId: string; thread: boolean }[] = [];
  return {
    opened,
    sources: {
      channelOpened: async (_effect: unknown, channelId: string, thread: boolean) => {
        opened.push({ channelId, thread });
        return ok(null);
      },
      boards: {},
    },
  };
};

test('an incident’s channel is opened in its category, with name and topic', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources } });
  expect(await perform('channel.open', open)).toEqual({ outcome: 'done' });
  const channel = sandbox
    .as('ben')
    .channels()
    .find((one) => one.name === open.name);
  expect(channel).toMatchObject({ id: opened[0]?.channelId, topic: open.topic });
  const category = sandbox.world.state.channels.get(channel?.parent_id ?? '');
  expect(category).toMatchObject({ name: 'Incidents', type: 4 });
});

test('a private channel shows to those it is for, and to nobody else', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources } });
  const ben = sandbox.as('ben');
  await perform('channel.open', { ...open, private: true, people: [ben.id] });
  const id = opened[0]?.channelId ?? '';
  const sees = (person: string) =>
    sandbox
      .as(person)
      .channels()
      .some((one) => one.id === id);
  expect([sees('ben'), sees('stranger')]).toEqual([true, false]);

  const grace = sandbox.as('grace');
  const add = { channelId: id, private: true, people: [grace.id], roles: [] };
  expect(await perform('members.add', add)).toEqual({ outcome: 'done' });
  expect(sees('grace')).toBe(true);
});

test('a try that was lost on its way back is found again instead of being done twice', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources } });
  sandbox.faults.add({ kind: 'lost-response', route: 'POST /guilds', times: 1 });
  const id = newId(Date.now());
  expect(await perform('channel.open', open, { id })).toMatchObject({ outcome: 'retry', waits: true });
  expect(await perform('channel.open', open, { id, lastError: 'lost' })).toEqual({ outcome: 'done' });
  const made = sandbox
    .as('ben')
    .channels()
    .filter((one) => one.name === open.name);
  expect(made.map((one) => one.id)).toEqual([opened[0]?.channelId]);

  sandbox.faults.add({ kind: 'lost-response', route: 'POST /channels', times: 1 });
  const post = { channel: 'general', message: line('Once only') };
  const messageId = newId(Date.now());
  expect(await perform('message.post', post, { id: messageId })).toMatchObject({ outcome: 'retry' });
  sandbox.world.nonces.clear(); // Discord forgets them after some minutes
  expect(await perform('message.post', post, { id: messageId, attempts: 2 })).toEqual({ outcome: 'done' });
  expect(
    sandbox
      .as('ben')
      .see('general')
      .map((message) => message.content),
  ).toEqual(['Once only']);
});

test.each([
  ['by the audit log', {}],
  [
    'by its name where the audit log may not be read',
    { botPermissions: (1n << 11n) | (1n << 10n) | (1n << 35n) | (1n << 4n) },
  ],
])('a thread whose opening was lost on its way back is found again, %s', async (_, seed) => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { limits: { channels: 9 }, seed } });
  sandbox.faults.add({ kind: 'lost-response', route: '/threads', times: 1 });
  const id = newId(Date.now());
  expect(await perform('channel.open', open, { id })).toMatchObject({ outcome: 'retry', waits: true });
  expect(await perform('channel.open', open, { id, lastError: 'lost' })).toEqual({ outcome: 'done' });
  const made = [...sandbox.world.state.channels.values()].filter((one) => one.thread && one.name === open.name);
  expect(made.map((one) => one.id)).toEqual([opened[0]?.channelId]);
  expect(opened).toMatchObject([{ thread: true }]);
});

test('the same message said by another effect is a message of its own', async () => {
  const { sandbox, perform } = await connected();
  const post = { channel: 'general', message: line('Reminder') };
  await perform('message.post', post);
  await perform('message.post', post);
  expect(sandbox.as('ben').see('general')).toHaveLength(2);
  // Also after a first try that failed, whether Discord still gives the nonces back or not.
  await perform('message.post', post, { attempts: 2 });
  expect(sandbox.as('ben').see('general')).toHaveLength(3);
  for (const messages of sandbox.world.state.messages.values())
    for (const message of messages.values()) delete message.nonce;
  await perform('message.post', post, { attempts: 2 });
  expect(sandbox.as('ben').see('general')).toHaveLength(4);
});

test('after a crash, what Muster said before an interaction is not taken for what the interaction asked for', async () => {
  const { sandbox, perform } = await connected();
  // What another process posted, of which Discord gives no nonce back any more.
  const said = () =>
    api(sandbox, 'POST', `/channels/${channelId(sandbox, 'general')}/messages`, { content: 'Reminder' });
  const post = { channel: 'general', message: line('Reminder') };
  await said();
  const interaction = sandbox.world.newSnowflake();
  await perform('message.post', post, { attempts: 2, causeId: interaction });
  expect(sandbox.as('ben').see('general')).toHaveLength(2);
  const next = sandbox.world.newSnowflake();
  await said();
  await perform('message.post', post, { attempts: 2, causeId: next });
  expect(sandbox.as('ben').see('general')).toHaveLength(3);
});

test('a server that is full of channels gets a thread', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { limits: { channels: 9 } } });
  expect(await perform('channel.open', open)).toEqual({ outcome: 'done' });
  expect(opened).toMatchObject([{ thread: true }]);
  const thread = sandbox.world.state.channels.get(opened[0]?.channelId ?? '');
  expect(thread).toMatchObject({ name: open.name, type: 11 });
  const rename = { channelId: thread?.id ?? '', name: 'renamed', topic: 'a thread has none' };
  expect(await perform('channel.rename', rename)).toEqual({ outcome: 'done' });
  expect(sandbox.world.state.channels.get(thread?.id ?? '')?.name).toBe('renamed');
});

test('a thread that was deleted since it was opened is no answer: another one is opened', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { limits: { channels: 9 } } });
  const id = newId(Date.now());
  sandbox.faults.add({ kind: 'lost-response', route: '/threads', times: 1 });
  expect(await perform('channel.open', open, { id })).toMatchObject({ outcome: 'retry' });
  const [lost = ''] = [...sandbox.world.state.channels.values()].filter(({ thread }) => thread).map((one) => one.id);
  await api(sandbox, 'DELETE', `/channels/${lost}`);
  expect(await perform('channel.open', open, { id, lastError: 'lost' })).toEqual({ outcome: 'done' });
  expect(sandbox.world.state.channels.get(opened[0]?.channelId ?? '')?.thread).toBeDefined();
});

test('who cannot be let into a thread keeps nobody else from coming, and is named, once', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { limits: { channels: 9 } } });
  const idOf = (name: string): string => sandbox.as(name).id;
  const [ben, grace, chiara, fatima] = [idOf('ben'), idOf('grace'), idOf('chiara'), idOf('fatima')] as const;
  const { world } = sandbox;
  const guild = world.state.guilds.get(sandbox.guildId);
  if (!guild) throw new Error('There is no server');
  leaveGuild(world, guild, grace);
  expect(await perform('channel.open', { ...open, people: [grace, ben] })).toEqual({ outcome: 'done' });
  expect(await perform('channel.open', { ...open, private: true, people: [grace, ben] })).toEqual({ outcome: 'done' });
  const [publicId = '', channelId = ''] = opened.map((one) => one.channelId);
  const left = `<@${grace}> could not be let in`;
  expect(sandbox.as('ben').see(publicId).at(-1)?.embeds[0]?.description).toContain(left);
  expect(world.state.messages.get(channelId)?.size ?? 0).toBe(0); // members.add, which follows, says it
  const parent = world.state.channels.get(world.state.channels.get(channelId)?.parentId ?? '');
  if (!parent) throw new Error('The thread stands in no channel');
  parent.overwrites.push({ id: chiara, type: 1, allow: 0n, deny: PermissionFlagsBits.ViewChannel });

  const add = { channelId, private: true, people: [grace, chiara, fatima], roles: [] };
  expect(await perform('members.add', add)).toEqual({ outcome: 'done' });
  expect(sandbox.as('fatima').see(channelId).at(-1)?.embeds[0]?.description).toContain(
    `<@${grace}>, <@${chiara}> could not be let in`,
  );
});

test('a full category is continued in a second one, also when several channels are opened at once', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { rateLimits: false } });
  for (let n = 0; n < 47; n++) await perform('channel.open', { ...open, name: `inc-${n}` });
  // Else each might be made before the next one looks for room.
  sandbox.faults.add({ kind: 'latency', durationMs: 100, route: 'POST /guilds', times: 9 });
  const six = [1, 2, 3, 4, 5, 6];
  const outcomes = await Promise.all(six.map((n) => perform('channel.open', { ...open, name: `inc-at-once-${n}` })));
  expect(outcomes).toEqual(six.map(() => ({ outcome: 'done' })));
  const { channels } = sandbox.world.state;
  const categories = opened.slice(-6).map(({ channelId: id }) => channels.get(channels.get(id)?.parentId ?? '')?.name);
  expect(categories.toSorted()).toEqual([
    ...six.slice(3).map(() => 'Incidents'),
    ...six.slice(3).map(() => 'Incidents 2'),
  ]);
  expect([...channels.values()].filter(({ name }) => name === 'Incidents 2')).toHaveLength(1);
});

/** A card in #general: what it shows, and the messages that it was posted as. */
const cardIn = () => {
  const card: { board: Board } = {
    board: { channel: 'general', messageId: null, message: paragraph(['investigating']), pin: true },
  };
  const posted: string[] = [];
  const boards = {
    'card.refresh': {
      read: async () => card.board,
      posted: async (_effect: unknown, _channelId: string, messageId: string) => {
        posted.push(messageId);
        return ok(null);
      },
    },
  };
  const cards = (sandbox: Sandbox) =>
    sandbox
      .as('ben')
      .see('general')
      .filter((message) => Number(message.type) === 0);
  return { card, posted, cards, more: { sources: { channelOpened: async () => ok(null), boards } } };
};

test('a card that Discord takes no more edits of, because it is older than an hour, takes a new place at once', async () => {
  const { card, posted, cards, more } = cardIn();
  const clock = virtualClock(Date.now());
  const { sandbox, perform } = await connected({ more, sandbox: { clock } });
  await perform('card.refresh', {});
  await clock.advance(3_600_000);
  for (const status of ['one', 'two', 'three', 'monitoring']) {
    card.board = { ...card.board, messageId: posted[0] ?? '', message: paragraph([status]) };
    expect(await perform('card.refresh', {})).toEqual({ outcome: 'done' });
  }
  expect(cards(sandbox)).toMatchObject([
    { id: posted[0], content: 'three', pinned: false },
    { id: posted[1], content: 'monitoring', pinned: true },
  ]);
});

test('an announcement that Discord takes no more edits of is not said a second time', async () => {
  const { card, posted, cards, more } = cardIn();
  const clock = virtualClock(Date.now());
  const { sandbox, perform } = await connected({ more, sandbox: { clock } });
  card.board = { ...card.board, pin: false };
  await perform('card.refresh', {});
  await clock.advance(3_600_000);
  const outcomes: unknown[] = [];
  for (const status of ['one', 'two', 'three', 'monitoring']) {
    card.board = { ...card.board, messageId: posted[0] ?? '', message: paragraph([status]) };
    outcomes.push((await perform('card.refresh', {})).outcome);
  }
  expect(outcomes).toEqual(['done', 'done', 'done', 'retry']);
  expect(cards(sandbox)).toMatchObject([{ id: posted[0], content: 'three' }]);
});

test('a message that Discord takes no more edits of is tried again later', async () => {
  const clock = virtualClock(Date.now());
  const { sandbox, perform } = await connected({ sandbox: { clock } });
  const channel = channelId(sandbox, 'general');
  await perform('message.post', { channel, message: line('one') });
  const [{ id: message = '' } = {}] = sandbox.as('ben').see('general');
  await clock.advance(3_600_000);
  const edit = (text: string) => perform('message.edit', { channel, message, to: line(text) });
  for (const text of ['two', 'three', 'four']) expect(await edit(text)).toEqual({ outcome: 'done' });
  const reason = 'Discord takes few edits of messages older than an hour.';
  expect(await edit('five')).toMatchObject({ outcome: 'retry', reason, waits: true });
});

test('a card is posted and pinned once, edited in place, and takes a new place when it is gone', async () => {
  const { card, posted, cards: cardsIn, more } = cardIn();
  const { sandbox, perform } = await connected({ more });
  const cards = () => cardsIn(sandbox);

  expect(await perform('card.refresh', {})).toEqual({ outcome: 'done' });
  expect(cards()).toMatchObject([{ id: posted[0], content: 'investigating', pinned: true }]);

  card.board = {
    ...card.board,
    messageId: posted[0] ?? '',
    message: { ...paragraph(['monitoring']), title: ['Card'], tone: 'good' },
  };
  await perform('card.refresh', {});
  expect(cards()).toMatchObject([{ id: posted[0], content: '', embeds: [{ description: 'monitoring' }] }]);
  expect(posted).toHaveLength(1);

  sandbox.as('ada').delete(posted[0] ?? '');
  expect(await perform('card.refresh', {})).toEqual({ outcome: 'done' });
  expect(cards()).toMatchObject([{ id: posted[1], pinned: true }]);
});

test('a renamed, archived and locked channel can be read and not be written in', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources } });
  await perform('channel.open', open);
  const channelId = opened[0]?.channelId ?? '';
  await perform('channel.rename', { channelId, name: 'inc-42-solved', topic: 'Incident 42 · **down** again' });
  expect(sandbox.world.state.channels.get(channelId)).toMatchObject({
    name: 'inc-42-solved',
    topic: 'Incident 42 · \\*\\*down\\*\\* again',
  });
  const thread = sandbox.as('ben').startThread(channelId, 'the pool');
  await perform('channel.archive', { channelId, category: 'Archive', locked: true });
  const channel = sandbox.world.state.channels.get(channelId);
  expect(sandbox.world.state.channels.get(channel?.parentId ?? '')?.name).toBe('Archive');
  expect(() => sandbox.as('ben').send(channelId, 'too late')).toThrow();
  expect(() => sandbox.as('ben').send(thread.id, 'too late')).toThrow();
  expect(() => sandbox.as('ben').startThread(channelId, 'one more')).toThrow();
  expect(sandbox.as('ben').see(thread.id)).toEqual([]);
  await perform('channel.archive', { channelId, category: 'Archive', locked: false });
  sandbox.as('ben').send(channelId, 'again');
  sandbox.as('ben').send(thread.id, 'again');
});

test('a channel is locked and opened again where it stands, when the server has no room for the archive', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { limits: { channels: 10 } } });
  await perform('channel.open', open);
  const [{ channelId, thread } = { channelId: '', thread: true }] = opened;
  expect(thread).toBe(false);
  const before = sandbox.world.state.channels.get(channelId)?.parentId;
  expect(await perform('channel.archive', { channelId, category: 'Archive', locked: true })).toEqual({
    outcome: 'done',
  });
  expect(() => sandbox.as('ben').send(channelId, 'too late')).toThrow();
  expect(await perform('channel.archive', { channelId, category: 'Back', locked: false })).toEqual({ outcome: 'done' });
  sandbox.as('ben').send(channelId, 'again');
  expect(sandbox.world.state.channels.get(channelId)?.parentId).toBe(before);
});

test('a channel is locked as far as Muster’s own permissions go', async () => {
  const { opened, sources } = recorder();
  const without = ~PermissionFlagsBits.CreatePrivateThreads;
  const seed = { botPermissions: BOT_MAY & without, everyonePermissions: EVERYONE_MAY & without };
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { seed } });
  await perform('channel.open', open);
  const channelId = opened[0]?.channelId ?? '';
  const ben = sandbox.as('ben');
  const archive = (locked: boolean) => perform('channel.archive', { channelId, category: 'Archive', locked });
  expect(await archive(true)).toEqual({ outcome: 'done' });
  expect(() => ben.send(channelId, 'too late')).toThrow();
  expect(() => ben.startThread(channelId, 'one more')).toThrow();
  expect(await archive(false)).toEqual({ outcome: 'done' });
  ben.send(ben.startThread(channelId, 'one more').id, 'again');
});

test('a channel that is opened again is as its category has it', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources } });
  const { channels } = sandbox.world.state;
  await perform('channel.open', open);
  const channel = channels.get(opened[0]?.channelId ?? '');
  const category = channels.get(channel?.parentId ?? '');
  if (!channel || !category) throw new Error('No channel was opened');
  const [, role] = [...(sandbox.world.state.guilds.get(sandbox.guildId)?.roles.keys() ?? [])];
  const { CreatePublicThreads, SendMessages, SendMessagesInThreads, ViewChannel } = PermissionFlagsBits;
  const bot = sandbox.world.state.applicationId;
  category.overwrites = [
    { id: role ?? '', type: 0, allow: ViewChannel | SendMessages | SendMessagesInThreads, deny: 0n },
    { id: bot, type: 1, allow: CreatePublicThreads | SendMessages, deny: 0n },
    { id: sandbox.guildId, type: 0, allow: 0n, deny: CreatePublicThreads | SendMessages },
  ];
  channel.overwrites = category.overwrites.map((one) => ({ ...one }));
  await perform('channel.archive', { channelId: channel.id, category: 'Archive', locked: true });
  expect(channel.overwrites).toMatchObject([{ id: role, allow: ViewChannel }, { id: bot }, { allow: 0n }]);
  await perform('channel.archive', { channelId: channel.id, category: 'Incidents', locked: false });
  expect(channel.overwrites.filter(({ type }) => type === 0)).toEqual(
    category.overwrites.filter(({ type }) => type === 0),
  );
});

test('a locked private channel is read, and written in by none of those whom it was opened to', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources } });
  const ben = sandbox.as('ben');
  await perform('channel.open', { ...open, private: true, people: [ben.id] });
  const channelId = opened[0]?.channelId ?? '';
  ben.send(channelId, 'still at work');
  await perform('channel.archive', { channelId, category: 'Archive', locked: true });
  expect(() => ben.send(channelId, 'too late')).toThrow();
  expect(ben.see(channelId)).toHaveLength(1);
  await perform('channel.archive', { channelId, category: 'Incidents', locked: false });
  ben.send(channelId, 'again');
  expect(() => sandbox.as('stranger').see(channelId)).toThrow();
});

test('a thread is archived and locked with its incident, and comes back with it', async () => {
  const { opened, sources } = recorder();
  const { sandbox, perform } = await connected({ more: { sources }, sandbox: { limits: { channels: 9 } } });
  await perform('channel.open', open);
  const channelId = opened[0]?.channelId ?? '';
  const metadata = () => sandbox.world.state.channels.get(channelId)?.thread;
  await perform('channel.archive', { channelId, category: 'Archive', locked: true });
  expect(metadata()).toMatchObject({ archived: true, locked: true });
  await perform('channel.archive', { channelId, category: 'Incidents', locked: false });
  expect(metadata()).toMatchObject({ archived: false, locked: false });
});

test('what is brought up to date in a thread that fell asleep wakes it, and in one that was put away opens it for a moment', async () => {
  const { opened, sources } = recorder();
  const clock = virtualClock(Date.now());
  const { sandbox, perform } = await connected({
    more: { sources, clock },
    sandbox: { limits: { channels: 9 }, rateLimits: false },
  });
  await perform('channel.open', { ...open, private: true });
  const channel = opened[0]?.channelId ?? '';
  await perform('members.add', { channelId: channel, private: true, people: [sandbox.as('ben').id], roles: [] });
  await perform('message.post', { channel, message: line('investigating') });
  const message = sandbox.as('ben').see(channel)[0]?.id ?? '';
  const thread = sandbox.world.state.channels.get(channel)?.thread;
  const put = (locked: boolean) => thread && Object.assign(thread, { archived: true, locked });
  const effects = (n: number): readonly [string, Json][] => [
    ['message.edit', { channel, message, to: line(`resolved ${n}`) }],
    ['message.post', { channel, message: line(`the record is kept ${n}`), pin: true }],
    ['members.add', { channelId: channel, private: true, people: [sandbox.as('chiara').id], roles: [] }],
    ['channel.rename', { channelId: channel, name: `solved-${n}`, topic: 'a thread has none' }],
  ];

  for (const [n, locked] of [false, true].entries()) {
    for (const [kind, payload] of effects(n)) {
      put(locked);
      expect([kind, await perform(kind, payload)]).toEqual([kind, { outcome: 'done' }]);
      expect([kind, thread]).toMatchObject([kind, { archived: false, locked }]);
    }
    await clock.advance(15_000);
    await expect.poll(() => thread).toMatchObject({ archived: locked, locked });
  }
  const said = sandbox
    .as('chiara')
    .see(channel)
    .filter(({ type }) => Number(type) === 0);
  expect(said.map(({ content, pinned }) => [content, pinned])).toEqual([
    ['resolved 1', false],
    ['the record is kept 0', true],
    ['the record is kept 1', true],
  ]);
  expect(sandbox.world.state.channels.get(channel)?.name).toBe('solved-1');

  // Its incident is opened again while it is open for a late change: it stays.
  await perform('message.edit', { channel, message, to: line('not over') });
  await perform('channel.archive', { channelId: channel, category: 'Incidents', locked: false });
  await clock.advance(15_000);
  expect(await perform('message.edit', { channel, message, to: line('at it again') })).toEqual({ outcome: 'done' });
  expect(thread).toMatchObject({ archived: false, locked: false });

  // It fell asleep before its incident was closed.
  put(false);
  expect(await perform('channel.archive', { channelId: channel, category: 'Archive', locked: true })).toEqual({
    outcome: 'done',
  });
  expect(thread).toMatchObject({ archived: true, locked: true });
});

test('a voice channel is opened once for those who take part, and deleted; one that is gone already is no trouble', async () => {
  const voices: string[] = [];
  const closed: string[] = [];
  const sources = {
    channelOpened: async () => ok(null),
    voiceOpened: async (_effect: unknown, channelId: string) => {
      voices.push(channelId);
      return ok(null);
    },
    voiceClosed: async (_effect: unknown, channelId: string) => {
      closed.push(channelId);
      return ok(null);
    },
    boards: {},
  };
  const { sandbox, perform } = await connected({ more: { sources } });
  sandbox.faults.add({ kind: 'lost-response', route: 'POST /guilds', times: 1 });
  const id = newId(Date.now());
  const voice = {
    name: 'inc-42-private',
    category: 'Incidents',
    private: true,
    people: [sandbox.as('ben').id],
    roles: [],
  };
  expect(await perform('voice.open', voice, { id })).toMatchObject({ outcome: 'retry' });
  expect(await perform('voice.open', voice, { id, lastError: 'lost' })).toEqual({ outcome: 'done' });
  const sees = (person: string) =>
    sandbox
      .as(person)
      .channels()
      .filter((one) => Number(one.type) === 2 && one.name === voice.name);
  expect(sees('ben').map((one) => one.id)).toEqual(voices);
  expect(sees('stranger')).toEqual([]);
  for (let n = 0; n < 2; n++)
    expect(await perform('voice.close', { channelId: voices[0] ?? '' })).toEqual({ outcome: 'done' });
  expect([sees('ben'), closed]).toEqual([[], [voices[0], voices[0]]]);
});

test('the server’s channels are counted whenever one was made or deleted; threads do not count', async () => {
  const counted: number[] = [];
  const { opened, sources } = recorder();
  const more = {
    sources: {
      ...sources,
      channelsCounted: async (_effect: unknown, channels: number) => {
        counted.push(channels);
        return ok(null);
      },
    },
  };
  const { sandbox, perform } = await connected({ more });
  const present = [...sandbox.world.state.channels.values()].filter(
    (one) => one.guildId !== null && one.thread === null,
  ).length;
  await perform('channel.open', open);
  await perform('channel.delete', { channelId: opened[0]?.channelId ?? '', seq: 1, hash: '' });
  expect(counted).toEqual([present + 1, present]);
  expect(
    sandbox
      .as('ben')
      .channels()
      .some((one) => one.name === open.name),
  ).toBe(false);
});

test('people of a public channel are mentioned there, quietly', async () => {
  const { sandbox, perform } = await connected();
  const ben = sandbox.as('ben');
  const channelId = ben.channels().find((one) => one.name === 'general')?.id ?? '';
  await perform('members.add', { channelId, private: false, people: [ben.id], roles: [] });
  const [message] = ben.see('general');
  expect(message?.mentions.map((user) => user.id)).toEqual([ben.id]);
  expect((message?.flags ?? 0) & 4096).toBe(4096);
});

test('a direct message arrives; who takes none is told of with the remedy', async () => {
  const people = [{ name: 'ben' }, { name: 'shy', closedToDirectMessages: true }];
  const { sandbox, perform } = await connected({ sandbox: { seed: { people } } });
  const message = { title: ['Page'], blocks: [], ping: {} };
  const ben = sandbox.as('ben');
  expect(await perform('direct-message.send', { person: ben.id, message })).toEqual({ outcome: 'done' });
  expect(ben.see(ben.directMessages().id)).toHaveLength(1);
  expect(await perform('direct-message.send', { person: sandbox.as('shy').id, message })).toMatchObject({
    outcome: 'park',
    reason: expect.stringContaining('privacy settings') as string,
  });
});

test('a role is held by exactly those on call', async () => {
  const { sandbox, perform } = await connected();
  const guild = sandbox.world.state.guilds.get(sandbox.guildId);
  const support = [...(guild?.roles.values() ?? [])].find((role) => role.name === 'Support')?.id ?? '';
  const holders = () =>
    [...(guild?.members.values() ?? [])].filter((one) => one.roles.includes(support)).map((one) => one.userId);
  const ben = sandbox.as('ben').id;
  const fatima = sandbox.as('fatima').id;
  expect(holders()).toHaveLength(2);
  expect(await perform('role.sync', { role: support, holders: [ben, fatima] })).toEqual({ outcome: 'done' });
  expect(holders().toSorted()).toEqual([ben, fatima].toSorted());
  // Not kept equal any more: who had it by Muster loses it, who has it by somebody else's hand keeps it.
  const letGo = { role: support, holders: [], formerly: [ben], others: 'keep' };
  expect(await perform('role.sync', letGo)).toEqual({ outcome: 'done' });
  expect(holders()).toEqual([fatima]);
  expect(await perform('role.sync', { ...letGo, role: '123456789012345678' })).toEqual({ outcome: 'done' });
});

test('a topic that is let go is emptied, unless somebody wrote another one since', async () => {
  const { sandbox, perform } = await connected();
  const general = [...sandbox.world.state.channels.values()].find(({ name }) => name === 'general');
  if (!general) throw new Error('There is no #general.');
  const channelId = general.id;
  const told = 'On call (primary): ada';
  expect(await perform('channel.topic', { channelId, topic: told })).toEqual({ outcome: 'done' });
  expect(general.topic).toBe(told);
  const letGo = { channelId, topic: '', formerly: ['On call (primary): ben', told], others: 'keep' };
  general.topic = 'Ask here first';
  expect(await perform('channel.topic', letGo)).toEqual({ outcome: 'done' });
  expect(general.topic).toBe('Ask here first');
  general.topic = told;
  expect(await perform('channel.topic', letGo)).toEqual({ outcome: 'done' });
  expect(general.topic).toBeNull();
});

test('what Discord refuses is parked with a remedy; outages and limits are tried again', async () => {
  const { sandbox, perform } = await connected({ sandbox: { seed: { botPermissions: 1n << 10n } } });
  expect(await perform('channel.open', open)).toMatchObject({
    outcome: 'park',
    reason: expect.stringContaining('lacks a permission') as string,
  });
  const post = { channel: '123456789012345678', message: line('x') };
  expect(await perform('message.post', post)).toMatchObject({ outcome: 'park' });
  sandbox.faults.add({ kind: 'error', status: 503, times: 1 });
  expect(await perform('message.post', post)).toMatchObject({
    outcome: 'retry',
    reason: 'Discord answered 503.',
    outage: true,
  });
  sandbox.faults.add({ kind: 'rate-limit', retryAfterMs: 60_000, times: 1 });
  const limited = await perform('message.post', post);
  expect(limited).toMatchObject({ outcome: 'retry', waits: true });
  expect(limited.outcome === 'retry' && 'at' in limited && (limited.at ?? 0) > Date.now() + 30_000).toBe(true);
  expect(await perform('message.post', { nonsense: true })).toMatchObject({ outcome: 'park' });
});
