import type { APIMessage } from 'discord-api-types/v10';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
  await say('ben', '/incident declare title:"Checkout fails" severity:SEV-2');
});
afterAll(() => bot.stop());

const answerOf = async (who: string, command: string): Promise<APIMessage | undefined> => {
  const exchange = await bot.as(who).type('#general', command);
  if (!('final' in exchange)) throw new Error(`Discord would not send ${command}`);
  const final = await exchange.final();
  return final.message ?? final.followUps[0];
};
const say = async (who: string, command: string): Promise<string> =>
  JSON.stringify((await answerOf(who, command)) ?? '');

/** Every stream with its number of entries: equal before and after means that nothing was changed. */
async function record(): Promise<Record<string, number>> {
  const streams = await bot.app.store.streams({ limit: 100 });
  const heads = await Promise.all(
    streams.map(async (stream) => [stream, (await bot.app.store.head(stream))?.seq ?? 0]),
  );
  return Object.fromEntries(heads) as Record<string, number>;
}

test.each([
  [
    'a time that the calendar does not have',
    '/incident note incident:1 text:x at:"2026-02-30 10:00"',
    /no day "2026-02-30"/,
  ],
  ['a time that is none', '/incident note incident:1 text:x at:"half past nonsense"', /time/i],
  ['a time to come', '/incident note incident:1 text:x at:"2099-01-01 10:00"', /still to come/],
  ['an entry that is not there', '/incident note incident:1 text:x at:"after #999"', /#999/],
  ['an incident that is not there', '/incident note incident:77 text:x', /no incident 77/],
  ['an incident with no number', '/incident note incident:abc text:x', /number|incident/i],
  ['a status out of order', '/incident reopen incident:1 reason:x', /already/],
  ['a milestone to come', '/incident milestone which:mitigated at:"2099-01-01 10:00" incident:1', /still to come/],
  ['a bot in command', '/incident role role:commander person:@muster incident:1', /Muster is a bot/],
  ['a bot among the people', '/incident add person:@muster incident:1', /Choose a person/],
  ['a correction of nothing', '/incident correct entry:999 text:x incident:1', /#?999/],
])('%s gets a sentence and changes nothing', async (_what, command, sentence) => {
  await bot.settled();
  const before = await record();
  const answer = await answerOf('ben', command);
  expect(answer?.content ?? '').toMatch(sentence);
  expect((answer?.flags ?? 0) & 64).toBe(64);
  expect(await record()).toEqual(before);
});

test('while another program holds the database, whoever types is told so in time, and once it lets go the same goes through', async () => {
  await bot.settled();
  const before = await record();
  const other = new Database(bot.databasePath);
  other.exec('BEGIN IMMEDIATE');
  // Discord takes no answer after three seconds: what is read here came before.
  const refused = await answerOf('ben', '/incident note incident:1 text:"seen while locked"');
  expect(refused?.content).toMatch(/^Another program holds the database locked: nothing was saved\. Close it/);
  expect((refused?.flags ?? 0) & 64).toBe(64);
  expect(await record()).toEqual(before);
  other.exec('ROLLBACK');
  other.close();
  expect(await say('ben', '/incident note incident:1 text:"seen afterwards"')).toContain('seen afterwards');
});

test('a stranger is told what is missing and who can grant it, and changes nothing on the incident', async () => {
  await bot.settled();
  const { organisation: _audited, ...before } = await record();
  expect(await say('stranger', '/incident severity incident:1 level:SEV-1')).toContain('incident.respond');
  const { organisation: _audit, ...after } = await record();
  expect(after).toEqual(before);
});

test.each([
  ['emoji and joined characters', '👩‍👩‍👧‍👦🔥 down 🇩🇪', /👩‍👩‍👧‍👦🔥 down 🇩🇪/],
  ['right-to-left text', 'הקופה למטה', /הקופה למטה/],
  ['an override of direction', 'safe\u202Egnp.exe', /safe/],
  ['mentions', '@everyone @here <@&1> down', /down/],
  ['Markdown and a code fence', '``` **bold** [click](https://evil.example) ```', /bold/],
  ['a letter under 150 marks', `z${'\u0301'.repeat(150)}`, /z/],
])('a title of %s is kept, pings nobody and makes no markup', async (_what, title, shown) => {
  const answer = await answerOf('ben', `/incident declare title:"${title}" severity:SEV-4`);
  expect(JSON.stringify(answer)).toMatch(/Incident \d+/);
  await bot.settled();
  const seen = bot.as('ben').see('#incidents').at(-1);
  const text = JSON.stringify(seen?.embeds ?? seen?.content);
  expect(text).toMatch(shown);
  expect(seen?.mention_everyone).toBe(false);
  expect(seen?.mention_roles).toEqual([]);
  expect(text).not.toContain('\u202E');
  // Whatever stands in it as markup has been escaped.
  expect(text).not.toMatch(/(?<!\\)\*\*bold/);
  expect(text).not.toContain('[click](');
});

test('two thousand combining characters: no title, a note that is kept whole and shown', async () => {
  await bot.settled();
  const before = await record();
  const piled = `z${'\u0301'.repeat(2000)}`;
  // As in Discord's own client, an option longer than its declaration allows is not sent.
  await expect(bot.as('ben').type('#general', `/incident declare title:"${piled}"`)).rejects.toThrow();
  expect(await record()).toEqual(before);
  expect(await say('ben', `/incident note incident:1 text:"${piled}"`)).toMatch(/#\d+/);
  const stream = Object.keys(before).find((name) => name.startsWith('incident-')) ?? '';
  const noted = (await bot.app.store.read(stream)).filter(({ kind }) => kind === 'note.added');
  expect(noted.at(-1)).toMatchObject({ data: { text: piled } });
  expect(await say('ben', '/incident timeline incident:1')).toContain('z\u0301');
});

test.each([
  ['a note', 'note incident:1 text:'],
  ['an update', 'update incident:1 conditions:'],
  ['a summary', 'summary incident:1 text:'],
])('a secret typed into %s is not told to the channel by the answer', async (_what, command) => {
  const answer = await say('ben', `/incident ${command}"login with password=hunter2hunter2 works"`);
  expect(answer).toMatch(/password=\W*masked/);
  expect(answer).toContain('looked like a secret');
  expect(answer).toContain('works');
  await bot.settled();
  const said = [...bot.sandbox.world.state.messages.values()].flatMap((messages) => [...messages.values()]);
  expect(JSON.stringify(said)).not.toContain('hunter2');
});
