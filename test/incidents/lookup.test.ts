import { expect, test } from 'vitest';
import { ALICE, BOB, openDesk } from './desk.ts';

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
});
