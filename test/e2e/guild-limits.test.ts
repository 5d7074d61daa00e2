import type { APIMessage } from 'discord-api-types/v10';
import { ChannelType, GatewayIntentBits } from 'discord-api-types/v10';
import { expect, onTestFinished, test } from 'vitest';
import { EVERY_INTENT } from '../../src/sandbox/gateway/intents.ts';
import { CHANNELS } from '../../src/sandbox/small-company.ts';
import type { SeedChannel } from '../../src/sandbox/seed-shape.ts';
import { type Bot, type BotOptions, startBot, virtualClock } from '../../src/testing.ts';
import { api } from '../sandbox/api.ts';
import { labels, words } from './words.ts';

const DAY = 86_400_000;

async function started(options: BotOptions = {}): Promise<Bot> {
  const bot = await startBot({ sandbox: { rateLimits: false }, ...options });
  onTestFinished(() => bot.stop());
  return bot;
}

/** A server with so many channels altogether: categories count, too. */
const crowded = (channels: number): readonly SeedChannel[] => [
  ...CHANNELS,
  ...Array.from({ length: channels - CHANNELS.length }, (_, index) => ({ name: `old-${index}` })),
];

async function type(bot: Bot, who: string, channel: string, command: string): Promise<APIMessage | undefined> {
  const exchange = await bot.as(who).type(channel, command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  const final = await exchange.final();
  await bot.settled();
  return final.message ?? final.followUps[0];
}

const shown = (bot: Bot, who: string, name: string) =>
  bot
    .as(who)
    .channels()
    .find((channel) => channel.name === name);
const opened = (bot: Bot, who: string, name: string) => bot.as(who).waitFor(() => shown(bot, who, name));
const card = (bot: Bot, channel: string): APIMessage | undefined =>
  bot
    .as('ben')
    .see(channel)
    .find((message) => message.pinned);
const announced = (bot: Bot): string => bot.as('fatima').see('#incidents').map(words).join('\n');

async function close(bot: Bot, channel: string): Promise<void> {
  await type(bot, 'ben', channel, '/incident resolve');
  const asked = await bot.as('ben').type(channel, '/incident close');
  if (!('final' in asked)) throw new Error('No command');
  await (await bot.as('ben').submit(asked, {})).final();
  await bot.settled();
}

test('a voice channel opens beside the channel, both go when the incident is over: one at once, one days later', async () => {
  const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  const bot = await started({
    clock,
    config: 'incidents: { deleteChannelsAfterDays: 3 }',
  });
  await type(bot, 'ben', '#general', '/incident declare title:"Checkout fails" severity:SEV-3 voice:True');
  const channel = await opened(bot, 'ben', 'inc-1-checkout-fails');
  const voice = await bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .channels()
      .find(({ type, parent_id }) => type === Number(ChannelType.GuildVoice) && parent_id === channel.parent_id),
  );
  await bot.as('ben').waitFor(() => words(card(bot, channel.id)).includes(`Voice: <#${voice.id}>`));

  await close(bot, channel.id);
  await bot.as('ben').waitFor(
    () =>
      !bot
        .as('ben')
        .channels()
        .some(({ id }) => id === voice.id),
  );
  expect(() => bot.as('ben').send(channel.id, 'too late')).toThrow();

  await clock.advance(2 * DAY);
  await bot.settled();
  const farewell = await bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .see(channel.id)
      .find((message) => words(message).startsWith('🗑️')),
  );
  expect(labels(farewell)).toEqual(['Keep the channel', 'Export']);
  await clock.advance(DAY);
  await bot.as('ben').waitFor(() => shown(bot, 'ben', 'inc-1-checkout-fails') === undefined);
  await bot.settled();
  expect(words(await type(bot, 'ben', '#general', '/incident timeline incident:1'))).toContain(
    'an export of all 10 entries was verified',
  );
});

test('the incident that takes the 400th channel warns, the next ones do not', async () => {
  const bot = await started({ sandbox: { rateLimits: false, seed: { channels: crowded(399) } } });
  for (const n of [1, 2]) {
    await type(bot, 'ben', '#general', `/incident declare title:"Slow" severity:SEV-3`);
    await opened(bot, 'ben', `inc-${n}-slow`);
  }
  await bot.settled();
  expect(announced(bot).match(/has 400 of the 500 channels/g)).toHaveLength(1);
});

test('at the limit an incident runs in a thread, and says so; a private one in a private thread', async () => {
  const bot = await started({ sandbox: { rateLimits: false, seed: { channels: crowded(500) } } });
  await type(bot, 'ben', '#general', '/incident declare title:"Checkout fails" severity:SEV-2 voice:True');
  const thread = await opened(bot, 'ben', 'inc-1-checkout-fails');
  expect(thread.type).toBe(ChannelType.PublicThread);
  await bot.as('ben').waitFor(() => words(card(bot, thread.id)).includes('This incident runs in a thread'));
  await bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .see(thread.id)
      .some((message) => words(message).includes('There is no voice channel')),
  );
  expect(announced(bot)).toContain('has 500 of the 500 channels');
  expect(words(await type(bot, 'ben', thread.id, '/incident note text:"The pool is empty"'))).toContain('#');
  expect(words(await type(bot, 'ben', thread.id, '/incident timeline'))).toContain('The pool is empty');
  await close(bot, thread.id);
  await expect.poll(() => bot.sandbox.world.state.channels.get(thread.id)?.thread).toMatchObject({ locked: true });

  await type(bot, 'ben', '#general', '/incident declare title:"Leaked key" severity:SEV-2 private:True');
  const secret = await opened(bot, 'ben', 'inc-2-private');
  expect(secret.type).toBe(ChannelType.PrivateThread);
  expect(shown(bot, 'fatima', 'inc-2-private')).toBeUndefined();
  await type(bot, 'ben', secret.id, `/incident add person:fatima`);
  await opened(bot, 'fatima', 'inc-2-private');
  expect(shown(bot, 'stranger', 'inc-2-private')).toBeUndefined();
  expect(announced(bot)).not.toContain('Leaked');

  // A thread holds no role: those who have it are let in one by one.
  expect(shown(bot, 'chiara', 'inc-2-private')).toBeUndefined();
  await type(bot, 'ben', secret.id, '/incident add role:SRE');
  await opened(bot, 'chiara', 'inc-2-private');
  expect(shown(bot, 'emeka', 'inc-2-private')).toBeUndefined();
  const talk = bot.as('ben').see(secret.id).map(words).join();
  expect(talk).not.toContain('could not be let in');
});

test('a private thread follows who has a role of it: who is given the role later comes in, who loses it goes', async () => {
  const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  const bot = await started({ clock, sandbox: { rateLimits: false, seed: { channels: crowded(500) } } });
  const sre = [...bot.sandbox.world.state.guilds.values()]
    .flatMap(({ roles }) => [...roles.values()])
    .find(({ name }) => name === 'SRE');
  const emeka = bot.as('emeka').id;
  const role = (method: 'PUT' | 'DELETE') =>
    api(bot.sandbox, method, `/guilds/${bot.sandbox.guildId}/members/${emeka}/roles/${sre?.id ?? ''}`);
  await type(bot, 'ben', '#general', '/incident declare title:"Leaked key" severity:SEV-2 private:True');
  const secret = await opened(bot, 'ben', 'inc-1-private');
  await type(bot, 'ben', secret.id, '/incident add role:SRE');
  await type(bot, 'ben', secret.id, '/incident add person:fatima');
  await opened(bot, 'chiara', 'inc-1-private');
  expect(shown(bot, 'emeka', 'inc-1-private')).toBeUndefined();

  expect((await role('PUT')).status).toBe(204);
  await opened(bot, 'emeka', 'inc-1-private');
  await clock.advance(60_000);
  await role('DELETE');
  await expect.poll(() => shown(bot, 'emeka', 'inc-1-private'), { timeout: 30_000 }).toBeUndefined();
  for (const who of ['ben', 'chiara', 'fatima']) expect(shown(bot, who, 'inc-1-private')).toBeDefined();

  // Given while Muster does not hear of it: seen to when the next session begins.
  await clock.advance(60_000);
  bot.sandbox.faults.add({ kind: 'drop-event', event: 'GUILD_MEMBER_UPDATE', times: 1 });
  await role('PUT');
  await bot.settled();
  expect(shown(bot, 'emeka', 'inc-1-private')).toBeUndefined();
  bot.sandbox.faults.add({ kind: 'invalid-session', times: 1 });
  bot.sandbox.gateway.cut(4000);
  await expect.poll(() => shown(bot, 'emeka', 'inc-1-private'), { timeout: 30_000 }).toBeDefined();
  expect(shown(bot, 'stranger', 'inc-1-private')).toBeUndefined();
}, 120_000);

test('a private thread says whom it could not let in, where Discord does not tell who has a role', async () => {
  const grantedIntents = EVERY_INTENT & ~GatewayIntentBits.GuildMembers;
  const bot = await started({ sandbox: { rateLimits: false, grantedIntents, seed: { channels: crowded(500) } } });
  await type(bot, 'ben', '#general', '/incident declare title:"Leaked key" severity:SEV-2 private:True');
  const secret = await opened(bot, 'ben', 'inc-1-private');
  await type(bot, 'ben', secret.id, '/incident add role:SRE');
  const sre = [...bot.sandbox.world.state.guilds.values()]
    .flatMap(({ roles }) => [...roles.values()])
    .find(({ name }) => name === 'SRE');
  const said = await bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .see(secret.id)
      .find((message) => words(message).includes('could not be let in')),
  );
  expect(words(said)).toContain(`<@&${sre?.id ?? ''}>`);
  expect(words(said)).toContain('/incident add person:');
  expect(words(said)).toContain('Server Members intent');
  expect(said.mention_roles).toEqual([]);
});

test('the card of an incident in a thread is kept up to date when a moderator archived the thread, and after the end', async () => {
  const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  const bot = await started({ clock, sandbox: { rateLimits: false, seed: { channels: crowded(500) } } });
  await type(bot, 'ben', '#general', '/incident declare title:"Checkout fails" severity:SEV-3');
  const { id } = await opened(bot, 'ben', 'inc-1-checkout-fails');
  const thread = bot.sandbox.world.state.channels.get(id)?.thread;
  await bot.as('ben').waitFor(() => words(card(bot, id)).includes('This incident runs in a thread'));

  await bot.settled();
  if (thread) thread.archived = true;
  await type(bot, 'ben', '#general', '/incident severity incident:1 level:SEV-2');
  await clock.advance(20_000);
  await bot.as('ben').waitFor(() => words(card(bot, id)).includes('SEV-2'));
  expect(thread).toMatchObject({ archived: false, locked: false });

  await close(bot, id);
  await clock.advance(20_000);
  await bot.settled();
  expect(thread).toMatchObject({ archived: true, locked: true });
  await type(bot, 'ben', '#general', '/incident rename incident:1 title:"Payments fail"');
  await type(bot, 'ben', '#general', '/incident summary incident:1 text:"Cards were refused"');
  await clock.advance(20_000);
  await bot.as('ben').waitFor(() => words(card(bot, id)).includes('Cards were refused'));
  await clock.advance(20_000);
  await bot.settled();
  await expect.poll(() => thread).toMatchObject({ archived: true, locked: true });
  expect(words(await type(bot, 'ben', '#general', '/incident show incident:1'))).not.toContain('⚠');
});
