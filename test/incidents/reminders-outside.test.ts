import { expect, test } from 'vitest';
import { ALICE, BOB, type Desk, openChannel, openDesk, STRANGER, textOf, working } from './desk.ts';

const CHANNEL = '200000000000000001';
const DAY_MS = 86_400_000;

/** A resolved and closed incident whose channel is deleted a day later; a follow-up of Bob's and one of nobody's stay open. */
async function withoutChannel(more: Record<string, string | boolean> = {}) {
  const desk = openDesk({ config: { deleteChannelsAfterDays: 1 } });
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Keys leaked', severity: 'SEV-1', ...more });
  await openChannel(desk, 1, CHANNEL);
  await alice.type('incident task', {
    text: 'Rotate them',
    person: BOB,
    due: 'in 3 h',
    'follow-up': true,
    incident: '1',
  });
  await alice.type('incident task', { text: 'Say so', due: 'in 3 h', 'follow-up': true, incident: '1' });
  await alice.type('incident resolve', { incident: '1' });
  await alice.press('incident.close.submit', ['1']);
  await deleted(desk);
  const { posted, worker } = working(desk);
  const told = (): readonly string[] =>
    posted
      .filter(({ kind, payload }) => /is due|was due/.test(JSON.stringify(payload)) && /message/.test(kind))
      .map(({ payload }) => JSON.stringify(payload).replaceAll('","', ''));
  return { desk, alice, told, worker };
}
async function deleted(desk: Desk): Promise<void> {
  expect((await desk.incidents.capture.channelDeleted(CHANNEL)).ok).toBe(true);
}

test('once the channel is gone, who has the task is reminded by direct message, and of nobody’s the announcements say so', async () => {
  const { desk, told, worker } = await withoutChannel();
  await desk.clock.advance(3 * 3_600_000 + 1000);
  await expect.poll(told).toHaveLength(2);
  const [first = '', second = ''] = [...told()].sort((a, b) => Number(b.includes(BOB)) - Number(a.includes(BOB)));
  expect(first).toMatch(new RegExp(`"person":"${BOB}.*Rotate them.*incident.task.done.*Incident 1: Keys leaked`));
  expect(second).toMatch(/"channel":"incidents.*Say so.*Incident 1: Keys leaked/);
  await desk.clock.advance(6 * DAY_MS);
  await expect.poll(() => told().join()).toContain('The postmortem of incident 1 was due');
  await worker.stop();
});

test('what is due while the channel is not open yet reaches who has the task, too', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Keys leaked', severity: 'SEV-1' });
  await desk.as(ALICE).type('incident task', { text: 'Rotate them', person: BOB, due: 'in 5 min', incident: '1' });
  const { posted, worker } = working(desk);
  await desk.clock.advance(5 * 60_000);
  await expect.poll(() => JSON.stringify(posted)).toMatch(new RegExp(`"person":"${BOB}".*Rotate them`));
  await worker.stop();
});

test('of a private incident those alone hear who are part of it', async () => {
  const { desk, told, worker } = await withoutChannel({ private: true });
  await desk.clock.advance(3 * 3_600_000 + 1000);
  await expect.poll(told).toHaveLength(2);
  // Bob was let in when he was given the task; what nobody has is its declarer's to know.
  const recipients = told().map((message) => /"person":"(\d+)message/.exec(message)?.[1]);
  expect(recipients.toSorted()).toEqual([ALICE, BOB]);
  expect(told().join()).not.toContain('"channel"');
  await worker.stop();
});

test('who is reminded may tick it off where no channel is', async () => {
  const { desk } = await withoutChannel();
  expect(textOf(await desk.as(STRANGER).press('incident.task.done', ['1', '1']))).toContain('task/stranger');
  expect(textOf(await desk.as(BOB).press('incident.task.done', ['1', '2']))).toContain('task/stranger');
  expect((await desk.as(BOB).press('incident.task.done', ['1', '1'])).ok).toBe(true);
});

test('a channel that somebody deletes is on record; what is not over goes on in a new one', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-3' });
  await openChannel(desk, 1, CHANNEL);
  const opening = () => desk.store.effects({ kind: 'channel.open', limit: 9 });
  const before = (await opening()).map(({ id }) => id);
  await deleted(desk);
  expect((await desk.incidents.capture.channelDeleted(CHANNEL)).ok).toBe(false);
  expect((await desk.entries(1)).at(-1)).toMatchObject({ kind: 'channel.lost', data: { channel: CHANNEL } });
  const anew = (await opening()).filter(({ id }) => !before.includes(id));
  expect(anew).toHaveLength(1);
  if (anew[0]) await desk.incidents.results.channelOpened(anew[0], '200000000000000002');
  expect((await desk.incidents.boards.card(await desk.streamOf(1)))?.channel).toBe('200000000000000002');
});
