import { expect, test } from 'vitest';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import { restarted } from './restarted.ts';
import { words } from './words.ts';

const HOUR_MS = 3_600_000;

async function pagingBot() {
  const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  const bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '' }) =>
      JSON.stringify({
        people: { ada: { discord: ada, rules: { high: ['now discord'] } }, ben: { discord: ben } },
        policies: {
          checkout: {
            fallback: 'channel:on-call',
            steps: [{ page: ['person:ada'], wait: '5m' }],
          },
        },
      }),
  });
  return { bot, clock };
}

/** How often each place was told that the page went through everybody. */
function alarms(bot: Bot): Readonly<Record<string, number>> {
  const ada = bot.as('ada');
  const told = ada
    .channels()
    .map(({ id, name }) => [
      name ?? id,
      ada.see(id).filter((message) => words(message).includes('went through everybody')).length,
    ]);
  return Object.fromEntries(told.filter(([, count]) => count !== 0)) as Record<string, number>;
}

const send = async (bot: Bot, channel: string): Promise<void> => {
  await bot.as('ben').type(channel, '/page send who:policy:checkout message:"Nothing can be paid"');
  await bot.settled();
};

test('a page that was sent in the fallback channel says there once that nobody answered, elsewhere in both', async () => {
  const { bot, clock } = await pagingBot();
  await send(bot, '#on-call');
  await clock.advance(5 * 60_000 + 1_000);
  await bot.settled();
  expect(alarms(bot)).toEqual({ 'on-call': 1 });

  await send(bot, '#general');
  await clock.advance(5 * 60_000 + 1_000);
  await bot.settled();
  expect(alarms(bot)).toEqual({ 'on-call': 2, general: 1 });
  await bot.stop();
});

test.each([
  ['in the fallback channel', '#on-call', { 'on-call': 1 }],
  ['in another', '#general', { 'on-call': 1, general: 1 }],
])(
  'a page sent %s whose last step fell due while Muster was down for hours is told of once',
  async (_, channel, told) => {
    const { bot, clock } = await pagingBot();
    await send(bot, channel);
    const again = await restarted(bot, clock, 8 * HOUR_MS);
    await again.settled();
    expect(alarms(bot)).toEqual(told);
    // Nor in the minutes that follow.
    for (let minute = 0; minute < 4; minute++) {
      await clock.advance(60_000);
      await again.settled();
    }
    expect(alarms(bot)).toEqual(told);
    await again.stop();
  },
);
