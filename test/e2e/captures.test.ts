import type { APIMessage } from 'discord-api-types/v10';
import { expect, onTestFinished, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { words } from './words.ts';

const graph = { index: 0, filename: 'graph.png', contentType: 'image/png', content: Buffer.from('no picture') };

async function atWork(config = '') {
  const bot = await startBot({ sandbox: { rateLimits: false }, config });
  onTestFinished(() => bot.stop());
  const type = async (who: string, channel: string, command: string): Promise<APIMessage | undefined> => {
    const exchange = await bot.as(who).type(channel, command);
    if (!('final' in exchange)) throw new Error(`${command} is no command`);
    const final = await exchange.final();
    return final.message ?? final.followUps[0];
  };
  await type('ben', '#general', '/incident declare title:"Shop is slow" severity:SEV-3');
  await bot.settled();
  const row = await bot.app.incidents.lookup.byNumber(1, operator);
  const channel = row?.channelId ?? '';
  const entries = (): Promise<readonly Entry[]> => bot.app.timeline.read(row?.stream ?? '');
  const of = async (kind: string): Promise<readonly Entry[]> =>
    (await entries()).filter((entry) => entry.kind === kind);
  return { bot, type, channel, of };
}

/** Muster's own reaction beside somebody's says that what it is for was done. */
const marked = (bot: Bot, channel: string, message: string): Promise<unknown> =>
  bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .see(channel)
      .find(({ id }) => id === message)
      ?.reactions?.some(({ count }) => count > 1),
  );

test('every message of an incident’s channel and its threads is recorded where muster.yaml wants that, and no other', async () => {
  const { bot, channel, of } = await atWork('incidents: { captureEverything: true }');
  const ben = bot.as('ben');
  ben.send('#general', 'Lunch?');
  const first = ben.send(channel, 'db1 is full', { attachments: [graph] });
  const thread = ben.startThread(channel, 'Disks', first.id);
  ben.send(thread.id, 'Two of three are full');
  await expect.poll(async () => (await of('message.captured')).length).toBe(2);
  expect(await of('message.captured')).toMatchObject([
    { actor: { id: ben.id }, data: { text: 'db1 is full', by: null, attachments: [{ name: 'graph.png' }] } },
    { actor: { id: ben.id }, data: { text: 'Two of three are full', by: null } },
  ]);
  // What is recorded already needs no mark, and one does no harm.
  bot.as('ada').react(first.id, '📌');
  ben.edit(first.id, 'db1 was full');
  await expect.poll(async () => (await of('entry.corrected')).length).toBe(1);
  expect(await of('message.captured')).toHaveLength(2);
});

test('a pinned message keeps its files: on the timeline, and in what leaves the chat', async () => {
  const { bot, type, channel, of } = await atWork();
  const ben = bot.as('ben');
  ben.send(channel, 'Nobody marks this one');
  const said = bot.as('fatima').send(channel, 'The pool over the day', { attachments: [graph] });
  ben.react(said.id, '📌');
  await marked(bot, channel, said.id);
  const captured = await of('message.captured');
  expect(captured).toMatchObject([
    {
      actor: { id: bot.as('fatima').id },
      eventAt: Date.parse(said.timestamp),
      data: { by: ben.id, attachments: [{ name: 'graph.png', url: said.attachments[0]?.url }] },
    },
  ]);
  expect(words(await type('ben', channel, '/incident timeline'))).toContain('graph.png');
});

test('what is marked counts in a thread that was opened while nobody listened, and as long as one mark is left', async () => {
  const { bot, type, channel, of } = await atWork();
  const ben = bot.as('ben');
  bot.sandbox.faults.add({ kind: 'drop-event', event: 'THREAD_CREATE', times: 1 });
  const thread = ben.startThread(channel, 'Disks', ben.send(channel, 'db1 is full').id);
  const said = ben.send(thread.id, 'Two of three are full');
  bot.sandbox.faults.add({ kind: 'invalid-session', times: 1 });
  bot.sandbox.gateway.cut(4000);
  await expect.poll(() => of('thread.opened'), { timeout: 60_000 }).toHaveLength(1);
  await type('ben', channel, '/incident add person:fatima');
  ben.react(said.id, '📌');
  await marked(bot, thread.id, said.id);
  bot.as('fatima').react(said.id, '📌');
  await bot.settled();
  ben.unreact(said.id, '📌');
  await bot.settled();
  await type('ben', channel, '/incident note text:"Looking at the disks"');
  expect(await of('entry.retracted')).toEqual([]);
  bot.as('fatima').unreact(said.id, '📌');
  await expect.poll(() => of('entry.retracted')).toHaveLength(1);
  expect(await of('message.captured')).toMatchObject([{ data: { text: 'Two of three are full', by: ben.id } }]);
});

test('what happens to a message right behind its mark finds it on the timeline', async () => {
  const { bot, type, channel, of } = await atWork();
  const [ben, fatima] = [bot.as('ben'), bot.as('fatima')];
  await type('ben', channel, '/incident add person:fatima');
  const said = ben.send(channel, 'db1 is full');
  // As soon as Muster was given the message as it stood.
  const edited = new Promise<void>((resolve) => {
    const deaf = bot.sandbox.frames.listen(({ what }) => {
      if (!what.startsWith('GET ') || !what.endsWith(`/messages/${said.id}`)) return;
      deaf();
      ben.edit(said.id, 'db1 was full');
      resolve();
    });
  });
  ben.react(said.id, '📌');
  await edited;
  ben.unreact(said.id, '📌');
  await expect.poll(() => of('entry.retracted')).toHaveLength(1);
  expect(await of('message.captured')).toMatchObject([{ data: { text: 'db1 is full' } }]);
  expect(await of('entry.corrected')).toMatchObject([{ data: { text: 'db1 was full' } }]);

  const both = ben.send(channel, 'db2 is full');
  for (const one of [ben, fatima]) one.react(both.id, '📌');
  await marked(bot, channel, both.id);
  for (const one of [ben, fatima]) one.unreact(both.id, '📌');
  await expect.poll(() => of('entry.retracted')).toHaveLength(2);
});

test('✅ makes one task of a message, however many react, and it stays when a mark is taken back', async () => {
  const { bot, type, channel, of } = await atWork();
  const ben = bot.as('ben');
  const said = ben.send(channel, 'Somebody call the bank');
  ben.react(said.id, '✅');
  await marked(bot, channel, said.id);
  bot.as('stranger').react(said.id, '✅');
  await type('ben', channel, '/incident add person:fatima');
  bot.as('fatima').react(said.id, '✅');
  ben.unreact(said.id, '✅');
  expect(words(await type('ben', channel, '/incident task'))).toContain('Somebody call the bank');
  const long = ben.send(channel, `${'x'.repeat(499)}🏦`);
  ben.react(long.id, '✅');
  await marked(bot, channel, long.id);
  expect(await of('task.added')).toMatchObject([
    { actor: { id: ben.id }, data: { number: 1, text: 'Somebody call the bank', message: said.id, followUp: false } },
    { data: { number: 2, text: 'x'.repeat(499) } },
  ]);
  expect(await of('message.captured')).toEqual([]);
});
