import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { newId } from '../../src/base/ids.ts';
import { expectOk } from '../../src/base/result.ts';
import { decideStatus } from '../../src/incidents/decide/status.ts';
import { incidentFold } from '../../src/incidents/fold.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import type { VirtualClock } from '../../src/base/clock.ts';
import { words } from './words.ts';

let clock: VirtualClock;
let bot: Bot;

beforeEach(async () => {
  clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    config: ({ ada = '', ben = '', chiara = '' }) =>
      JSON.stringify({
        people: { ada: { discord: ada }, ben: { discord: ben }, chiara: { discord: chiara } },
        permissions: { 'incident.respond': 'everybody' },
        policies: {
          checkout: {
            steps: [
              { page: ['person:ben'], wait: '5m' },
              { page: ['person:chiara'], wait: '5m' },
            ],
          },
          database: { steps: [{ page: ['person:chiara'] }] },
        },
        services: { checkout: { policy: 'checkout' }, database: { policy: 'database' } },
      }),
  });
});
afterEach(() => bot.stop());

const type = async (who: string, command: string): Promise<string> => {
  const exchange = await bot.as(who).type('#general', command);
  const answer = 'final' in exchange ? words((await exchange.final()).message) : '';
  await bot.settled();
  return answer;
};
const wait = async (minutes: number): Promise<void> => {
  for (let n = 0; n < minutes; n++) {
    await clock.advance(60_000);
    await bot.settled();
  }
};
const page = (number: number) => bot.app.oncall.pages.byNumber(number);
const stepsOf = async (number: number): Promise<number> => {
  const row = await page(number);
  const trail = await bot.app.timeline.read(row?.stream ?? '');
  return trail.filter(({ kind }) => kind === 'page.escalated').length;
};
const declare = async (): Promise<void> => {
  await type('ada', '/incident declare title:"Payments fail" severity:SEV-2 service:checkout');
  await wait(1);
};

test.each([
  ['resolve', ['/incident resolve incident:1'], 'incident 1 is resolved'],
  ['cancel', ['/incident cancel incident:1 reason:"A drill"'], 'incident 1 is cancelled'],
])('%s ends the pages of the incident in the name of who did it, and nobody is rung again', async (_, typed, how) => {
  await declare();
  expect(await page(1)).toMatchObject({ status: 'open' });
  for (const command of typed) await type('chiara', command);
  await expect.poll(() => page(1)).toMatchObject({ status: 'resolved' });
  await wait(40);
  expect(await stepsOf(1)).toBe(1);
  const trail = await type('ada', '/page status page:1');
  expect(trail).toContain(how);
  const [ended] = (await bot.app.timeline.read((await page(1))?.stream ?? '')).filter(
    ({ kind }) => kind === 'page.resolved',
  );
  expect(ended?.actor.id).toBe(bot.as('chiara').id);
});

test('a merged incident takes its pages with it, and those of the other go on', async () => {
  await declare();
  await type('ada', '/incident declare title:"Payments are slow" severity:SEV-2 service:checkout');
  await wait(1);
  await type('ada', '/incident cancel duplicate-of:1 incident:2');
  await expect.poll(() => page(2)).toMatchObject({ status: 'resolved' });
  expect(await page(1)).toMatchObject({ status: 'open' });
  expect(await type('ada', '/page status page:2')).toContain('incident 2 was merged into 1');
});

test('a reopened incident pages nobody by itself, and a page that was sent after the end stays open', async () => {
  await declare();
  await type('ada', '/incident resolve incident:1');
  await wait(1);
  await type('ada', '/incident reopen incident:1 reason:"Not over"');
  await wait(10);
  expect(await page(2)).toBeUndefined();
  await type('ada', '/incident resolve incident:1');
  await wait(1);
  const opened = await bot.app.oncall.pages.open(
    { to: { type: 'policy', key: 'checkout' }, message: 'Please look', urgency: 'high', incident: await incident() },
    { causeId: 'again', actor: { kind: 'person', id: bot.as('ada').id }, source: { kind: 'command' } },
  );
  expect(opened.ok).toBe(true);
  await pagesFollowAgain();
  expect(await page(2)).toMatchObject({ status: 'open' });
});

/** What was done and not seen to be done is done again. */
async function pagesFollowAgain(): Promise<void> {
  const done = (await bot.app.store.effects({ stream: await incident(), limit: 100 })).filter(
    ({ kind }) => kind === 'incident.keep-pages',
  );
  expect(done).not.toEqual([]);
  for (const effect of done) await bot.app.effects['incident.keep-pages']?.(effect, new AbortController().signal);
}

test('an incident that ended while it was being paged for leaves no page open, killed right then or not', async () => {
  await type('ada', '/incident declare title:"Payments fail" severity:SEV-3 service:checkout');
  const before = await bot.app.incidents.lookup.byNumber(1, operator);
  if (!before) throw new Error('There is no incident 1.');
  await type('ada', '/incident resolve incident:1');
  await wait(1);
  // It was read before the end; the process that paged died before it looked again.
  expect(expectOk(await bot.app.oncall.pageIncident({ ...before, severity: 'SEV-1' }))).toEqual([1]);
  expect(await page(1)).toMatchObject({ status: 'open' });
  await pagesFollowAgain();
  expect(await page(1)).toMatchObject({ status: 'resolved' });
});

const incident = async (): Promise<string> => (await bot.app.incidents.lookup.byNumber(1, operator))?.stream ?? '';

test('what ends an incident ends its pages, whether or not its process lives on', async () => {
  await type('ada', '/incident declare title:"Payments fail" severity:SEV-3');
  const stream = await incident();
  const { config } = bot.app.current();
  const chiara = { kind: 'person' as const, id: bot.as('chiara').id };
  await bot.app.oncall.pages.open(
    { to: { type: 'policy', key: 'checkout' }, message: 'Please look', urgency: 'high', incident: stream },
    { causeId: 'page', actor: chiara, source: { kind: 'command' } },
  );
  await wait(1);
  // Of what another timeline commits on the same record this one's listeners hear nothing: as after a kill in between.
  const { store, kinds } = bot.app;
  const cause = { causeId: 'end', actor: chiara, source: { kind: 'command' as const } };
  const ended = await createTimeline({ store, clock, kinds, newId }).change(
    stream,
    incidentFold,
    cause,
    (state, context) => decideStatus(state, { to: 'resolved', reason: '' }, config.incidents, context),
  );
  expect(ended.ok).toBe(true);
  await expect.poll(() => page(1)).toMatchObject({ status: 'resolved' });
});

test('whoever was paged and takes command has answered; anybody else has not', async () => {
  await declare();
  await type('ada', '/incident role role:commander incident:1');
  expect(await page(1)).toMatchObject({ status: 'open' });
  await type('ben', '/incident role role:commander incident:1');
  await expect.poll(() => page(1)).toMatchObject({ status: 'acknowledged', acknowledgedBy: bot.as('ben').id });
  expect(await type('ada', '/page status page:1')).toContain('by taking command of incident 1');
});

const rung = (who: string): number =>
  bot
    .as(who)
    .see(bot.as(who).directMessages().id)
    .filter((message) => words(message).includes('Page 1')).length;

test('who is in command when a step would ask them is not rung: they have it', async () => {
  await type('ben', '/incident declare title:"Payments fail" severity:SEV-3 service:checkout');
  await type('ben', '/incident role role:commander incident:1');
  await type('ada', '/incident severity level:SEV-2 incident:1');
  await expect.poll(() => page(1)).toMatchObject({ status: 'acknowledged', acknowledgedBy: bot.as('ben').id });
  await wait(10);
  expect([rung('ben'), rung('chiara')]).toEqual([0, 0]);
  expect(await type('ada', '/page status page:1')).toContain('by taking command of incident 1');
});

test('nor by a later step; what a person asks for rings them all the same', async () => {
  await declare();
  await type('chiara', '/incident role role:commander incident:1');
  expect(await page(1)).toMatchObject({ status: 'open' });
  await wait(5);
  expect(await page(1)).toMatchObject({ status: 'acknowledged', acknowledgedBy: bot.as('chiara').id });
  expect(rung('chiara')).toBe(0);
  await type('ada', '/page reassign who:policy:checkout page:1');
  await type('ada', '/page escalate page:1');
  await wait(1);
  expect(rung('chiara')).toBe(1);
});

test('to be given command answers no page', async () => {
  await declare();
  await type('ada', `/incident role role:commander person:<@${bot.as('chiara').id}> incident:1`);
  await wait(5);
  expect(await page(1)).toMatchObject({ status: 'open' });
  expect(rung('chiara')).toBe(1);
});

test('every new message of a page says the severity of now', async () => {
  await declare();
  await type('ada', '/incident severity level:SEV-1 incident:1');
  await wait(6);
  await expect.poll(() => page(1)).toMatchObject({ message: 'Incident 1 (SEV-1): Payments fail' });
  expect(await type('ada', '/page status page:1')).toContain('says now');
  await type('ada', '/page send who:ben message:"Incident 1 (SEV-2) needs you"');
  await type('ada', '/incident severity level:SEV-2 incident:1');
  await expect.poll(() => page(2)).toMatchObject({ message: 'Incident 1 (SEV-2) needs you' });
});

/** A row of the page's timeline cannot be read until `repair`. The page is acknowledged, so that no timer of its own looks. */
async function spoil(number: number): Promise<{ readonly repair: () => void }> {
  await type('ben', `/page ack page:${number}`);
  const stream = (await page(number))?.stream ?? '';
  const setData = (data: unknown): void => {
    const database = new Database(bot.databasePath);
    const { changes } = database.prepare('UPDATE entries SET data = ? WHERE stream = ? AND seq = 1').run(data, stream);
    database.close();
    expect(changes).toBe(1);
    bot.app.timeline.forget(stream);
  };
  const database = new Database(bot.databasePath, { readonly: true });
  const before: unknown = database.prepare('SELECT data FROM entries WHERE stream = ? AND seq = 1').pluck().get(stream);
  database.close();
  setData('{');
  await expect(bot.app.oncall.pages.state(stream)).rejects.toThrow('cannot be read');
  return {
    repair: () => {
      setData(before);
    },
  };
}

test('a page whose row is spoilt keeps nobody from being paged for the same incident later', async () => {
  await declare();
  const { repair } = await spoil(1);
  await type('ada', '/incident rename title:"Payments fail everywhere" incident:1');
  await wait(20);
  await type('ada', '/incident impact service:database incident:1');
  await wait(1);
  await expect.poll(() => page(2)).toMatchObject({ status: 'open', service: 'database' });
  repair();
});

test('nor does it keep the other pages from ending; its own end is tried until it can be read', async () => {
  await declare();
  await type('ada', '/incident impact service:database incident:1');
  await wait(1);
  const { repair } = await spoil(1);
  await type('ada', '/incident resolve incident:1');
  await expect.poll(() => page(2)).toMatchObject({ status: 'resolved' });
  await wait(20);
  expect(await page(1)).toMatchObject({ status: 'acknowledged' });
  repair();
  await wait(2);
  await expect.poll(() => page(1)).toMatchObject({ status: 'resolved' });
});
