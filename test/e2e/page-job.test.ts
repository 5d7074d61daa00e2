import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import { type HttpReceiver, httpReceiver } from '../counterparts/http-receiver.ts';
import { labels, words as raw } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
let bot: Bot;
let phones: HttpReceiver;

beforeAll(async () => {
  phones = await httpReceiver();
  bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '', chiara = '' }) =>
      JSON.stringify({
        people: {
          ada: { discord: ada, contacts: [{ ntfy: `${phones.url}/ada` }], rules: { high: ['now discord', '2m ntfy'] } },
          ben: { discord: ben, contacts: [{ ntfy: `${phones.url}/ben` }], rules: { high: ['now ntfy', '2m discord'] } },
          chiara: { discord: chiara },
        },
        schedules: {
          primary: { layers: [{ users: ['ada', 'ben'], start: '2026-11-22T00:00', turn: '1 days' }] },
        },
        policies: {
          checkout: {
            fallback: 'channel:on-call',
            steps: [
              { page: ['schedule:primary'], wait: '5m' },
              { page: ['person:ben'], wait: '5m' },
              { page: ['person:chiara'], wait: '5m' },
            ],
          },
        },
        services: { checkout: { policy: 'checkout' } },
      }),
  });
});
afterAll(async () => {
  await bot.stop();
  await phones.close();
});

/** Mentions by name. */
const words = (message: APIMessage | null | undefined): string =>
  raw(message).replaceAll(/<@(\d+)>/g, (_, id: string) => `@${bot.sandbox.world.state.users.get(id)?.username ?? id}`);

/** To that time, and until what it set off is done. */
async function advance(durationMs: number): Promise<void> {
  await bot.settled();
  await clock.advance(durationMs);
  await bot.settled();
}

async function type(who: string, channel: string, command: string): Promise<APIMessage | undefined> {
  const exchange = await bot.as(who).type(channel, command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  const final = await exchange.final();
  return final.message ?? final.followUps[0];
}
const say = async (who: string, channel: string, command: string): Promise<string> =>
  words(await type(who, channel, command));

const messagesTo = (who: string): APIMessage[] =>
  bot
    .as(who)
    .see(bot.as(who).directMessages().id)
    .filter((message) => words(message).includes('Page 1'));
const ntfys = (): string[] =>
  phones.received.splice(0).map(({ body }) => String((JSON.parse(body) as Record<string, unknown>)['topic']));

let incident: string;

test('a declared incident pages by itself, and goes on through three people and two methods to the fallback', async () => {
  await say('dmitri', '#general', '/incident declare title:"Checkout fails" severity:SEV-1 service:checkout');
  incident = (
    await bot.as('dmitri').waitFor(() =>
      bot
        .as('dmitri')
        .channels()
        .find(({ name }) => name?.startsWith('inc-1')),
    )
  ).id;
  await bot.as('ada').waitFor(() => messagesTo('ada').length > 0);
  await bot.settled();
  expect(words(messagesTo('ada')[0])).toContain('Incident 1 (SEV-1): Checkout fails');
  // What waited for the channel to open is posted two seconds later at most.
  await advance(3000);
  const card = (): APIMessage | undefined =>
    bot
      .as('dmitri')
      .see(incident)
      .find((message) => words(message).startsWith('Page 1'));
  expect(labels(card())).toContain('Acknowledge');

  await advance(2 * MINUTE - 3000);
  expect(ntfys()).toEqual(['ada']);
  await advance(3 * MINUTE);
  expect(ntfys()).toEqual(['ben']);
  expect(labels(messagesTo('ada')[0])).toEqual(['Acknowledge', 'Resolve']);
  expect(words(card())).toContain('Asked now: @ben');
  await advance(2 * MINUTE);
  expect(messagesTo('ben')).toHaveLength(1);
  expect(messagesTo('chiara')).toHaveLength(0);
  await advance(3 * MINUTE);
  expect(messagesTo('chiara')).toHaveLength(1);
  expect(bot.as('fatima').see('#on-call')).toHaveLength(0);
  await advance(5 * MINUTE);
  expect(words(bot.as('fatima').see('#on-call')[0])).toContain('Page 1 went through everybody');
  expect([messagesTo('ada').length, messagesTo('ben').length, messagesTo('chiara').length]).toEqual([1, 1, 1]);
});

test('acknowledged by a button it is quiet, every message says so, and the trail shows it all', async () => {
  const [asked] = messagesTo('chiara');
  const pressed = await (await bot.as('chiara').press(asked?.id ?? '', 'Acknowledge')).final();
  expect(words(pressed.message)).toContain('Acknowledged by');
  await bot.settled();
  const everywhere = [
    messagesTo('ada')[0],
    messagesTo('ben')[0],
    messagesTo('chiara')[0],
    bot.as('fatima').see('#on-call')[0],
  ];
  for (const message of everywhere) {
    expect(words(message)).toContain('Acknowledged by @chiara');
    expect(labels(message)).not.toContain('Acknowledge');
  }
  const late = await (await bot.as('ada').press(messagesTo('ada')[0]?.id ?? '', 'I can’t: next please')).final();
  expect(words(late.message ?? late.followUps[0])).toContain('did not ask you at this step');

  await advance(2 * HOUR);
  expect([messagesTo('ada').length, messagesTo('ben').length, messagesTo('chiara').length]).toEqual([1, 1, 1]);
  expect(ntfys()).toEqual([]);

  const trail = await say('dmitri', incident, '/page status page:1');
  for (const line of [
    /\*\*Ada Lindqvist\*\*, discord: sent \(/,
    /\*\*Ada Lindqvist\*\*, ntfy: sent \(/,
    /\*\*Ben Okafor\*\*, ntfy: sent \(/,
    /\*\*Ben Okafor\*\*, discord: sent \(/,
    /\*\*Chiara Rossi\*\*, discord: sent \(/,
  ]) {
    expect(trail).toMatch(line);
  }
  expect(trail).toMatch(/\*\*Chiara Rossi\*\*, acknowledged: by button/);
  const record = await say('dmitri', incident, '/incident timeline');
  expect(record).toContain('acknowledged the page');
});

test('who comes is told of the page, a shift is swapped by both, and the picture shows it', async () => {
  expect(await say('ada', '#on-call', '/oncall handoff')).toMatch(/On call: .*ada/);
  expect(await say('ada', '#on-call', '/oncall who')).toMatch(/ada/);
  const offered = await type('ben', '#on-call', `/oncall swap with:<@${bot.as('ada').id}>`);
  expect(words(offered)).toContain('offers');
  const refused = await (await bot.as('chiara').press(offered?.id ?? '', 'Accept')).final();
  expect(words(refused.message)).not.toContain('The schedule is changed');
  const accepted = await (await bot.as('ada').press(offered?.id ?? '', 'Accept')).final();
  expect(words(accepted.message)).toContain('The schedule is changed');
  // Tomorrow was Ben’s; the day after was Ada’s.
  expect(await say('dmitri', '#on-call', '/oncall who at:"2026-11-23 12:00"')).toMatch(/ada/);
  expect(await say('dmitri', '#on-call', '/oncall who at:"2026-11-24 12:00"')).toMatch(/ben/);

  const shown = await type('dmitri', '#on-call', '/oncall show schedule:primary');
  const [picture] = shown?.attachments ?? [];
  expect(picture?.content_type).toBe('image/png');
  const png = Buffer.from(await (await fetch(picture?.url ?? '')).arrayBuffer());
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect([picture?.width, picture?.height]).toEqual([width, height]);
  expect(width).toBeGreaterThanOrEqual(800);
  expect(height).toBeGreaterThanOrEqual(150);
  expect(picture?.description ?? '').not.toBe('');
});

test('the page is reassigned, another is added, and its end takes every button away', async () => {
  const before = messagesTo('ada').length;
  await say('chiara', incident, '/page reassign who:person:ada page:1');
  await bot.settled();
  expect(messagesTo('ada')).toHaveLength(before + 1);
  await say('ada', incident, '/page ack page:1');
  await say('ada', incident, '/page add who:person:ben page:1');
  await bot.settled();
  expect(ntfys()).toEqual(['ben']);
  await say('ada', incident, '/page resolve page:1');
  // Discord takes few edits of messages that are older than an hour: the last of them may have to wait.
  for (let lap = 0; lap < 7; lap++) await advance(10 * MINUTE);
  for (const who of ['ada', 'ben', 'chiara']) {
    for (const message of messagesTo(who)) expect(labels(message)).toEqual([]);
  }
  expect(ntfys()).toEqual([]);
});
