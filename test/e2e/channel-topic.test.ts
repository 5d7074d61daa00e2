import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';

const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
let bot: Bot;
let channelId: string;
beforeAll(async () => {
  bot = await startBot({ clock });
  const ada = bot.as('ada');
  await ada.type('#general', '/incident declare title:"Checkout fails" severity:SEV-3');
  const found = await ada.waitFor(() => ada.channels().find(({ name }) => name === 'inc-1-checkout-fails'));
  channelId = found.id;
  await bot.settled();
});
afterAll(() => bot.stop());

const topic = (): string | null | undefined => bot.sandbox.world.state.channels.get(channelId)?.topic;
const type = async (command: string): Promise<void> => {
  const exchange = await bot.as('ada').type(channelId, command);
  if ('final' in exchange) await exchange.final();
  await bot.settled();
};
const pass = async (ms: number): Promise<void> => {
  await clock.advance(ms);
  await bot.settled();
};

test('name and topic follow as fast as Discord lets them, and the last state always arrives', async () => {
  expect(topic()).toBe('Incident 1 · SEV-3 · investigating · Checkout fails');
  await type('/incident severity level:SEV-2');
  expect(topic()).toContain('SEV-2');
  await type('/incident severity level:SEV-1');
  await pass(10_000);
  expect(topic()).toContain('SEV-1 · investigating');
  // Two in ten minutes: Discord takes no more.
  await type('/incident status to:identified');
  await pass(10_000);
  await type('/incident rename title:"Payments fail"');
  await type('/incident status to:monitoring');
  await pass(60_000);
  expect(topic()).toContain('SEV-1 · investigating · Checkout fails');
  await pass(9 * 60_000);
  expect(topic()).toBe('Incident 1 · SEV-1 · monitoring · Payments fail');
  expect(bot.sandbox.world.state.channels.get(channelId)?.name).toBe('inc-1-payments-fail');
  const waiting = await bot.app.store.effects({ kind: 'channel.rename', state: 'pending', limit: 9 });
  expect(waiting).toEqual([]);
});
