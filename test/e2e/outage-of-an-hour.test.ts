import { afterEach, beforeEach, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { operatorContext } from '../../src/cli/operator-context.ts';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import { words } from './words.ts';

const MINUTE_MS = 60_000;
const UPDATES = ['first', 'second', 'third'];

let bot: Bot;
let clock: ReturnType<typeof virtualClock>;
beforeEach(async () => {
  clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    config: ({ ben = '' }) =>
      JSON.stringify({
        people: { ben: { discord: ben, contacts: [{ sms: '+4930123456' }] } },
        policies: { checkout: { steps: [{ page: ['person:ben'] }] } },
        services: { checkout: { policy: 'checkout' } },
      }),
  });
});
afterEach(() => bot.stop()); // which fails when anything was parked

async function call(name: string, raw: Readonly<Record<string, string>>): Promise<void> {
  const context = operatorContext(bot.app, operator, `test:${name}:${JSON.stringify(raw)}`);
  expect(await bot.app.dispatcher.command(name, raw, context)).toMatchObject({ ok: true });
}

/** A minute at a time: in each, whatever may run has run. `settled` would wait for those that stand in line, too. */
async function pass(minutes: number): Promise<void> {
  const { store } = bot.app;
  for (let minute = 0; minute < minutes; minute++) {
    await clock.advance(MINUTE_MS);
    await expect
      .poll(async () => (await store.effects({ state: 'running', limit: 1 })).length, { timeout: 10_000, interval: 5 })
      .toBe(0);
    await expect
      .poll(async () => ((await store.nextEffectDue()) ?? Infinity) > clock.now(), { timeout: 10_000, interval: 5 })
      .toBe(true);
  }
}

test('Discord answers 503 for an hour and comes back: everything that was asked for is done, in order, once', async () => {
  const ada = bot.as('ada');
  const channelsOf = (number: number) => ada.channels().filter(({ name }) => name?.startsWith(`inc-${number}-`));
  await call('incident declare', { title: 'Checkout fails', severity: 'SEV-3' });
  await bot.settled();

  bot.sandbox.faults.add({ kind: 'error', status: 503 });
  await call('incident declare', { title: 'Discord itself is down', severity: 'SEV-1', service: 'checkout' });
  for (const text of UPDATES) {
    await pass(1);
    await call('incident update', { incident: '1', conditions: `the ${text} thing`, actions: 'wait', needs: 'none' });
  }
  await pass(60);
  expect(channelsOf(2)).toEqual([]);

  bot.sandbox.faults.clear();
  await pass(3);
  const said = ada.see(channelsOf(1)[0]?.id ?? '');
  const told = said
    .filter(({ pinned }) => pinned !== true)
    .flatMap((message) => /the (\w+) thing/.exec(words(message))?.[1] ?? []);
  expect(told).toEqual(UPDATES);
  expect(channelsOf(2)).toHaveLength(1);
  const there = ada.see(channelsOf(2)[0]?.id ?? '');
  expect(there.filter(({ pinned }) => pinned)).toHaveLength(1);
  // What its page had to say is older than the channel by an hour.
  const paged = there.map(words).filter((text) => text.includes('Page 1'));
  expect(paged[0]).toContain('Asked now');
  expect(paged.filter((text) => text.includes('could be told. Call them: Ben Okafor +4930123456'))).toHaveLength(1);
  expect(
    ada
      .see('#incidents')
      .map(words)
      .join('\n')
      .match(/Incident 2: Discord itself is down/g),
  ).toHaveLength(1);
}, 120_000);
