import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import { type HttpReceiver, httpReceiver } from '../counterparts/http-receiver.ts';
import { words } from './words.ts';

let bot: Bot;
let phone: HttpReceiver;
let clock: ReturnType<typeof virtualClock>;

beforeEach(async () => {
  clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  phone = await httpReceiver();
  bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '' }) =>
      JSON.stringify({
        people: {
          ada: {
            discord: ada,
            contacts: [{ ntfy: `${phone.url}/ada` }],
            rules: { high: ['now discord', '10m ntfy'] },
          },
          ben: { discord: ben },
        },
      }),
  });
});
afterEach(async () => {
  bot.sandbox.faults.clear();
  await bot.stop();
  await phone.close();
});

/** Opens a page without the chat, as an alert does: Discord is in trouble. */
async function alerted(): Promise<void> {
  const cause = { causeId: 'alert:1', actor: { kind: 'muster', id: 'alert' }, source: { kind: 'webhook' } } as const;
  const to = { type: 'person', key: 'ada' } as const;
  const opened = await bot.app.oncall.pages.open({ to, message: 'Disk full', urgency: 'high' }, cause);
  expect(opened.ok).toBe(true);
}
const toAda = (): string[] =>
  bot
    .as('ada')
    .see(bot.as('ada').directMessages().id)
    .map(words)
    .filter((said) => said.includes('Disk full'));

test.each([
  ['answers 500', { kind: 'error', status: 500, route: '/users/@me/channels' }],
  ['asks everybody to wait', { kind: 'rate-limit', retryAfterMs: 1500, global: true, route: '/users/@me/channels' }],
  ['resets every connection', { kind: 'reset', route: '/users/@me/channels' }],
] as const)(
  'Discord %s: the phone rings at once, and the message comes when Discord is back',
  async (_, fault) => {
    bot.sandbox.faults.add(fault);
    await alerted();
    await expect.poll(() => phone.received.length, { timeout: 60_000 }).toBe(1); // no minute has passed
    expect(toAda()).toEqual([]);
    bot.sandbox.faults.clear();
    await expect
      .poll(
        async () => {
          await clock.advance(15_000);
          return toAda().length;
        },
        { timeout: 60_000, interval: 100 },
      )
      .toBe(1);
  },
  150_000,
);

test('the gateway is cut: pages go out all the same, and the button works once it is back', async () => {
  bot.sandbox.gateway.cut(4000, false);
  await alerted();
  await expect.poll(() => toAda().length).toBe(1);
  await expect.poll(() => bot.serving.discord.status().state).toBe('ready');
  const [message] = bot.as('ada').see(bot.as('ada').directMessages().id);
  const pressed = await (await bot.as('ada').press(message?.id ?? '', 'Acknowledge')).final();
  expect(words(pressed.message)).toContain('Acknowledged by');
  expect(phone.received).toEqual([]);
});

test('the answer to a message is lost: it is not posted twice', async () => {
  bot.sandbox.faults.add({ kind: 'lost-response', route: '/messages', times: 1 });
  await alerted();
  await expect.poll(() => toAda().length).toBe(1);
  await bot.settled();
  await clock.advance(60_000);
  await bot.settled();
  expect(toAda()).toHaveLength(1);
});
