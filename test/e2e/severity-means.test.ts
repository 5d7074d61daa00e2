import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';
import { operator } from '../../src/app/operator.ts';
import { words } from './words.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '', chiara = '' }) =>
      JSON.stringify({
        people: { ada: { discord: ada }, ben: { discord: ben }, chiara: { discord: chiara } },
        policies: { web: { steps: [{ page: ['person:ben'], wait: '24h' }, { page: ['person:chiara'] }] } },
        services: {
          alerted: { policy: 'web', severity: 'SEV-3', alerts: 'triage' },
          checkout: { policy: 'web' },
          search: { policy: 'web' },
          wiki: {},
        },
        incidents: { stakeholders: 'company-status' },
      }),
  });
});
afterAll(() => bot.stop());

const type = async (command: string, who = 'ada'): Promise<string> => {
  const exchange = await bot.as(who).type('#general', command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  const { message } = await exchange.final();
  const answer = `${words(message)} ${message?.embeds[0]?.footer?.text ?? ''}`;
  await bot.settled();
  return answer;
};
const severity = (number: number, level: string): Promise<string> =>
  type(`/incident severity level:${level} incident:${number}`);
const ben = (): string => `<@${bot.as('ben').id}>`;

test('a change of severity says who is paged, who is told and how often updates are due', async () => {
  await type('/incident declare title:"Payments fail" severity:SEV-3 service:checkout');
  const graver = await severity(1, 'SEV-1');
  expect(graver).toContain(`Paged now: policy **web** (${ben()})`);
  expect(graver).not.toContain(bot.as('chiara').id);
  expect(graver).toContain('Told: stakeholders in #company-status.');
  expect(graver).toContain('An update is due every 30 minutes');
  // What it says is what happens: one page, of the same person.
  expect(await bot.app.oncall.pages.recent(9)).toMatchObject([{ people: [bot.as('ben').id], service: 'checkout' }]);

  const announcement = bot
    .as('fatima')
    .see('#incidents')
    .find((message) => words(message).includes('Payments fail'));
  await (await bot.as('fatima').press(announcement?.id ?? '', 'Subscribe')).final();
  const lesser = await severity(1, 'SEV-4');
  expect(lesser).toContain('SEV-4 pages nobody by itself');
  expect(lesser).toContain('stakeholders in #company-status, 1 subscriber by direct message');
  expect(await severity(1, 'SEV-2')).toContain(`Paged before, and not again: policy **web** (${ben()})`);
  expect(await bot.app.oncall.pages.recent(9)).toHaveLength(1);
});

test('a policy that was paged for one service is not paged again for another', async () => {
  await type('/incident impact service:search incident:1');
  await severity(1, 'SEV-4');
  expect(await severity(1, 'SEV-1')).toContain('Paged before, and not again: policy **web**');
  expect(await bot.app.oncall.pages.recent(9)).toHaveLength(1);
});

test('of what is over nobody is said to be paged, and nobody is', async () => {
  await type('/incident declare title:"Search is empty" severity:SEV-3 service:search');
  await type('/incident resolve incident:2');
  const before = (await bot.app.oncall.pages.recent(9)).length;
  expect(await severity(2, 'SEV-1')).toContain('Nobody is paged: it is resolved');
  expect(await bot.app.oncall.pages.recent(9)).toHaveLength(before);
});

test('who took command and would be paged first has the page: nobody is said to be rung, and nobody is', async () => {
  await type('/incident declare title:"Carts are empty" severity:SEV-3 service:checkout');
  await type('/incident add person:ben incident:3');
  const announcement = bot
    .as('ben')
    .see('#incidents')
    .find((message) => words(message).includes('Carts are empty'));
  await (await bot.as('ben').press(announcement?.id ?? '', 'Join')).final();
  await type('/incident role role:commander incident:3', 'ben');
  const answer = await severity(3, 'SEV-1');
  expect(answer).toContain(`Nobody is rung for policy **web**: ${ben()} is in command`);
  expect(answer).not.toContain('Paged now');
  const [page] = await bot.app.oncall.pages.recent(1);
  expect(page).toMatchObject({ status: 'acknowledged' });
});

test('an alert that is over pages nobody any more: what is said to be paged now is', async () => {
  const alert = (status: 'firing' | 'resolved') =>
    bot.app.oncall.alert(
      {
        source: 'alertmanager',
        dedupKey: 'search-slow',
        status,
        summary: 'Search is slow',
        severity: 'critical',
        service: 'alerted',
        occurrence: null,
        url: null,
        labels: {},
      },
      {
        causeId: `alert:search-slow:${status}`,
        actor: { kind: 'integration', id: 'alertmanager' },
        source: { kind: 'webhook' },
      },
    );
  await alert('firing');
  await bot.settled();
  const [row] = await bot.app.incidents.lookup.list(operator, { limit: 1 });
  expect(row).toMatchObject({ title: 'Search is slow', triage: 'waiting' });
  const announcement = bot
    .as('ada')
    .see('#incidents')
    .find((message) => words(message).includes('Search is slow'));
  await (await bot.as('ada').press(announcement?.id ?? '', 'Accept')).final();
  await bot.settled();
  await alert('resolved');
  await bot.settled();
  const before = (await bot.app.oncall.pages.recent(20)).length;
  expect(await severity(row?.number ?? 0, 'SEV-1')).toContain('Paged now: policy **web**');
  expect(await bot.app.oncall.pages.recent(20)).toHaveLength(before + 1);
});

test.each([
  ['service:wiki', 'none of its services has an escalation policy', true],
  ['kind:drill service:checkout', 'Nobody is paged: it is a drill', false],
  ['triage:True service:checkout', 'Nobody is paged before it is accepted', false],
  ['private:True service:wiki', 'none of its services has an escalation policy', false],
])('declared with %s: %s', async (more, said, told) => {
  await type(`/incident declare title:"Another" severity:SEV-3 ${more}`);
  const [newest] = await bot.app.incidents.lookup.list(
    { id: 'x', name: 'x', roleIds: [], permissions: new Set(['incident.private']) },
    { limit: 1 },
  );
  const answer = await severity(newest?.number ?? 0, 'SEV-1');
  expect(answer).toContain(said);
  expect(answer).toContain(told ? 'stakeholders in #company-status' : 'Nobody else is told');
});
