import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';
import { words } from './words.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ sandbox: { rateLimits: false } });
});
afterAll(() => bot.stop());

async function type(who: string, channel: string, command: string): Promise<string> {
  const exchange = await bot.as(who).type(channel, command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  const { message, followUps } = await exchange.final();
  return words(message ?? followUps[0]);
}

test('who is given a role in a private incident reads its channel and writes there; nobody else does', async () => {
  await type('ben', '#general', '/incident declare title:"Payroll was read" severity:SEV-2 private:True');
  const seen = (who: string) =>
    bot
      .as(who)
      .channels()
      .find(({ name }) => name === 'inc-1-private');
  const { id } = await bot.as('ben').waitFor(() => seen('ben'));
  await bot.settled();
  expect(seen('fatima')).toBeUndefined();

  expect(await type('ben', id, '/incident role role:commander person:fatima')).toMatch(/commander/i);
  await bot.settled();
  expect(seen('fatima')?.id).toBe(id);
  expect(bot.as('fatima').see(id).map(words).join('\n')).toContain('Payroll was read');
  expect(await type('fatima', id, '/incident note text:"I lead"')).toContain('#');
  expect(seen('chiara')).toBeUndefined();
  expect(seen('stranger')).toBeUndefined();
});
