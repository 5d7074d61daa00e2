import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { ALICE, openDesk, rawOf, whole } from './desk.ts';

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
  return { alice, desk, entries, retract, detectedAt };
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

test('what was confirmed is corrected and taken back by the number it was recorded under, and by that of its confirmation', async () => {
  const { alice, desk, retract, detectedAt } = await twice();
  const numbers = async () => (await desk.entries(1)).filter(({ kind }) => kind === 'milestone.recorded');
  const confirm = async () => (await alice.press('incident.milestone.confirm', ['1', 'detected'])).ok;
  const correct = async (at: string, entry = '') =>
    expectOk(await alice.type('incident correct', { entry, at, incident: '1' }));
  expect(await confirm()).toBe(true);
  const [, original, confirmation] = (await numbers()).map(({ seq }) => `#${seq}`);
  await correct('18:15', original);
  expect(await detectedAt()).toBe('18:15');
  expect(await confirm()).toBe(true);
  await correct('18:16', confirmation);
  expect(await detectedAt()).toBe('18:16');
  expect(await confirm()).toBe(true);
  expect(await confirm()).toBe(false);
  const exported = await whole((await desk.incidents.exportOf(1, 'json', alice.context().viewer))?.text);
  expect(JSON.parse(exported)).toMatchObject({ incident: { milestones: { detected: { confirmed: true } } } });
  await retract(`#${(await numbers()).at(-1)?.seq ?? 0}`);
  expect(await detectedAt()).toBe('18:16');
  expect(await confirm()).toBe(true);
  await retract(original);
  expect(await detectedAt()).toBe('18:10');
});

test('a wrong year is said to the one who typed it, also while closing; the right one without a word', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  const typed = async (at: string): Promise<string> =>
    rawOf(await alice.type('incident milestone', { which: 'started', at, incident: '1' }));
  const note = 'more than 60 days from when the incident was declared';
  expect(await typed('2020-11-22 14:00')).toContain(note);
  expect(await typed('13:50')).not.toContain(note);
  const corrected = async (at: string): Promise<string> =>
    rawOf(await alice.type('incident correct', { entry: '#3', at, incident: '1' }));
  expect(await corrected('2020-11-22 13:50')).toContain(note);
  expect(await corrected('13:45')).not.toContain(note);
  await alice.type('incident declare', { title: 'Checkout fails again', severity: 'SEV-2' });
  expectOk(await alice.type('incident resolve', { incident: '2' }));
  const given = { started: ['2020-11-22 14:00'], detected: ['2020-11-22 14:05'] };
  const closed = rawOf(await alice.press('incident.close.submit', ['2'], given));
  expect(closed).toContain('closed');
  expect(closed).toContain(note);
});

test('a page of the timeline that is not there is said to be none, and the last one is shown', async () => {
  const { alice } = await twice();
  const shown = rawOf(await alice.type('incident timeline', { page: 9999, incident: '1' }));
  expect(shown).toContain('There is no page 9999: this is the last. Page 1 of 1');
  expect(rawOf(await alice.type('incident timeline', { page: 1, incident: '1' }))).not.toContain('There is no page');
});
