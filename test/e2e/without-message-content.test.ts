import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { GatewayIntentBits } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { EVERY_INTENT } from '../../src/sandbox/gateway/intents.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { words } from './words.ts';

/** The application was not granted the intent: Discord hands over nobody's words but by menus and mentions. */
let bot: Bot;
beforeAll(async () => {
  const grantedIntents = EVERY_INTENT & ~GatewayIntentBits.MessageContent;
  bot = await startBot({ sandbox: { rateLimits: false, grantedIntents } });
});
afterAll(() => bot.stop());

const answerOf = async (exchange: Awaited<ReturnType<ReturnType<Bot['as']>['type']>>): Promise<APIMessage> => {
  if (!('final' in exchange)) throw new Error('no command');
  const final = await exchange.final();
  const answer = final.message ?? final.followUps[0];
  if (!answer) throw new Error('no answer');
  return answer;
};

test('a reaction pins what cannot be read, and the menu fills its words and files in, once', async () => {
  const ben = bot.as('ben');
  await answerOf(await ben.type('#general', '/incident declare title:"Shop is slow" severity:SEV-3'));
  await bot.settled();
  const channel = (await bot.app.incidents.lookup.byNumber(1, operator))?.channelId ?? '';
  const said = ben.send(channel, 'db1 answers again', {
    attachments: [{ index: 0, filename: 'graph.txt', contentType: 'text/plain', content: Buffer.from('up') }],
  });
  ben.react(said.id, '📌');
  const timeline = async (): Promise<string> => words(await answerOf(await ben.type(channel, '/incident timeline')));
  await expect.poll(timeline).toContain('its words could not be read');
  expect(await timeline()).not.toContain('db1 answers');

  const filled = words(await answerOf(await ben.messageMenu(said.id, 'Add to timeline')));
  expect(filled).toContain('Its words are on the timeline');
  expect(await timeline()).toContain('db1 answers again');
  expect(await timeline()).toContain('graph.txt');
  expect(words(await answerOf(await ben.messageMenu(said.id, 'Add to timeline')))).toContain('already');

  const entries = await bot.app.timeline.read((await bot.app.incidents.lookup.byNumber(1, operator))?.stream ?? '');
  expect(entries.filter(({ kind }) => kind === 'message.captured')).toMatchObject([{ data: { text: '' } }]);
  expect(entries.at(-1)).toMatchObject({ kind: 'entry.corrected', data: { text: 'db1 answers again' } });
});

test('it asks for the intents that docs/discord-setup.md explains, then for those without the one that is withheld', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/discord-setup.md'), 'utf8');
  const [, section = ''] = /## Every intent, and why\n([^]*?)\n## /.exec(page) ?? [];
  const named: Readonly<Record<string, number>> = {
    ...Object.fromEntries(Object.entries(GatewayIntentBits).filter(([, bit]) => typeof bit === 'number')),
    ServerMembers: GatewayIntentBits.GuildMembers, // as the developer portal calls it
  };
  const explained = [...section.matchAll(/^\| ([A-Z][^|]*) \|/gm)].map(([, name = '']) => name.replaceAll(' ', ''));
  const bits = explained.map((name) => named[name]);
  expect(bits).not.toContain(undefined);
  const intents = (some: readonly (number | undefined)[]): object => ({
    intents: some.reduce<number>((all, bit) => all | (bit ?? 0), 0),
  });
  const asked = bot.sandbox.frames.after(-1).filter(({ what }) => what === 'Identify');
  expect(asked.map(({ request }) => request)).toMatchObject([
    intents(bits),
    intents(bits.filter((bit) => bit !== GatewayIntentBits.MessageContent)),
  ]);
});
