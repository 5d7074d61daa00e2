import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { countChannels } from '../../src/incidents/channel-count.ts';
import { ALICE, openChannel, openDesk, rawOf, START, STRANGER, textOf, working } from './desk.ts';

const CHANNEL = '200000000000000001';
const DAY = 86_400_000;

async function closed(days: number, { absent = false } = {}) {
  const desk = openDesk({ config: { deleteChannelsAfterDays: days } });
  await desk.as(ALICE).type('incident declare', { title: 'Slow', severity: 'SEV-3' });
  await openChannel(desk, 1, CHANNEL);
  const alice = desk.as(ALICE, CHANNEL);
  await alice.type('incident resolve');
  await alice.press('incident.close.submit', ['1']);
  const away = { now: false };
  const { posts, posted, worker } = working(desk, { absent, away });
  const deletions = () => posted.filter(({ kind }) => kind === 'channel.delete').map(({ payload }) => payload);
  const armed = (step: 'near' | 'due') =>
    desk.store.effects({ kind: `incident.deletion-${step}`, state: 'pending', limit: 9 });
  const card = async () => JSON.stringify((await desk.incidents.boards.card(await desk.streamOf(1)))?.message ?? null);
  const warnings = () => posts().filter((post) => post.includes('will be deleted'));
  return { desk, alice, posts, warnings, deletions, armed, away, worker, card };
}

test('so many days after closing the channel is deleted: told before, exported and verified first, and recorded', async () => {
  const { desk, warnings, deletions, armed, worker, card } = await closed(3);
  expect(await card()).toContain('will be deleted');
  await desk.clock.advance(2 * DAY - 1000);
  expect(deletions()).toEqual([]);
  await desk.clock.advance(2000);
  await expect.poll(warnings).toHaveLength(1);
  await expect.poll(() => armed('due')).toHaveLength(1);
  expect(deletions()).toEqual([]);
  await desk.clock.advance(DAY);
  await expect.poll(deletions).toHaveLength(1);
  const last = (await desk.entries(1)).findLast(({ kind }) => kind === 'status.changed');
  expect(deletions()).toMatchObject([{ channelId: CHANNEL }]);
  const [effect] = await desk.store.effects({ kind: 'channel.delete', limit: 1 });
  const payload = deletions()[0] as { channelId: string; seq: number; hash: string };
  expect(payload.seq).toBeGreaterThanOrEqual(last?.seq ?? 0);
  if (effect) expectOk(await desk.incidents.results.channelDeleted(effect, payload));
  expect((await desk.entries(1)).at(-1)).toMatchObject({
    kind: 'channel.deleted',
    data: { channel: CHANNEL, seq: payload.seq, hash: payload.hash },
  });
  expect(await card()).toBe('null');
  await worker.stop();

  expect(rawOf(await desk.as(ALICE).type('incident reopen', { reason: 'Back', incident: '1' }))).toContain(
    'investigating',
  );
  expect(await desk.store.effects({ kind: 'channel.open', state: 'pending', limit: 9 })).toHaveLength(1);
});

test('after an absence over the whole time, people are told and have their day before the channel is deleted', async () => {
  const { desk, warnings, deletions, armed, worker, card } = await closed(3, { absent: true });
  await desk.clock.advance(10 * DAY);
  worker.start();
  await expect.poll(warnings).toHaveLength(1);
  await expect.poll(() => armed('due')).toMatchObject([{ dueAt: START + 11 * DAY }]);
  expect(await card()).toContain(String(START + 11 * DAY));
  await desk.clock.advance(DAY - 2000);
  await expect.poll(async () => desk.store.effects({ state: 'running', limit: 9 })).toEqual([]);
  expect(deletions()).toEqual([]);
  await desk.clock.advance(2000);
  await expect.poll(deletions).toHaveLength(1);
  expect(warnings()).toHaveLength(1);
  await worker.stop();
});

test('a day counts from when the channel was told, however long Discord was away', async () => {
  const { desk, warnings, deletions, armed, worker, away } = await closed(3);
  away.now = true;
  await desk.clock.advance(5 * DAY);
  await expect.poll(() => armed('near')).toEqual([]);
  expect(await armed('due')).toEqual([]);
  away.now = false;
  await desk.clock.advance(DAY / 2);
  await expect.poll(warnings).toHaveLength(1);
  await expect.poll(() => armed('due')).toHaveLength(1);
  const [due] = await armed('due');
  expect(due?.dueAt).toBeGreaterThan(START + 6 * DAY);
  expect(deletions()).toEqual([]);
  await worker.stop();
});

test('a number of days that comes later, or gets shorter, counts for channels closed before; each is told a day before', async () => {
  const { desk, warnings, deletions, armed, worker, card } = await closed(0);
  await desk.clock.advance(40 * DAY);
  await desk.incidents.armDeletions();
  expect(await armed('near')).toEqual([]);
  desk.config.deleteChannelsAfterDays = 60;
  await desk.incidents.armDeletions();
  await desk.incidents.armDeletions();
  expect(await armed('near')).toMatchObject([{ dueAt: START + 59 * DAY }]);
  desk.config.deleteChannelsAfterDays = 30;
  expect(await card()).toContain(String(START + 60 * DAY));
  await desk.incidents.armDeletions();
  await desk.clock.advance(0);
  await expect.poll(warnings).toHaveLength(1);
  await expect.poll(() => armed('due')).toMatchObject([{ dueAt: START + 41 * DAY }]);
  await desk.incidents.armDeletions();
  await desk.clock.advance(DAY);
  await expect.poll(deletions).toHaveLength(1);
  expect(warnings()).toHaveLength(1);
  await worker.stop();
});

test('without a number of days nothing is deleted, nor told', async () => {
  const { desk, deletions, posts, card, worker } = await closed(0);
  expect(await card()).not.toContain('will be deleted');
  await desk.clock.advance(400 * DAY);
  await expect.poll(async () => desk.store.effects({ state: 'running', limit: 9 })).toEqual([]);
  expect([deletions(), posts().filter((post) => post.includes('deleted'))]).toEqual([[], []]);
  await worker.stop();
});

test.each(['kept', 'reopened'])('a channel that is %s stays', async (how) => {
  const { desk, alice, deletions, card, worker } = await closed(3);
  if (how === 'kept') {
    expect(textOf(await desk.as(STRANGER, CHANNEL).press('incident.keep', ['1']))).toContain('permission/missing');
    expect(textOf(await alice.press('incident.keep', ['1']))).toContain('This channel stays');
    expect(textOf(await alice.press('incident.keep', ['1']))).toContain('channel/kept');
  } else await alice.type('incident reopen', { reason: 'Not over' });
  expect(await card()).not.toContain('will be deleted');
  await desk.clock.advance(10 * DAY);
  await expect.poll(async () => desk.store.effects({ state: 'running', limit: 9 })).toEqual([]);
  expect(deletions()).toEqual([]);
  await worker.stop();
});

test('a record that does not verify keeps its channel, and says why', async () => {
  const { desk, deletions, armed, worker } = await closed(1);
  await desk.clock.advance(1);
  await expect.poll(() => armed('due')).toHaveLength(1);
  // Somebody writes past Muster: what an altered file looks like to it.
  const read = desk.store.read.bind(desk.store);
  desk.store.read = async (...args) =>
    (await read(...args)).map((entry) => (entry.seq === 2 ? { ...entry, recordedAt: entry.recordedAt + 1 } : entry));
  await desk.clock.advance(2 * DAY);
  await expect
    .poll(async () => (await desk.store.effects({ state: 'parked', limit: 9 })).map(({ lastError }) => lastError))
    .toMatchObject([expect.stringContaining('could not be verified')]);
  expect(deletions()).toEqual([]);
  await worker.stop();
});

test('at 400 channels those who run Muster are told, once each time that it comes to that', async () => {
  for (const operators of [[], [ALICE]]) {
    const desk = openDesk();
    const parts = { timeline: desk.timeline, config: () => desk.config, operators: () => operators };
    let call = 0;
    for (const channels of [399, 400, 401, 450, 399, 400])
      expectOk(await countChannels(parts, channels, String(++call)));
    const kind = operators.length === 0 ? 'message.post' : 'direct-message.send';
    const told = await desk.store.effects({ kind, limit: 9 });
    expect(told.map(({ payload }) => JSON.stringify(payload).replaceAll('","', ''))).toEqual([
      expect.stringContaining('has 400 of the 500'),
      expect.stringContaining('has 400 of the 500'),
    ]);
  }
});
