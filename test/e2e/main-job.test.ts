import type { APIEmbed, APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCsv } from '../../src/incidents/parse-csv.ts';
import { type Bot, startBot } from '../../src/testing.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

/** Everything that a message says, in one text. */
const words = (message: APIMessage | undefined): string =>
  [
    message?.content,
    ...(message?.embeds ?? []).flatMap((embed: APIEmbed) => [
      embed.title,
      embed.description,
      ...(embed.fields ?? []).flatMap(({ name, value }) => [name, value]),
    ]),
  ]
    .filter((part) => part !== undefined)
    .join('\n');

const say = async (who: string, channel: string, command: string): Promise<string> => {
  const exchange = await bot.as(who).type(channel, command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  const final = await exchange.final();
  return words(final.message ?? final.followUps[0]);
};

test('an incident is declared, worked, resolved and exported by two people in chat', async () => {
  expect(await say('ben', '#general', '/incident declare title:"Checkout fails" severity:SEV-2')).toContain(
    'Incident 1',
  );
  const channel = await bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .channels()
      .find(({ name }) => name?.startsWith('inc-1-checkout-fails')),
  );
  await bot.settled();

  const card = bot
    .as('ben')
    .see(channel.id)
    .find((message) => message.pinned);
  expect(words(card)).toContain('Incident 1: Checkout fails');
  const announcement = bot.as('fatima').see('#incidents').at(-1);
  expect(words(announcement)).toContain('Checkout fails');

  // A stranger may look and join, but not work on it.
  expect(await say('stranger', channel.id, '/incident severity level:SEV-1')).toContain('incident.respond');
  expect(await say('ben', channel.id, '/incident role role:commander')).toMatch(/commander/i);
  expect(await say('ben', channel.id, '/incident note text:"payments time out @everyone" at:"20 min ago"')).toContain(
    '#',
  );
  expect(await say('ben', channel.id, '/incident severity level:SEV-1 reason:"all regions"')).toContain('SEV-1');
  expect(await say('ben', channel.id, '/incident status to:monitoring')).toMatch(/monitoring/i);
  expect(await say('ben', channel.id, '/incident timeline')).toContain('payments time out');
  expect(await say('ben', channel.id, '/incident resolve')).toMatch(/resolved/i);

  const exported = await bot.as('ben').type(channel.id, '/incident export format:md');
  const answer = 'final' in exported ? await exported.final() : undefined;
  expect(answer?.message?.attachments.map(({ filename }) => filename)).toEqual(['incident-1.md']);
  await bot.settled();
  const everything = bot.as('ben').see(channel.id);
  expect(everything.filter((message) => message.mention_everyone)).toEqual([]);
});

test('every line of an export says where its evidence is: what Muster made by itself, too', async () => {
  const viewer = { id: 'x', name: 'x', roleIds: [], permissions: new Set<string>() };
  const file = await bot.app.incidents.exportOf(1, 'csv', viewer);
  if (!file) throw new Error('no export');
  let text = '';
  for await (const piece of file.text) text += String(piece);
  const [, ...records] = parseCsv(text);
  expect(records.filter((record) => record[9] === '')).toEqual([]);
  const links = (kind: string): readonly (string | undefined)[] =>
    records.filter((record) => record[4] === kind).map((record) => record[9]);
  const { guildId, world } = bot.sandbox;
  const place = (channel: string): string => `https://discord.com/channels/${guildId}/${channel}`;
  const channel = [...world.state.channels.values()].find(({ name }) => name === 'inc-1-checkout-fails')?.id ?? '';
  const card = [...(world.state.messages.get(channel)?.values() ?? [])].find(({ pinnedAt }) => pinnedAt !== null);
  expect(links('channel.opened')).toEqual([place(channel)]);
  expect(links('card.posted')).toEqual([`${place(channel)}/${card?.id ?? ''}`]);
});

test('the same interaction delivered twice acts once', async () => {
  bot.sandbox.faults.add({ kind: 'duplicate-event', event: 'INTERACTION_CREATE', times: 1 });
  await say('ada', '#general', '/incident declare title:"Delivered twice"');
  await bot.settled();
  const numbers = await bot.app.incidents.lookup.list(
    { id: 'x', name: 'x', roleIds: [], permissions: new Set() },
    { limit: 10 },
  );
  expect(numbers.filter(({ title }) => title === 'Delivered twice')).toHaveLength(1);
});
