import { expect, onTestFinished, test } from 'vitest';
import { startBot, virtualClock } from '../../src/testing.ts';
import { httpReceiver } from '../counterparts/http-receiver.ts';
import { mailServer } from '../counterparts/mail-server.ts';
import { createLedger } from './page-ledger.ts';

const HALF_HOUR_MS = 1_800_000;

/** Turns of a day that are handed over at half past two at night: a time that the night of the change lacks, or has twice. */
test.each([
  [
    'Europe/Berlin',
    '2027-03-26T12:00Z',
    [
      '27 01:30:00 #on-call: On call for **primary** now: @ben (before: @ada), until 01:00:00. / ',
      '28 01:00:00 #on-call: On call for **primary** now: @chiara (before: @ben), until 00:30:00. / ',
      '29 00:30:00 #on-call: On call for **primary** now: @ada (before: @chiara), until 00:30:00. / ',
    ],
  ],
  [
    'Europe/Berlin',
    '2026-10-23T12:00Z',
    [
      '24 00:30:00 #on-call: On call for **primary** now: @ben (before: @ada), until 00:30:00. / ',
      '25 00:30:00 #on-call: On call for **primary** now: @chiara (before: @ben), until 01:30:00. / ',
      '26 01:30:00 #on-call: On call for **primary** now: @ada (before: @chiara), until 01:30:00. / ',
    ],
  ],
  [
    'America/Chicago',
    '2027-03-12T20:00Z',
    [
      '13 08:30:00 #on-call: On call for **primary** now: @ben (before: @ada), until 08:00:00. / ',
      '14 08:00:00 #on-call: On call for **primary** now: @chiara (before: @ben), until 07:30:00. / ',
      '15 07:30:00 #on-call: On call for **primary** now: @ada (before: @chiara), until 07:30:00. / ',
    ],
  ],
])('in %s, from %s on, each hand-off is told once, at its local time', async (timeZone, start, handOffs) => {
  const clock = virtualClock(Date.parse(start));
  const http = await httpReceiver({ status: 200 }, () => clock.now());
  const mail = await mailServer(undefined, () => clock.now());
  const bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '', chiara = '' }) =>
      JSON.stringify({
        people: { ada: { discord: ada }, ben: { discord: ben }, chiara: { discord: chiara } },
        schedules: {
          primary: {
            timeZone,
            layers: [{ users: ['ada', 'ben', 'chiara'], start: `${start.slice(0, 10)}T02:30`, turn: '1 day' }],
          },
        },
        oncall: { channel: 'on-call' },
      }),
  });
  onTestFinished(async () => {
    await bot.stop();
    await http.close();
    await mail.close();
  });
  const ledger = createLedger({ bot, http, mail });
  await bot.settled();
  ledger.heard();
  const heard: string[] = [];
  while (clock.now() < Date.parse(start) + 3 * 86_400_000) {
    await clock.advance(HALF_HOUR_MS);
    await bot.settled();
    const day = new Date(clock.now()).toISOString().slice(8, 10);
    heard.push(...ledger.heard().map((line) => `${day} ${line}`));
  }
  expect(heard.filter((line) => !line.includes('The record stands'))).toEqual(handOffs);
});
