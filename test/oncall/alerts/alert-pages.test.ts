import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import type { Alert } from '../../../src/oncall/alerts/alert.ts';
import type { Cause } from '../../../src/timeline/cause.ts';
import { ALICE, openDesk, replyText } from '../desk.ts';

type Desk = ReturnType<typeof openDesk>;
let desk: Desk | undefined;
const MINUTE = 60_000;
const open = (): Desk =>
  (desk = openDesk({
    policies: { checkout: { acknowledgeTimeout: '30m', steps: [{ page: ['person:alice'], wait: '24h' }] } },
    services: { checkout: { policy: 'checkout' }, search: {} },
  }));
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
