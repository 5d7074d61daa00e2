import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { ALICE, openDesk } from './desk.ts';

/** `detected` recorded at 18:10 as #2 and again at 18:20 as #3. */
async function twice() {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  for (const at of ['18:10', '18:20']) {
    expectOk(await alice.type('incident milestone', { which: 'detected', at, incident: '1' }));
  }
  const recorded = (await desk.entries(1)).filter(({ kind }) => kind === 'milestone.recorded');
  const entries = recorded.map(({ seq }) => `#${seq}`);
  const retract = async (entry = '') =>
    expectOk(await alice.type('incident correct', { entry, retract: true, reason: 'mistaken', incident: '1' }));
  const detectedAt = async () => {
    const row = await desk.incidents.lookup.byNumber(1, alice.context().viewer);
    const at = row?.milestones.detected?.at;
    return at === undefined || at === null ? at : new Date(at).toISOString().slice(11, 16);
  };
  return { alice, entries, retract, detectedAt };
}

test('a milestone that was recorded twice is as before when the second one is taken back', async () => {
  const { entries, retract, detectedAt } = await twice();
  expect(await detectedAt()).toBe('18:20');
  await retract(entries[1]);
  expect(await detectedAt()).toBe('18:10');
  await retract(entries[0]);
  expect(await detectedAt()).toBeUndefined();
});

test('what was corrected or taken back meanwhile of the first one holds when it comes back', async () => {
  const corrected = await twice();
  expectOk(
    await corrected.alice.type('incident correct', { entry: corrected.entries[0] ?? '', at: '18:05', incident: '1' }),
  );
  expect(await corrected.detectedAt()).toBe('18:20');
  await corrected.retract(corrected.entries[1]);
  expect(await corrected.detectedAt()).toBe('18:05');
  const gone = await twice();
  await gone.retract(gone.entries[0]);
  expect(await gone.detectedAt()).toBe('18:20');
  await gone.retract(gone.entries[1]);
  expect(await gone.detectedAt()).toBeUndefined();
});
