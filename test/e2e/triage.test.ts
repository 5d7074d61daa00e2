import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import type { Alert } from '../../src/oncall/alerts/alert.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { labels, words } from './words.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '' }) =>
      JSON.stringify({
        people: { ada: { discord: ada }, ben: { discord: ben } },
        policies: { web: { steps: [{ page: ['person:ben'], wait: '24h' }] } },
        services: {
          checkout: { policy: 'web', severity: 'SEV-2', alerts: 'triage' },
          search: { policy: 'web' },
        },
      }),
  });
});
afterAll(() => bot.stop());

let said = 0;
async function alert(more: Partial<Alert>): Promise<void> {
  const full: Alert = {
    source: 'alertmanager',
    dedupKey: `problem-${++said}`,
    status: 'firing',
    summary: 'Checkout: 14 % of payments fail\nusually 0.1 %',
    severity: 'critical',
    service: 'checkout',
    occurrence: null,
    url: null,
    labels: {},
    ...more,
  };
  const cause = {
    causeId: `alert:${full.dedupKey}:${full.status}:${full.occurrence ?? ''}`,
    actor: { kind: 'integration' as const, id: full.source },
    source: { kind: 'webhook' as const },
  };
  await bot.app.oncall.alert(full, cause);
  await bot.settled();
}
const incidentOf = (number: number) => bot.app.incidents.lookup.byNumber(number, operator);
const pages = () => bot.app.oncall.pages.recent(100);
const announcementOf = (title: string): Promise<APIMessage> =>
  bot.as('ada').waitFor(() =>
    bot
      .as('ada')
      .see('#incidents')
      .find((message) => words(message).includes(title)),
  );

test('an alert of a service that wants it opens an incident that waits; its page belongs to it, and the next joins', async () => {
  await alert({});
  const opened = await incidentOf(1);
  expect(opened).toMatchObject({ title: 'Checkout: 14 % of payments fail', triage: 'waiting', severity: 'SEV-2' });
  await alert({ summary: 'Checkout: slow' });
  expect(await incidentOf(2)).toBeUndefined();
  expect((await pages()).map(({ incident }) => incident)).toEqual([opened?.stream, opened?.stream]);

  const announcement = await announcementOf('14 % of payments');
  expect(labels(announcement)).toEqual(expect.arrayContaining(['Accept', 'Decline']));
  expect(words(announcement)).toContain('Triage');
  expect(words(announcement)).not.toContain('nobody yet');
  const ben = bot.as('ben');
  const accepted = (await (await ben.press(announcement.id, 'Accept')).final()).message;
  expect(words(accepted)).toContain(`The work is in <#${opened?.channelId ?? ''}>`);
  expect(labels(accepted)).toEqual(['Take command', 'Severity']);
  await bot.settled();
  expect(await incidentOf(1)).toMatchObject({ triage: 'accepted' });
  // Who is paged already is not paged once more because a person says that it is one.
  expect(await pages()).toHaveLength(2);
  await expect
    .poll(async () => labels(await announcementOf('14 % of payments')), { timeout: 20_000 })
    .not.toContain('Accept');
});

test('declined, it is over, and so are its pages', async () => {
  const ben = bot.as('ben');
  await ben.type('#general', '/incident cancel incident:1 reason:"The first test"');
  await bot.settled();
  await alert({ summary: 'Checkout: certificate' });
  const announcement = await announcementOf('Checkout: certificate');
  const form = await ben.press(announcement.id, 'Decline');
  await form.final();
  await (await ben.submit(form, { reason: 'A planned change' })).final();
  expect(await incidentOf(2)).toMatchObject({ triage: 'declined', status: 'cancelled' });
  await expect.poll(async () => (await pages()).filter(({ status }) => status !== 'resolved')).toEqual([]);
});

test('a warning, and an alert of a service that does not want it, page and open nothing', async () => {
  await alert({ severity: 'warning' });
  await alert({ service: 'search' });
  expect((await pages()).slice(0, 2).map(({ incident }) => incident)).toEqual([null, null]);
  expect(await incidentOf(3)).toBeUndefined();
});

test('a warning that becomes critical opens the incident that it asks for, and its page belongs to that', async () => {
  await alert({ dedupKey: 'disk', severity: 'warning', summary: 'Checkout: disk 70 % full' });
  await alert({ dedupKey: 'disk', summary: 'Checkout: disk full', occurrence: 'later' });
  const opened = await incidentOf(3);
  expect(opened).toMatchObject({ title: 'Checkout: disk full', triage: 'waiting' });
  expect(await bot.app.oncall.pages.ofIncident(opened?.stream ?? '')).toMatchObject([{ urgency: 'high' }]);
  const announcement = await announcementOf('disk full');
  await (await bot.as('ben').press(announcement.id, 'Accept')).final();
  await bot.settled();
  const channel = (await incidentOf(3))?.channelId ?? '';
  // Whom its alert has paged it does not page once more; its channel shows that page.
  expect(await bot.app.oncall.pages.ofIncident(opened?.stream ?? '')).toHaveLength(1);
  await expect
    .poll(() =>
      bot
        .as('ben')
        .see(channel)
        .some((message) => words(message).includes('Checkout: disk full') && labels(message).includes('Acknowledge')),
    )
    .toBe(true);
  await bot.as('ben').type('#general', '/incident cancel incident:3 reason:"The next test"');
  await bot.settled();
});

test('who is not sure declares one to be decided on: nobody is paged before somebody accepts it', async () => {
  const before = (await pages()).length;
  const ada = bot.as('ada');
  const declared = await ada.type(
    '#general',
    '/incident declare title:"Is this one?" severity:SEV-1 service:search triage:True',
  );
  if (!('final' in declared)) throw new Error('not declared');
  const answer = (await declared.final()).message;
  expect(words(answer)).toContain('waits for triage');
  await bot.settled();
  expect(await pages()).toHaveLength(before);
  await (await bot.as('ben').press(answer?.id ?? '', 'Accept')).final();
  await expect.poll(async () => (await pages()).length).toBe(before + 1);
  expect(await incidentOf(4)).toMatchObject({ triage: 'accepted', severity: 'SEV-1' });
});

test('who reopens what was declined says that it is an incident: it pages at once, not at the next start', async () => {
  const ada = bot.as('ada');
  const type = async (command: string): Promise<void> => {
    const exchange = await ada.type('#general', command);
    if ('final' in exchange) await exchange.final();
    await bot.settled();
  };
  await type('/incident declare title:"Nothing is found" severity:SEV-1 service:search triage:True');
  const announcement = await announcementOf('Nothing is found');
  const form = await ada.press(announcement.id, 'Decline');
  await (await ada.submit(form, { reason: 'A planned change' })).final();
  await bot.settled();
  const [row] = await bot.app.incidents.lookup.list(operator, { limit: 1 });
  expect(row).toMatchObject({ title: 'Nothing is found', triage: 'declined', status: 'cancelled' });
  const paged = async () => (await pages()).filter(({ incident }) => incident === row?.stream);
  expect(await paged()).toHaveLength(0);
  await type(`/incident reopen reason:"It was not planned" incident:${row?.number ?? 0}`);
  expect(await paged()).toHaveLength(1);
});
