import { expect, test } from 'vitest';
import { ALICE, openChannel, openDesk, START } from './desk.ts';

const FIRST = '200000000000000001';
const SECOND = '200000000000000002';
const THREAD = '200000000000000003';
const FOREIGN = '200000000000000004';

async function declared() {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-3' });
  await openChannel(desk, 1, FIRST);
  await desk.incidents.capture.threadOpened({ id: THREAD, parentId: FIRST, name: 'the pool', openedAt: START });
  return { desk, missing: desk.incidents.channelMissing };
}

test('what was meant for a lost channel waits for the one that takes its place, and goes there', async () => {
  const { desk, missing } = await declared();
  const openings = () => desk.store.effects({ kind: 'channel.open', limit: 9 });
  const before = (await openings()).map(({ id }) => id);
  expect(await missing(FIRST)).toBe('awaited');
  expect(await missing(FIRST)).toBe('awaited');
  const lost = (await desk.entries(1)).filter(({ kind }) => kind === 'channel.lost');
  expect(lost).toHaveLength(1);
  const [anew] = (await openings()).filter(({ id }) => !before.includes(id));
  if (anew) await desk.incidents.results.channelOpened(anew, SECOND);
  expect(await missing(FIRST)).toEqual({ in: SECOND });
});

test('of an incident that is over nothing goes on, and what a thread was to hear is for nobody else', async () => {
  const { desk, missing } = await declared();
  expect(await missing(THREAD)).toBe('over');
  await desk.as(ALICE).type('incident cancel', { incident: '1', reason: 'A wrong alarm' });
  expect(await missing(FIRST)).toBe('over');
});

test('a channel that is no incident’s is nothing that Muster could see to', async () => {
  const { missing } = await declared();
  expect(await missing(FOREIGN)).toBeUndefined();
});
