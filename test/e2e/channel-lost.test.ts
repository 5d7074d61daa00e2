import { expect, onTestFinished, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { api } from '../sandbox/api.ts';
import { words } from './words.ts';

const channelOf = async (bot: Bot): Promise<string> =>
  (await bot.app.incidents.lookup.byNumber(1, operator))?.channelId ?? '';

test('when somebody deletes the channel of an incident that is not over, it goes on in a new one', async () => {
  const bot = await startBot({ sandbox: { rateLimits: false } });
  onTestFinished(() => bot.stop());
  const ben = bot.as('ben');
  const type = async (channel: string, command: string): Promise<void> => {
    const exchange = await ben.type(channel, command);
    if ('final' in exchange) await exchange.final();
    await bot.settled();
  };
  await type('#general', '/incident declare title:"Shop is slow" severity:SEV-3');
  const lost = await channelOf(bot);
  await type(lost, '/incident note text:"The pool is empty"');
  await api(bot.sandbox, 'DELETE', `/channels/${lost}`);
  await expect.poll(async () => [lost, ''].includes(await channelOf(bot))).toBe(false);
  await bot.settled();
  const anew = await channelOf(bot);
  const card = ben.see(anew).find(({ pinned }) => pinned);
  expect(words(card)).toContain('Incident 1: Shop is slow');
  await type(anew, '/incident note text:"Grown to 50"');
  const record = await bot.app.timeline.read((await bot.app.incidents.lookup.byNumber(1, operator))?.stream ?? '');
  expect(record.map(({ kind }) => kind).join()).toMatch(/note.added,channel.lost,channel.opened,.*note.added/);
  expect(words(ben.see('#incidents').at(-1))).toContain(`<#${anew}>`);
});

/** An incident whose channel was deleted while nobody listened: Muster takes it for open. */
async function unnoticed() {
  const bot = await startBot({ sandbox: { rateLimits: false } });
  onTestFinished(() => bot.stop()); // which fails where something was parked
  const ben = bot.as('ben');
  const type = async (command: string): Promise<void> => {
    const exchange = await ben.type('#general', command);
    if ('final' in exchange) await exchange.final();
  };
  await type('/incident declare title:"Shop is slow" severity:SEV-3');
  await bot.settled();
  const lost = await channelOf(bot);
  bot.sandbox.faults.add({ kind: 'drop-event', event: 'CHANNEL_DELETE', times: 1 });
  await api(bot.sandbox, 'DELETE', `/channels/${lost}`);
  await bot.settled();
  expect(await channelOf(bot)).toBe(lost);
  const anew = async (): Promise<string> => {
    await expect.poll(async () => [lost, ''].includes(await channelOf(bot)), { timeout: 30_000 }).toBe(false);
    return channelOf(bot);
  };
  return { bot, ben, type, anew };
}

test('a channel that was deleted while nobody listened is found missing by what is to be shown there', async () => {
  const { bot, ben, type, anew } = await unnoticed();
  await type('/incident summary incident:1 text:"Nobody can pay"');
  const channel = await anew();
  await expect
    .poll(() => ben.see(channel).find(({ pinned }) => pinned)?.embeds[0]?.title, { timeout: 30_000 })
    .toContain('Incident 1: Shop is slow');
  await bot.settled();
});

test('a voice channel that was deleted while nobody listened is off the card when the next session begins', async () => {
  const bot = await startBot({ sandbox: { rateLimits: false } });
  onTestFinished(() => bot.stop());
  const ben = bot.as('ben');
  const declared = await ben.type('#general', '/incident declare title:"Shop is slow" severity:SEV-3 voice:True');
  if ('final' in declared) await declared.final();
  const channel = await ben.waitFor(() => ben.channels().find(({ name }) => name === 'inc-1-shop-is-slow')?.id);
  const card = () => words(ben.see(channel).find(({ pinned }) => pinned));
  await ben.waitFor(() => card().includes('Voice: <#'));
  await bot.settled();
  const voice = /Voice: <#(\d+)>/.exec(card())?.[1] ?? '';
  bot.sandbox.faults.add({ kind: 'drop-event', event: 'CHANNEL_DELETE', times: 1 });
  await api(bot.sandbox, 'DELETE', `/channels/${voice}`);
  await bot.settled();
  expect(card()).toContain('Voice: <#');
  bot.sandbox.faults.add({ kind: 'invalid-session', times: 1 });
  bot.sandbox.gateway.cut(4000);
  await expect.poll(card, { timeout: 60_000 }).not.toContain('Voice: <#');
}, 120_000);

test.each([
  ['a new name', '/incident rename incident:1 title:"Checkout is slow"'],
  ['who is brought in', '/incident add incident:1 person:@grace'],
  ['an update', '/incident update incident:1 conditions:"Cards are refused"'],
])('%s finds a lost channel, and is not lost with it', async (_, command) => {
  const { bot, ben, type, anew } = await unnoticed();
  await type(command);
  const channel = await anew();
  const seen = (): string => JSON.stringify([ben.channels().find(({ id }) => id === channel), ...ben.see(channel)]);
  const said = { rename: 'inc-1-checkout-is-slow', add: bot.as('grace').id, update: 'Cards are refused' };
  for (const [verb, words] of Object.entries(said))
    if (command.includes(verb)) await expect.poll(seen, { timeout: 30_000 }).toContain(words);
  await bot.settled();
});

test('an incident that ends after its channel was lost keeps nothing that could never be done', async () => {
  const { bot, type } = await unnoticed();
  await type('/incident cancel incident:1 reason:"A wrong alarm"');
  await expect.poll(() => channelOf(bot), { timeout: 30_000 }).toBe('');
  await bot.settled();
});

test('an announcement whose channel was deleted is made anew in the one that muster.yaml names', async () => {
  const bot = await startBot({ sandbox: { rateLimits: false } });
  onTestFinished(() => bot.stop()); // which fails where something was parked
  const ben = bot.as('ben');
  const type = async (command: string): Promise<void> => {
    const exchange = await ben.type('#general', command);
    if ('final' in exchange) await exchange.final();
    await bot.settled();
  };
  await type('/incident declare title:"Shop is slow" severity:SEV-3');
  const incidents = () => ben.channels().find(({ name }) => name === 'incidents')?.id ?? '';
  const before = incidents();
  await api(bot.sandbox, 'DELETE', `/channels/${before}`);
  await type('/incident severity incident:1 level:SEV-1');
  await expect.poll(() => [before, ''].includes(incidents()), { timeout: 30_000 }).toBe(false);
  await expect.poll(() => ben.see(incidents()).map(words).join(), { timeout: 30_000 }).toContain('Shop is slow');
  await bot.settled();
});
