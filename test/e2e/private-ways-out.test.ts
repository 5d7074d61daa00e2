import type { APIMessage } from 'discord-api-types/v10';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAppWeb } from '../../src/serve-web.ts';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { type HttpReceiver, httpReceiver } from '../counterparts/http-receiver.ts';

/** A private incident with all that can follow from one, through the whole bot; then every way out is looked at. */
const SECRET = 'Zebrafish';
const MINUTE = 60_000;
const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
const logged: string[] = [];
const metrics = createMetrics('1.2.3');
let bot: Bot;
let phones: HttpReceiver;
let channel: string;

beforeAll(async () => {
  phones = await httpReceiver();
  bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    log: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
    config: ({ ben = '', dmitri = '' }) =>
      JSON.stringify({
        people: {
          ben: {
            discord: ben,
            contacts: [{ ntfy: `${phones.url}/ben` }],
            rules: { high: ['now ntfy', 'now discord'] },
          },
          dmitri: {
            discord: dmitri,
            contacts: [{ webhook: `${phones.url}/dmitri` }],
            rules: { high: ['now webhook'] },
          },
        },
        schedules: { primary: { layers: [{ users: ['ben', 'dmitri'], start: '2026-11-22T00:00', turn: '1 days' }] } },
        policies: {
          checkout: {
            fallback: 'channel:on-call',
            steps: [
              { page: ['schedule:primary'], wait: '5m' },
              { page: ['person:dmitri'], wait: '5m' },
            ],
          },
        },
        services: { checkout: { name: 'Checkout', policy: 'checkout' } },
        incidents: { stakeholders: 'company-status', captureEverything: true },
        permissions: { 'incident.respond': { roles: ['Support'] } },
      }),
  });
  await type(
    'chiara',
    '#general',
    `/incident declare title:"${SECRET} stolen" description:${SECRET} severity:SEV-1 service:checkout private:True voice:True`,
  );
  const found = await bot.as('chiara').waitFor(() =>
    bot
      .as('chiara')
      .channels()
      .find(({ name }) => name === 'inc-1-private'),
  );
  channel = found.id;
  await bot.settled();
  for (const command of [
    `/incident note text:"${SECRET} was seen"`,
    `/incident update conditions:${SECRET} actions:${SECRET} needs:${SECRET}`,
    `/incident impact text:${SECRET}`,
    `/incident task text:"Call ${SECRET}" due:"in 10 min"`,
    `/incident severity level:SEV-2 reason:${SECRET}`,
    `/incident rename title:"${SECRET} again"`,
    `/incident link to:https://wiki.example/ title:${SECRET}`,
  ]) {
    expect(await type('chiara', channel, command)).toContain(SECRET);
  }
  bot.as('chiara').send(channel, `${SECRET} in the chat`);
  // The same from elsewhere: it is answered to her alone.
  expect(await type('chiara', '#general', `/incident note incident:1 text:"${SECRET} from elsewhere"`)).toContain('#');
  await bot.settled();
  for (let minutes = 0; minutes < 70; minutes += 5) {
    await clock.advance(5 * MINUTE);
    await bot.settled();
  }
});
afterAll(async () => {
  await bot.stop();
  await phones.close();
});

async function type(who: string, place: string, command: string): Promise<string> {
  const exchange = await bot.as(who).type(place, command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  const final = await exchange.final();
  return JSON.stringify([final.message ?? null, final.followUps, final.modal ?? null]);
}

/** Everything that somebody can read in Discord: channels, direct messages, names and topics. */
function readable(who: string): string {
  const person = bot.as(who);
  const messages: APIMessage[] = [...person.channels(), person.directMessages()].flatMap(({ id, type: kind }) =>
    kind === 4 || kind === 2 ? [] : person.see(id),
  );
  return JSON.stringify([person.channels(), messages]);
}

test('nobody but who takes part reads of it in Discord, whatever followed: announcement, pages, reminders, stakeholders', () => {
  expect(readable('chiara')).toContain(SECRET);
  for (const who of ['ben', 'dmitri', 'fatima', 'stranger']) expect(readable(who)).not.toContain(SECRET);
  expect(readable('stranger')).toContain('Private incident 1');
});

test('phones, webhooks and direct messages of who is paged say its number', () => {
  const said = JSON.stringify(phones.received);
  expect(said).toContain('Private incident 1');
  expect(said).not.toContain(SECRET);
  expect(readable('ben')).toContain('Private incident 1');
});

test('whoever asks is told nothing: lists, statistics, status, hand-off, services, who may work in every incident', async () => {
  const asked = [
    ...['/incident list which:all', '/incident stats', '/muster status', '/muster help', '/muster whoami'],
    ...['/oncall handoff schedule:primary', '/oncall who', '/oncall me', '/page status'],
    ...['/incident show incident:1'],
    ...['/incident export incident:1 format:all', '/incident note incident:1 text:x', '/postmortem incident:1'],
    ...['/page status page:1', '/page ack page:1', '/oncall show schedule:primary'],
  ];
  for (const who of ['fatima', 'stranger', 'ben']) {
    for (const command of asked)
      expect({ who, command, said: await type(who, '#general', command) }).not.toMatchObject({
        said: expect.stringContaining(SECRET) as string,
      });
  }
});

test('metrics, logs and the audit log of the server know nothing of it', async () => {
  const { web } = await createAppWeb(bot.app, bot.serving.discord, metrics);
  expect(await (await web.fetch(new Request('http://localhost/metrics'))).text()).not.toContain(SECRET);
  expect(logged.join('')).not.toContain(SECRET);
  expect(JSON.stringify(bot.sandbox.world.state.audit)).not.toContain(SECRET);
});
