import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import type { Alert } from '../../../src/oncall/alerts/alert.ts';
import type { Cause } from '../../../src/timeline/cause.ts';
import { ALICE, BOB, openDesk, replyText } from '../desk.ts';

type Desk = ReturnType<typeof openDesk>;
let desk: Desk | undefined;
const MINUTE = 60_000;
const CONFIG: Parameters<typeof openDesk>[0] = {
  policies: { checkout: { acknowledgeTimeout: '30m', steps: [{ page: ['person:alice'], wait: '24h' }] } },
  services: { checkout: { policy: 'checkout' }, search: {} },
};
const open = (...[config, options]: Partial<Parameters<typeof openDesk>>): Desk =>
  (desk = openDesk({ ...CONFIG, ...config }, options));
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const down: Alert = {
  source: 'alertmanager',
  dedupKey: 'down',
  status: 'firing',
  summary: 'Checkout is down',
  severity: 'critical',
  service: 'checkout',
  occurrence: '10:00',
  url: null,
  labels: {},
};
let calls = 0;
/** As the webhook does: the same message has the same cause. */
async function say(desk: Desk, more: Partial<Alert> = {}): Promise<string> {
  const alert = { ...down, ...more };
  const cause: Cause = {
    causeId: `alert:${alert.dedupKey}:${alert.status}:${alert.occurrence ?? ++calls}`,
    actor: { kind: 'integration', id: alert.source },
    source: { kind: 'webhook' },
  };
  const taken = expectOk(await desk.oncall.alert(alert, cause));
  await desk.advance(0);
  return taken.outcome === 'ignored' ? taken.outcome : `${taken.outcome} ${taken.page}`;
}

test('twenty reports of one problem in the same moment are one page', async () => {
  const desk = open();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => say(desk, { occurrence: null })));
  expect(outcomes.filter((outcome) => outcome === 'paged 1')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'joined 1')).toHaveLength(19);
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1']);
});

test('its end resolves a page that nobody has, and its return is a new page', async () => {
  const desk = open();
  expect(await say(desk)).toBe('paged 1');
  expect(await say(desk, { status: 'resolved' })).toBe('resolved 1');
  expect(await say(desk, { status: 'resolved' })).toBe('ignored');
  expect(await say(desk, { occurrence: '11:00' })).toBe('paged 2');
});

test('what comes late and once more, after its end, pages nobody', async () => {
  const desk = open();
  await say(desk);
  await say(desk, { status: 'resolved' });
  desk.told();
  expect(await say(desk)).toBe('joined 1');
  expect(desk.told()).toEqual([]);
  expect(await desk.oncall.pages.live()).toEqual([]);
});

test('who has the page is told that the alert has ended and that it is back; the machine changes nothing', async () => {
  const desk = open();
  await say(desk);
  expectOk(await desk.as(ALICE).type('page ack'));
  expect(await say(desk, { status: 'resolved' })).toBe('told 1');
  await desk.advance(0);
  expect(desk.shows()[0]).toContain('Acknowledged by alice; the alert has ended');
  expect(await say(desk, { occurrence: '11:00' })).toBe('joined 1');
  await desk.advance(0);
  expect(desk.shows()[0]).not.toContain('has ended');
  expect((await desk.oncall.pages.live())[0]?.acknowledgedBy).toBe(ALICE);
  const trail = replyText(await desk.as(ALICE).type('page status', { page: 1 }));
  expect(trail.match(/alert said/g)).toHaveLength(2);
});

test('an acknowledgement that runs out after the alert has ended wakes nobody', async () => {
  const desk = open();
  await say(desk);
  expectOk(await desk.as(ALICE).type('page ack'));
  await say(desk, { status: 'resolved' });
  desk.told();
  await desk.advance(31 * MINUTE);
  expect(desk.told()).toEqual([]);
  expect(await desk.oncall.pages.live()).toEqual([]);
});

test('a person who resolves what goes on is believed for an hour', async () => {
  const desk = open();
  await say(desk);
  expectOk(await desk.as(ALICE).type('page resolve'));
  desk.told();
  await desk.advance(59 * MINUTE);
  await say(desk);
  expect(desk.told()).toEqual([]);
  await desk.advance(MINUTE);
  expect(await say(desk)).toBe('paged 2');
  expect(await say(desk)).toBe('joined 2');
  expect(desk.told()).toEqual(['13:00:00 alice: Page 2']);
});

test('that hour holds, too, for what does not say when it began, until it has ended or is graver', async () => {
  const desk = open();
  const warns = { occurrence: null, severity: 'warning' } as const;
  const resolvedByAlice = async (): Promise<void> => {
    expectOk(await desk.as(ALICE).type('page resolve'));
  };
  await say(desk, warns);
  await resolvedByAlice();
  await desk.advance(59 * MINUTE);
  expect(await say(desk, warns)).toBe('joined 1');
  expect(await desk.oncall.pages.live()).toEqual([]);
  await desk.advance(MINUTE);
  expect(await say(desk, warns)).toBe('paged 2');
  await resolvedByAlice();
  expect(await say(desk, { occurrence: null })).toBe('paged 3');
  await resolvedByAlice();
  expect(await say(desk, { occurrence: null })).toBe('joined 3');
  // The machine agrees: what it says next is news.
  expect(await say(desk, { occurrence: null, status: 'resolved' })).toBe('ignored');
  expect(await say(desk, { occurrence: null })).toBe('paged 4');
  expectOk(await desk.as(ALICE).type('page ack'));
  expect(await say(desk, { occurrence: null, status: 'resolved' })).toBe('told 4');
  await resolvedByAlice();
  expect(await say(desk, { occurrence: null })).toBe('paged 5');
});

test('an alert whose page was merged is that of the page which goes on; only a person resolves that', async () => {
  const desk = open();
  const disk = { dedupKey: 'disk', occurrence: null };
  const as = desk.as(ALICE);
  expect(await say(desk)).toBe('paged 1');
  expect(await say(desk, disk)).toBe('paged 2');
  expectOk(await as.type('page send', { who: 'person:alice', message: 'All of it is slow', urgency: 'high' }));
  expectOk(await as.type('page merge', { page: 1, into: 2 }));
  expectOk(await as.type('page merge', { page: 2, into: 3 }));
  expectOk(await as.type('page ack', { page: 3 }));
  await desk.advance(20 * MINUTE);
  expect(await say(desk, disk)).toBe('joined 3');
  expect(await say(desk, { occurrence: '10:20' })).toBe('joined 3');
  expectOk(await as.type('page snooze', { page: 3, for: '2h' }));
  expect(await say(desk, { status: 'resolved' })).toBe('told 3');
  expect((await desk.oncall.pages.live()).map(({ number, status }) => [number, status])).toEqual([[3, 'snoozed']]);
  expect(replyText(await as.type('page status', { page: 3 }))).toContain('one of its alerts has ended');
  await desk.advance(60 * MINUTE);
  // The hour of the merge is over, and somebody is still at work on it.
  expect(await say(desk, disk)).toBe('joined 3');
  expectOk(await as.type('page resolve', { page: 3 }));
  await desk.advance(60 * MINUTE);
  expect(await say(desk, disk)).toBe('paged 4');
});

const warning: Partial<Alert> = { severity: 'warning', summary: 'Disk 70 % full' };
const critical: Partial<Alert> = { summary: 'Checkout is DOWN', occurrence: '10:05' };

test('a warning that becomes critical asks from the first step with high urgency, whoever was not told of the warning', async () => {
  const rules = { high: ['now discord'], low: [] };
  const desk = open({
    people: {
      alice: { discord: ALICE, rules },
      bob: { discord: BOB, quietHours: { from: '00:00', to: '23:59', urgencies: ['low'] } },
    },
    policies: { checkout: { steps: ['alice', 'bob'].map((who) => ({ page: [`person:${who}`], wait: '24h' })) } },
  });
  expect(await say(desk, warning)).toBe('paged 1');
  desk.told();
  await desk.advance(5 * MINUTE);
  expect(await say(desk, critical)).toBe('raised 1');
  expect(desk.told()).toEqual(['12:05:00 alice: Page 1']);
  expect(await desk.oncall.pages.live()).toMatchObject([{ urgency: 'high', message: 'Checkout is DOWN' }]);
  expect(replyText(await desk.as(ALICE).type('page status', { page: 1 }))).toMatch(/is urgent now: Checkout is DOWN/);
  // Said again, and graver no longer, it stays as it is.
  expect(await say(desk, critical)).toBe('joined 1');
  expect(await say(desk, { ...warning, occurrence: '10:10' })).toBe('joined 1');
  expect(await desk.oncall.pages.live()).toMatchObject([{ urgency: 'high', message: 'Checkout is DOWN' }]);
  expect(desk.told()).toEqual([]);
  // Late and once more, after its end, it pages nobody.
  expect(await say(desk, { status: 'resolved' })).toBe('resolved 1');
  expect(await say(desk, critical)).toBe('joined 1');
  expect(await desk.oncall.pages.live()).toEqual([]);
});

test('who has the page of what becomes critical is told and keeps it; put off, it comes back', async () => {
  const desk = open();
  await say(desk, warning);
  expectOk(await desk.as(BOB).type('page ack', { page: 1 }));
  desk.told();
  expect(await say(desk, critical)).toBe('raised 1');
  expect(desk.told()).toEqual(['12:00:00 bob: Page 1']);
  expect((await desk.oncall.pages.live())[0]).toMatchObject({ acknowledgedBy: BOB, urgency: 'high' });
  expect(desk.shows().at(-1)).toContain('Acknowledged by bob');
  await say(desk, { ...warning, dedupKey: 'other' });
  expectOk(await desk.as(ALICE).type('page snooze', { page: 2, for: '2h' }));
  desk.told();
  expect(await say(desk, { ...critical, dedupKey: 'other' })).toBe('raised 2');
  expect(desk.told()).toEqual(['12:00:00 alice: Page 2']);
});

test('a machine that has the page of what becomes critical does not keep it', async () => {
  const desk = open();
  await say(desk, warning);
  expect(await say(desk, { ...warning, status: 'acknowledged' })).toBe('acknowledged 1');
  desk.told();
  expect(await say(desk, critical)).toBe('raised 1');
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1']);
  expect((await desk.oncall.pages.live())[0]).toMatchObject({ status: 'open', acknowledgedBy: null });
});

test('what pages nobody is told in on-call’s channel, once a day a service', async () => {
  const desk = open();
  for (const service of ['search', 'search', 'unheard-of', null]) {
    expect(await say(desk, { service, occurrence: null })).toBe('ignored');
  }
  const said = (): string[] => desk.told().map((line) => line.replace(/ It said:$/, ''));
  expect(said()).toEqual([
    '12:00:00 #incidents: An alert of alertmanager pages nobody: search has no policy in muster.yaml. Give that service a policy in muster.yaml, or the alert a label service that has one.',
    '12:00:00 #incidents: An alert of alertmanager pages nobody: unheard-of has no policy in muster.yaml. Give that service a policy in muster.yaml, or the alert a label service that has one.',
    '12:00:00 #incidents: An alert of alertmanager pages nobody: it names no service. Give it a label service.',
  ]);
  await desk.advance(24 * 60 * MINUTE);
  await say(desk, { service: 'search', occurrence: null });
  expect(said()).toHaveLength(1);
});
