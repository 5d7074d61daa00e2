import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import type { Viewer } from '../../src/catalog/viewer.ts';
import { createLookup } from '../../src/incidents/lookup.ts';
import { ALICE, BOB, openDesk, STRANGER } from './desk.ts';

test('of more incidents than are read at once nobody misses one, and who may not see the private ones gets the rest', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  const many = 1003;
  for (let number = 1; number <= many; number++)
    await alice.type('incident declare', { title: `Incident ${number}`, severity: 'SEV-3', private: number % 4 === 0 });
  await alice.type('incident cancel', { incident: '1', reason: 'A mistake' });

  const seen = async (person: string, bucket?: 'open' | 'ended'): Promise<number[]> =>
    (await desk.incidents.lookup.all(desk.as(person).context().viewer, bucket)).map(({ number }) => number);
  const newestFirst = Array.from({ length: many }, (_, index) => many - index);
  expect(await seen(ALICE)).toEqual(newestFirst);
  expect(await seen(BOB)).toEqual(newestFirst.filter((number) => number % 4 !== 0));
  expect(await seen(ALICE, 'open')).toEqual(newestFirst.filter((number) => number !== 1));
  expect(await seen(ALICE, 'ended')).toEqual([1]);

  // A number is found however many are newer, by who may see it.
  const suggested = async (person: string, typed: string) =>
    (await desk.as(person).suggest('incident show', 'incident', typed))[0]?.value;
  expect(await suggested(BOB, '#1')).toBe('1');
  expect(await suggested(ALICE, '4')).toBe('4');
  expect(await suggested(BOB, '4')).not.toBe('4');
});

test('private incidents that somebody may not see are not read for their lists, and those that they come into are', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  for (let number = 1; number <= 40; number++) {
    expectOk(await alice.type('incident declare', { title: `Secret ${number}`, severity: 'SEV-3', private: true }));
  }
  expectOk(await alice.type('incident declare', { title: 'Known', severity: 'SEV-3' }));
  let read = 0;
  const lookup = createLookup({
    projected: (projection, key) => desk.store.projected(projection, key),
    async project(projection, query) {
      const rows = await desk.store.project(projection, query);
      read += rows.length;
      return rows;
    },
  });
  const listed = async (viewer: Viewer, bucket?: 'open' | 'ended'): Promise<number[]> =>
    (await lookup.list(viewer, { limit: 10, ...(bucket && { bucket }) })).map(({ number }) => number);
  const bob = desk.as(BOB).context().viewer;
  const support = '300000000000000004';
  const helper: Viewer = { ...desk.as(STRANGER).context().viewer, roleIds: [support] };
  expect([await listed(bob), read]).toEqual([[41], 1]);

  expectOk(await alice.type('incident add', { person: BOB, incident: '7' }));
  expectOk(await alice.type('incident role', { role: 'scribe', person: BOB, incident: '7' }));
  expectOk(await alice.type('incident add', { role: support, incident: '9' }));
  read = 0;
  expect([await listed(bob), await listed(helper), read]).toEqual([[41, 7], [41, 9], 4]);
  expectOk(await alice.type('incident cancel', { reason: 'none', incident: '7' }));
  expect([await listed(bob, 'open'), await listed(bob, 'ended')]).toEqual([[41], [7]]);
  expect(await listed(alice.context().viewer)).toEqual([41, 40, 39, 38, 37, 36, 35, 34, 33, 32]);
  const behind = await lookup.list(alice.context().viewer, { limit: 2, behind: 8 });
  expect(behind.map(({ number }) => number)).toEqual([7, 6]);
});
