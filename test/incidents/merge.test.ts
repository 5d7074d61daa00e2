import { expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, STRANGER, textOf, working } from './desk.ts';

/** Alice takes part in both; who is in the duplicate comes along. */
async function twoIncidents(more: Record<string, string | boolean> = {}) {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout is down', severity: 'SEV-1', ...more });
  await desk.as(BOB).type('incident declare', { title: 'Shop is broken', severity: 'SEV-2' });
  await alice.press('incident.join', ['2']);
  return { desk, alice, bob: desk.as(BOB) };
}
const MERGE = { 'duplicate-of': '1', incident: '2' };

test('who took part in a duplicate may work in the incident that it was merged into', async () => {
  const { alice, bob } = await twoIncidents();
  const note = { text: 'The bank says it is them', incident: '1' };
  expect(textOf(await bob.type('incident note', note))).toContain('permission/missing');
  expect((await alice.type('incident cancel', MERGE)).ok).toBe(true);
  expect((await bob.type('incident note', note)).ok).toBe(true);
});

test('a private incident exists for who took part in its duplicate, and for nobody else', async () => {
  const { desk, alice, bob } = await twoIncidents({ private: true });
  expect((await bob.type('incident show', { incident: '1' })).ok).toBe(false);
  expect((await alice.type('incident cancel', MERGE)).ok).toBe(true);
  expect(textOf(await bob.type('incident show', { incident: '1' }))).toContain('Checkout is down');
  expect(textOf(await bob.type('incident list'))).toContain('Checkout is down');
  expect((await desk.as(STRANGER).type('incident show', { incident: '1' })).ok).toBe(false);
});

test('tasks that moved are reminded of where the work goes on, and ticked off there only', async () => {
  const { desk, alice, bob } = await twoIncidents();
  const [target, duplicate] = ['200000000000000001', '200000000000000002'];
  await openChannel(desk, 1, target);
  await openChannel(desk, 2, duplicate);
  await alice.type('incident task', { text: 'Fail over', incident: '1' });
  await bob.type('incident task', { text: 'Ask the carrier', incident: '2' });
  await bob.type('incident task', { text: 'Call the bank', due: 'in 20 min', incident: '2' });
  expect((await alice.type('incident cancel', MERGE)).ok).toBe(true);
  const { posts, worker } = working(desk);
  await desk.clock.advance(21 * 60_000);
  const reminders = () => posts().filter((text) => /is due.*Call/.test(text));
  await expect.poll(() => reminders().join()).toContain(target);
  expect(reminders()).toHaveLength(1);
  expect(reminders().join()).toContain('["1","3"]');
  expect(textOf(await bob.press('incident.task.done', ['2', '2']))).toContain('merged into incident 1');
  expect((await bob.press('incident.task.done', ['1', '3'])).ok).toBe(true);
  await worker.stop();
});

test('an incident does not end in one that waits for triage: that is accepted first, or merged the other way', async () => {
  const { alice } = await twoIncidents({ triage: true });
  const refused = textOf(await alice.type('incident cancel', MERGE));
  expect(refused).toContain('merge/waiting: Incident 1 waits for triage');
  expect(refused).toContain('merge it into incident 2');
  await alice.press('incident.triage.accept', ['1']);
  expect((await alice.type('incident cancel', MERGE)).ok).toBe(true);
});

test('the channel of a private incident is not named in that of its duplicate, which everybody reads', async () => {
  const [hidden, open] = ['200000000000000001', '200000000000000002'];
  const { desk, alice } = await twoIncidents({ private: true });
  await openChannel(desk, 1, hidden);
  await openChannel(desk, 2, open);
  await alice.type('incident cancel', MERGE);
  const posts = await desk.store.effects({ kind: 'message.post', limit: 50 });
  const said = posts.map(({ payload }) => JSON.stringify(payload)).filter((payload) => payload.includes(open));
  expect(said.join().replaceAll('","', '')).toContain('a duplicate of incident 1: go on there.');
  expect(said.join()).not.toContain(hidden);
});
