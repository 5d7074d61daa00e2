import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { type HttpReceiver, httpReceiver } from '../counterparts/http-receiver.ts';
import { labels, words } from './words.ts';

let bot: Bot;
let phones: HttpReceiver;
beforeAll(async () => {
  phones = await httpReceiver();
  bot = await startBot({
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '', chiara = '', dmitri = '' }) =>
      JSON.stringify({
        people: {
          ada: { discord: ada },
          ben: { discord: ben, contacts: [{ ntfy: `${phones.url}/ben` }], rules: { high: ['now ntfy'] } },
          chiara: { discord: chiara },
          dmitri: { discord: dmitri },
        },
        permissions: { 'incident.respond': 'everybody' },
      }),
  });
});
afterAll(async () => {
  await bot.stop();
  await phones.close();
});

/** The incident's channel and the card in it, once they are there. */
async function declared(options: string, channel: RegExp): Promise<{ channelId: string; card: APIMessage }> {
  const ada = bot.as('ada');
  await ada.type('#general', `/incident declare ${options}`);
  const found = await ada.waitFor(() => ada.channels().find(({ name }) => channel.test(name ?? '')));
  const card = await ada.waitFor(() => ada.see(found.id).find((message) => labels(message).includes('More …')));
  return { channelId: found.id, card };
}

test('the card’s More pages somebody by a form: the page belongs to the incident, and stands in its channel', async () => {
  const { channelId, card } = await declared('title:"Checkout fails" severity:SEV-3', /checkout/);
  const ada = bot.as('ada');
  const more = (await (await ada.press(card.id, 'More …')).final()).message;
  const asked = await ada.press(more?.id ?? '', 'Page somebody');
  expect(JSON.stringify(await asked.final())).toContain('person: Ben Okafor');
  const sent = await ada.submit(asked, { whom: ['person:ben'], message: 'We need the ledger', urgency: ['high'] });
  expect(words((await sent.final()).message)).toContain('Page 1 is on its way');
  await bot.settled();
  expect(ada.see(channelId).map(words).join('\n')).toContain('We need the ledger');
  const incident = await bot.app.incidents.lookup.byNumber(1, operator);
  expect(await bot.app.oncall.pages.byNumber(1)).toMatchObject({ incident: incident?.stream });
  expect(JSON.stringify(phones.received)).toContain('We need the ledger');
});

test('of a private incident phones are told the number alone; what was said stands in its channel', async () => {
  const { channelId, card } = await declared('title:Zebrafish severity:SEV-3 private:True', /private/);
  const ada = bot.as('ada');
  const more = (await (await ada.press(card.id, 'More …')).final()).message;
  const asked = await ada.press(more?.id ?? '', 'Page somebody');
  const sent = await ada.submit(asked, { whom: ['person:ben'], message: 'Zebrafish was stolen' });
  const answer = (await sent.final()).message;
  expect(words(answer)).toContain('Zebrafish was stolen');
  expect(labels(answer)).toContain('Bring people in');
  const typed = await ada.type(channelId, '/page send who:person:ben message:"Zebrafish again"');
  if (!('final' in typed)) throw new Error('not sent');
  expect(words((await typed.final()).message)).toContain('Zebrafish again');
  await bot.settled();
  const said = JSON.stringify(phones.received);
  expect(said).toContain('Private incident 2');
  expect(said).not.toContain('Zebrafish');
  // A form's number is what somebody sends: of an incident that they may not see nobody is paged.
  const pages = await bot.app.store.streams({ type: 'page', limit: 99 });
  const chiara = bot.as('chiara');
  const forged = {
    cause: { causeId: 'forged', actor: { kind: 'person', id: chiara.id }, source: { kind: 'button' } },
    viewer: { id: chiara.id, name: 'chiara', roleIds: [], permissions: new Set(['page.send']) },
    now: Date.now(),
    place: null,
    locale: 'en-GB',
    timeZone: 'UTC',
    progress: () => undefined,
    signal: new AbortController().signal,
  } as const;
  for (const action of ['page.ask', 'page.ask.submit']) {
    const fields = { whom: ['person:ben'], message: ['Come'] };
    const refused = await bot.app.dispatcher.action(action, ['2'], fields, forged);
    expect(refused.ok ? '' : refused.refusal.code).toBe('incident/unknown');
  }
  expect(await bot.app.store.streams({ type: 'page', limit: 99 })).toEqual(pages);
});

test.each(['button', 'command'])(
  'who was paged for a private incident and answers by %s is let in, and all see how; who was not paged is not',
  async (way) => {
    const { channelId } = await declared(
      `title:"Narwhal ${way}" severity:SEV-3 private:True`,
      new RegExp(`inc-${way === 'button' ? 3 : 4}-private`),
    );
    const typed = await bot.as('ada').type(channelId, '/page send who:person:dmitri message:"Narwhal is gone"');
    if (!('final' in typed)) throw new Error('not sent');
    const page = /Page (\d+)/.exec(words((await typed.final()).message))?.[1] ?? '';
    await bot.settled();
    const sees = (who: string): boolean =>
      bot
        .as(who)
        .channels()
        .some(({ id }) => id === channelId);
    const says = async (who: string): Promise<string> => {
      const exchange = await bot.as(who).type('#general', `/page ack page:${page}`);
      return 'final' in exchange ? words((await exchange.final()).message) || String(exchange.error) : '';
    };
    expect([sees('dmitri'), sees('chiara')]).toEqual([false, false]);
    await says('chiara');
    const dmitri = bot.as('dmitri');
    if (way === 'command') {
      expect(await says('dmitri')).toContain(`The work is in <#${channelId}>`);
    } else {
      const paged = await dmitri.waitFor(() => dmitri.see(dmitri.directMessages().id).at(-1));
      await (await dmitri.press(paged.id, 'Acknowledge')).final();
    }
    await expect.poll(() => [sees('dmitri'), sees('chiara')]).toEqual([true, false]);
    await bot.settled();
    expect(dmitri.see(channelId).map(words).join('\n')).toContain(`Let in: <@${dmitri.id}>, who was paged`);
    const row = await bot.app.incidents.lookup.byNumber(way === 'button' ? 3 : 4, operator);
    const entries = await bot.app.timeline.read(row?.stream ?? '');
    const joined = entries.filter(({ kind }) => kind === 'responder.added');
    expect(joined.map(({ actor, data }) => ({ actor, data }))).toEqual([
      { actor: { kind: 'person', id: dmitri.id }, data: { person: dmitri.id, page: Number(page) } },
    ]);
  },
);
