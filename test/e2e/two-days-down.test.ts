import { expect, onTestFinished, test } from 'vitest';
import { startBot, virtualClock } from '../../src/testing.ts';
import { httpReceiver } from '../counterparts/http-receiver.ts';
import { mailServer } from '../counterparts/mail-server.ts';
import { createLedger } from './page-ledger.ts';
import { restarted } from './restarted.ts';

const HOUR_MS = 3_600_000;

test('two days of downtime are caught up once: the urgent page first, one hand-off, one message each, and no others', async () => {
  const clock = virtualClock(Date.parse('2026-11-23T12:00:00Z'));
  const http = await httpReceiver({ status: 200 }, () => clock.now());
  const mail = await mailServer(undefined, () => clock.now());
  onTestFinished(async () => {
    await http.close();
    await mail.close();
  });
  const bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '', chiara = '', dmitri = '' }) =>
      JSON.stringify({
        people: {
          ada: {
            discord: ada,
            contacts: [{ ntfy: `${http.url}/ada` }],
            rules: { high: ['now discord', '2m ntfy'], low: ['now discord', '2m ntfy'] },
          },
          ben: { discord: ben, rules: { high: ['now discord'] } },
          chiara: { discord: chiara },
          dmitri: { discord: dmitri },
        },
        schedules: {
          primary: { layers: [{ users: ['ada', 'ben', 'chiara'], start: '2026-11-23T00:00', turn: '1 day' }] },
        },
        policies: {
          checkout: {
            fallback: 'channel:on-call',
            steps: [
              { page: ['person:ada'], wait: '5m' },
              { page: ['schedule:primary'], wait: '5m' },
            ],
          },
        },
        oncall: { channel: 'on-call' },
      }),
  });
  const ledger = createLedger({ bot, http, mail });
  await bot.settled();
  ledger.heard();
  // The one that can wait is older, so all that it asks for was due earlier.
  await bot.as('dmitri').type('#general', '/page send who:policy:checkout message:"Reports are slow" urgency:low');
  await bot.settled();
  await clock.advance(30_000);
  await bot.as('dmitri').type('#general', '/page send who:policy:checkout message:"Nothing can be paid"');
  await bot.settled();
  ledger.heard();

  const again = await restarted(bot, clock, 48 * HOUR_MS);
  onTestFinished(() => again.stop());
  await again.settled();
  const heard = ledger.heard();
  for (let minute = 0; minute < 4; minute++) {
    await clock.advance(30_000);
    await again.settled();
    heard.push(...ledger.heard());
  }
  expect(heard.map((line) => line.replace(/at entry \d+.*/, 'at entry …'))).toEqual([
    '12:00:30 #incidents: The record stands at entry …',
    '12:00:30 #on-call: On call for **primary** now: @chiara (before: @ada), until 00:00:00. / ',
    '12:00:30 dm chiara: @chiara / Page 2: Nothing can be paid',
    '12:00:30 ntfy ada: Muster page 2 / Nothing can be paid',
    '12:00:35 ntfy ada: Muster page 1 / Reports are slow',
    '12:00:40 dm chiara: @chiara / Page 1: Reports are slow',
  ]);
});
