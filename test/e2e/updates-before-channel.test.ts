import { expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../src/testing.ts';
import { words } from './words.ts';

test('updates given while the channel cannot be opened are told in it once it is, in order, and once', async () => {
  const bot = await startBot({ sandbox: { rateLimits: false } });
  onTestFinished(() => bot.stop());
  const say = async (command: string): Promise<void> => {
    const exchange = await bot.as('ben').type('#general', command);
    if ('final' in exchange) await exchange.final();
  };
  const outage = bot.sandbox.faults.add({ kind: 'error', status: 503, route: 'POST /guilds' });
  await say('/incident declare title:"Checkout fails" severity:SEV-2');
  await say('/incident update incident:1 conditions:"Cards are refused" needs:"Somebody who knows Stripe"');
  await say('/incident update incident:1 conditions:"All payments fail"');
  expect(
    bot
      .as('ben')
      .channels()
      .some(({ name }) => name?.startsWith('inc-')),
  ).toBe(false);

  bot.sandbox.faults.remove(outage);
  const channel = await bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .channels()
      .find(({ name }) => name === 'inc-1-checkout-fails'),
  );
  const told = (): readonly string[] =>
    bot
      .as('ben')
      .see(channel.id)
      .filter(({ pinned }) => !pinned)
      .map(words)
      .filter((text) => text.includes('Conditions'));
  await expect.poll(told, { timeout: 10_000 }).toHaveLength(2);
  expect(told()[0]).toMatch(/Update on incident 1.*Cards are refused.*Somebody who knows Stripe/s);
  expect(told()[1]).toContain('All payments fail');

  await say('/incident update incident:1 conditions:"Half of them work"');
  await expect.poll(told, { timeout: 10_000 }).toHaveLength(3);
});
