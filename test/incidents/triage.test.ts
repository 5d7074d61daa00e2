import { expect, test } from 'vitest';
import { ALICE, BOB, type Desk, openChannel, openDesk, STRANGER, textOf, working } from './desk.ts';

const MINUTE_MS = 60_000;
const STAKEHOLDERS = 'company-status';

function opened() {
  const desk = openDesk({ config: { stakeholders: STAKEHOLDERS } });
  return { desk, alice: desk.as(ALICE), bob: desk.as(BOB) };
}

/** What the stakeholders' channel, or a person by direct message, was told so far. */
async function told(desk: Desk, to: string): Promise<readonly string[]> {
  const kind = to === STAKEHOLDERS ? 'message.post' : 'direct-message.send';
  const sent = await desk.store.effects({ kind, limit: 50 });
  return sent
    .map(({ payload }) => JSON.stringify(payload).replaceAll('","', ''))
    .filter((payload) => payload.includes(to));
}
const headsOf = async (desk: Desk, number: number) => {
  const stream = await desk.streamOf(number);
  return (await desk.store.effects({ kind: 'head.record', limit: 9 })).filter(
    ({ payload }) => JSON.stringify(payload) === JSON.stringify({ stream }),
  );
};
const declared = { title: 'Shop is slow', severity: 'SEV-2' };

test('stakeholders hear of what waited for triage when it is accepted; of what is declined never', async () => {
  const { desk, alice, bob } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await bob.press('incident.subscribe', ['1']);
  await alice.type('incident update', { conditions: 'Looking', incident: '1' });
  await alice.type('incident severity', { level: 'SEV-1', incident: '1' });
  expect(await told(desk, STAKEHOLDERS)).toEqual([]);
  await alice.press('incident.triage.accept', ['1']);
  expect((await told(desk, STAKEHOLDERS)).join()).toContain('Accepted as an incident: ');
  expect((await told(desk, BOB)).join()).toContain('Accepted as an incident: ');

  await alice.type('incident declare', { title: 'Probe fails', severity: 'SEV-1', triage: true });
  await bob.press('incident.subscribe', ['2']);
  await alice.press('incident.triage.declined', ['2'], { reason: ['The probe was wrong'] });
  expect((await told(desk, BOB)).join()).toContain('no incident: The probe was wrong');
  expect((await told(desk, STAKEHOLDERS)).join()).not.toContain('Probe');
});

test('what was declined and is reopened is an incident: stakeholders hear of it', async () => {
  const { desk, alice } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await alice.press('incident.triage.declined', ['1'], { reason: ['A planned change'] });
  await alice.type('incident reopen', { reason: 'It was not planned', incident: '1' });
  expect((await told(desk, STAKEHOLDERS)).join()).toContain('It was not planned');
});

test('a merged duplicate says so to its own audience and to that of the incident that goes on, whose it is then', async () => {
  const { desk, alice, bob } = opened();
  await alice.type('incident declare', { title: 'Checkout is down', severity: 'SEV-1' });
  await alice.type('incident declare', declared);
  await bob.press('incident.subscribe', ['2']);
  await desk.as(STRANGER).press('incident.subscribe', ['1']);
  await alice.type('incident cancel', { 'duplicate-of': '1', incident: '2' });
  expect((await told(desk, STAKEHOLDERS)).join()).toContain('It is a duplicate of incident 1');
  expect((await told(desk, BOB)).join()).toContain('It is a duplicate of incident 1');
  expect((await told(desk, STRANGER)).join()).toContain('Incident 2 was a duplicate of this one');
  await alice.type('incident update', { conditions: 'Failing over', incident: '1' });
  expect((await told(desk, BOB)).join()).toContain('Failing over');
});

test('who subscribed to a duplicate hears the number alone of a private incident that it is merged into', async () => {
  const { desk, alice, bob } = opened();
  await alice.type('incident declare', { title: 'Passwords leaked', severity: 'SEV-1', private: true });
  await alice.type('incident declare', declared);
  await bob.press('incident.subscribe', ['2']);
  await alice.type('incident cancel', { 'duplicate-of': '1', incident: '2' });
  await alice.type('incident update', { conditions: 'Rotating all of them', incident: '1' });
  const all = [...(await told(desk, BOB)), ...(await told(desk, STAKEHOLDERS))].join();
  expect(all).toContain('a duplicate of private incident 1');
  expect(all).not.toContain('Passwords leaked');
  expect(all).not.toContain('Rotating');
});

test('of what is declined or merged, too, a head is kept outside', async () => {
  const { desk, alice } = opened();
  await alice.type('incident declare', { title: 'Checkout is down', severity: 'SEV-1' });
  await alice.type('incident declare', { ...declared, triage: true });
  await alice.type('incident declare', declared);
  await alice.press('incident.triage.declined', ['2'], { reason: ['A planned change'] });
  await alice.type('incident cancel', { 'duplicate-of': '1', incident: '3' });
  expect(await headsOf(desk, 1)).toHaveLength(0);
  expect(await headsOf(desk, 2)).toHaveLength(1);
  expect(await headsOf(desk, 3)).toHaveLength(1);
});

test('nobody is reminded while it waits for triage; from its acceptance on they are', async () => {
  const { desk, alice } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await openChannel(desk, 1, '200000000000000001');
  // Both arm the timers anew.
  await alice.type('incident severity', { level: 'SEV-1', incident: '1' });
  await alice.type('incident update', { conditions: 'Looking', incident: '1' });
  const { posts, worker } = working(desk);
  const reminders = () => posts().filter((post) => /An update is due|Nobody is in command/.test(post));
  await desk.clock.advance(200 * MINUTE_MS);
  expect(reminders()).toEqual([]);
  await alice.press('incident.triage.accept', ['1']);
  await desk.clock.advance(11 * MINUTE_MS);
  await expect.poll(() => reminders().join()).toContain('Nobody is in command');
  expect(reminders().join()).not.toContain('An update is due');
  await desk.clock.advance(20 * MINUTE_MS);
  await expect.poll(() => reminders().join()).toContain('An update is due');
  await worker.stop();
});

test('no update is due of what was over when it was written down', async () => {
  const { desk, alice } = opened();
  await alice.type('incident declare', { ...declared, kind: 'backfilled' });
  await openChannel(desk, 1, '200000000000000001');
  const { posts, worker } = working(desk);
  await desk.clock.advance(200 * MINUTE_MS);
  expect(posts()).toEqual([]);
  expect(JSON.stringify(await desk.incidents.boards.card(await desk.streamOf(1)))).not.toContain('Next update');
  await worker.stop();
});

test('what was cancelled while it waited can no longer be accepted, and does not say so', async () => {
  const { desk, alice } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await openChannel(desk, 1, '200000000000000001');
  const card = async () => JSON.stringify(await desk.incidents.boards.card(await desk.streamOf(1)));
  expect(await card()).toContain('incident.triage.accept');
  await alice.type('incident cancel', { reason: 'A planned change', incident: '1' });
  expect(await card()).not.toContain('incident.triage.accept');
  expect(await card()).toContain('A planned change');
});

test('what waits is accepted, declined or ended by who declared it and who may triage, by no other way round either', async () => {
  const { desk, alice, bob } = opened();
  await alice.type('incident declare', { title: 'Checkout is down', severity: 'SEV-1' });
  await alice.type('incident declare', { ...declared, triage: true });
  await bob.press('incident.join', ['1']);
  await bob.press('incident.join', ['2']);
  const before = (await desk.entries(2)).length;
  const tried = [
    bob.press('incident.triage.accept', ['2']),
    bob.press('incident.triage.declined', ['2'], { reason: ['x'] }),
    bob.type('incident cancel', { reason: 'x', incident: '2' }),
    bob.type('incident cancel', { 'duplicate-of': '1', incident: '2' }),
    bob.type('incident resolve', { incident: '2' }),
    bob.press('incident.status.submit', ['2'], { to: ['cancelled'], reason: ['x'] }),
    bob.press('incident.cancel.submit', ['2'], { reason: ['x'] }),
  ];
  for (const attempt of tried) expect(textOf(await attempt)).toContain('triage/stranger');
  expect((await desk.entries(2)).length).toBe(before);
  // What they may: say how far they are.
  expect((await bob.type('incident status', { to: 'identified', incident: '2' })).ok).toBe(true);
  expect((await alice.press('incident.triage.accept', ['2'])).ok).toBe(true);
  expect((await bob.type('incident cancel', { reason: 'A probe', incident: '2' })).ok).toBe(true);
});

test('what was declined is reopened by who may decide alone, and is an incident by the record then', async () => {
  const { desk, alice, bob } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await bob.press('incident.join', ['1']);
  await alice.press('incident.triage.declined', ['1'], { reason: ['A planned change'] });
  const why = { reason: 'It was not planned', incident: '1' };
  expect(textOf(await bob.type('incident reopen', why))).toContain('triage/stranger: Incident 1 was declined');
  expect(textOf(await bob.press('incident.reopen.ask', ['1']))).toContain('triage/stranger');
  expect((await alice.type('incident reopen', why)).ok).toBe(true);
  expect((await desk.entries(1)).slice(-2)).toMatchObject([
    { kind: 'status.changed', data: { to: 'investigating' } },
    { kind: 'incident.triaged', data: { accepted: true } },
  ]);
});

test('what is resolved while it waits is accepted by that: it is counted', async () => {
  const { desk, alice, bob } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await bob.press('incident.join', ['1']);
  expect(textOf(await bob.type('incident resolve', { incident: '1' }))).toContain('triage/stranger');
  expect(textOf(await bob.press('incident.resolve.ask', ['1']))).toContain('triage/stranger');
  await desk.clock.advance(30 * MINUTE_MS);
  await alice.type('incident resolve', { incident: '1' });
  const row = await desk.incidents.lookup.byNumber(1, alice.context().viewer);
  expect(row).toMatchObject({ triage: 'accepted', status: 'resolved' });
  expect((await told(desk, STAKEHOLDERS)).join()).toContain('Resolved');
});

test('what is accepted already says so to everybody: it does not wait, and takes no permission any more', async () => {
  const { alice, bob } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await alice.press('incident.triage.accept', ['1']);
  const tried = ['accept', 'decline', 'declined'].map((way) =>
    bob.press(`incident.triage.${way}`, ['1'], { reason: ['x'] }),
  );
  for (const attempt of tried) expect(textOf(await attempt)).toContain('triage/done: Incident 1 is accepted already');
});

test('nobody fills in a form to cancel what is not theirs to decide', async () => {
  const { alice, bob } = opened();
  await alice.type('incident declare', { ...declared, triage: true });
  await bob.press('incident.join', ['1']);
  expect(textOf(await bob.press('incident.cancel.ask', ['1']))).toContain('triage/stranger');
  expect((await alice.press('incident.cancel.ask', ['1'])).ok).toBe(true);
});
