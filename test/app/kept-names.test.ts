import { expect, test } from 'vitest';
import { keepNames } from '../../src/app/kept-names.ts';
import { expectOk } from '../../src/base/result.ts';
import { ALICE, BOB, openDesk } from '../incidents/desk.ts';

async function openKept() {
  const desk = openDesk();
  const called = new Map([[BOB, 'Bob']]);
  const open = () =>
    keepNames({
      store: desk.store,
      timeline: desk.timeline,
      nameOf: (id) => called.get(id),
      onTrouble: (error) => {
        throw error;
      },
    });
  return { desk, called, open, kept: await open() };
}

test('who did something is called so after a restart, by the name that was seen last', async () => {
  const { desk, called, open, kept } = await openKept();
  await desk.as(BOB).type('incident declare', { title: 'x' });
  called.set(BOB, 'Bobby');
  await desk.as(BOB).type('incident declare', { title: 'y' });
  await kept.settled();
  expect((await open()).nameOf(BOB)).toBe('Bobby');
  expect((await open()).nameOf(ALICE)).toBeUndefined();
});

test('what is erased takes all names with it', async () => {
  const { desk, open, kept } = await openKept();
  await desk.as(BOB).type('incident declare', { title: 'Jane Roe' });
  const admin = desk.as(ALICE, undefined, true);
  expectOk(await admin.type('muster erase', { entries: '#1', reason: 'Asked for', incident: '1' }));
  await kept.settled();
  expect((await open()).nameOf(BOB)).toBeUndefined();
  expect(await desk.store.setting('names')).toBe('{}');
});

test('what an import says that people are called is believed of those whom nobody knows', async () => {
  const { desk, open, kept } = await openKept();
  await desk.as(BOB).type('incident declare', { title: 'x' });
  kept.believe(
    new Map([
      [ALICE, 'Alice of the old server'],
      [BOB, 'The boss'],
    ]),
  );
  kept.believe(new Map([[ALICE, 'Somebody else']]));
  await kept.settled();
  expect((await open()).nameOf(ALICE)).toBe('Alice of the old server');
  expect((await open()).nameOf(BOB)).toBe('Bob');
});
