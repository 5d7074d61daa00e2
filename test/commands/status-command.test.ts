import type { APIMessage } from 'discord-api-types/v10';
import { expect, onTestFinished, test } from 'vitest';
import type { Exchange } from '../../src/sandbox/control/exchange.ts';
import { startBot } from '../../src/testing.ts';

const ADMINISTRATOR = 8n;

const answer = async (exchange: Exchange | APIMessage): Promise<APIMessage> => {
  if (!('final' in exchange)) throw new Error(`This was taken for chat: ${exchange.content}`);
  const final = await exchange.final();
  const message = final.message ?? final.followUps[0];
  if (!message) throw new Error('There was no answer');
  return message;
};

test('what could not be done stands in /muster status; who administers Muster tries it again there, nobody else', async () => {
  const bot = await startBot({
    sandbox: { seed: { botPermissions: 1n << 10n } },
    config: (ids) =>
      `permissions: { muster.admin: { people: [ada] } }\npeople: { ada: { discord: '${ids['ada'] ?? ''}' } }`,
  });
  onTestFinished(() => bot.stop());
  const type = async (who: string, line: string) => answer(await bot.as(who).type('#general', line));
  const press = async (who: string, on: APIMessage) =>
    JSON.stringify(await answer(await bot.as(who).press(on.id, TRY_AGAIN.exec(JSON.stringify(on))?.[1] ?? '')));
  await type('ben', '/incident declare title:Slow severity:SEV-3');
  await expect
    .poll(async () => (await bot.app.store.effects({ kind: 'channel.open', limit: 1 }))[0]?.state)
    .toBe('parked');
  await bot.settled();

  const seen = await type('ben', '/muster status');
  expect(JSON.stringify(seen)).toContain('could not be done');
  expect(JSON.stringify(seen)).toContain('Opening the channel');
  expect(await press('ben', seen)).toContain('muster.admin');
  expect((await bot.app.store.effects({ kind: 'channel.open', limit: 1 }))[0]?.state).toBe('parked');

  const guild = bot.sandbox.world.state.guilds.get(bot.sandbox.guildId);
  for (const role of guild?.roles.values() ?? []) if (role.name === 'Muster') role.permissions = ADMINISTRATOR;
  const again = await type('ada', '/muster status');
  expect(await press('ada', again)).toContain('will be tried again');
  await bot.settled();
  expect(
    bot
      .as('ben')
      .channels()
      .some(({ name }) => name === 'inc-1-slow'),
  ).toBe(true);
  expect(await press('ada', again)).toContain('Nothing of that is waiting');
});

const TRY_AGAIN = /"label":"(Try (?:all )?again)"/;
