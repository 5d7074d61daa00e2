import { afterEach, expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, STRANGER } from './desk.ts';

const CHANNEL = '200000000000000001';
let desk: ReturnType<typeof openDesk>;
afterEach(() => desk.store.close());

/** An incident with its channel, in which Alice wrote three notes: #4 to #6 follow the declaration and the channel. */
async function withNotes(given: { readonly private?: true } = {}) {
  desk = openDesk({ timeZone: 'Europe/Berlin' });
  await desk.as(ALICE).type('incident declare', { title: 'Checkout fails', ...given });
  await openChannel(desk, 1, CHANNEL);
  const alice = desk.as(ALICE, CHANNEL);
  for (const text of ['It was db1', 'Restarted the proxy', 'It was slow'])
    await alice.type('incident note', { text, at: '~18:00' });
  const noteSeqs = (await desk.entries(1)).filter(({ kind }) => kind === 'note.added').map(({ seq }) => seq);
  return { alice, noteSeqs };
}

test('an entry to correct is chosen by number, time and words, newest first, as it reads now', async () => {
  const { alice, noteSeqs } = await withNotes();
  const [first, second, third] = noteSeqs;
  await alice.type('incident correct', { entry: `#${first}`, text: 'It was db2', at: '17:30' });
  await alice.type('incident correct', { entry: `#${second}`, retract: true });
  const suggested = async (typed: string) =>
    (await alice.suggest('incident correct', 'entry', typed)).map(({ name }) => name);
  expect((await suggested('')).slice(0, 3)).toEqual([
    `#${third} ~22 Nov 18:00 It was slow`,
    `#${second} ~22 Nov 18:00 (taken back) Restarted the proxy`,
    `#${first} 22 Nov 17:30 It was db2`,
  ]);
  expect((await suggested('')).at(-1)).toContain('Checkout fails');
  expect(await suggested('IT WAS')).toEqual([
    `#${third} ~22 Nov 18:00 It was slow`,
    `#${first} 22 Nov 17:30 It was db2`,
  ]);
  for (const typed of [`#${second}`, `${second}`]) {
    expect(await alice.suggest('incident correct', 'entry', typed)).toEqual([
      expect.objectContaining({ value: `#${second}` }),
    ]);
  }
});

test('who takes part is judged by the incident that was given, and who may not read incidents is shown none', async () => {
  const { noteSeqs } = await withNotes();
  await desk.as(BOB).type('incident declare', { title: 'Another one' });
  await openChannel(desk, 2, '200000000000000002');
  const bob = desk.as(BOB, CHANNEL);
  expect(await bob.suggest('incident correct', 'entry', '')).toEqual([]);
  expect(await bob.suggest('incident correct', 'entry', '', { incident: '2' })).not.toEqual([]);
  expect(await desk.as(ALICE, CHANNEL).suggest('incident correct', 'entry', `#${noteSeqs[0]}`)).toHaveLength(1);
  const { viewer } = bob.context();
  expect(await desk.incidents.lookup.suggest('', viewer)).toHaveLength(2);
  expect(await desk.incidents.lookup.suggest('', { ...viewer, permissions: new Set() })).toEqual([]);
});

test('of two hundred entries the newest twenty-five are shown, and older ones are found by their words', async () => {
  const { alice, noteSeqs } = await withNotes();
  for (let i = 0; i < 60; i++) await alice.type('incident note', { text: `Line ${i}` });
  const shown = await alice.suggest('incident correct', 'entry', '');
  expect(shown).toHaveLength(25);
  expect(shown[0]?.name).toContain('Line 59');
  expect(await alice.suggest('incident correct', 'entry', 'proxy')).toMatchObject([{ value: `#${noteSeqs[1]}` }]);
});

test('entries to erase: those typed before stay, originals and corrections stand by themselves, what is erased is gone', async () => {
  const { alice, noteSeqs } = await withNotes();
  const [first, second, third] = noteSeqs;
  await alice.type('incident correct', { entry: `#${first}`, text: 'It was db2' });
  const admin = desk.as(BOB, CHANNEL, true);
  const suggested = async (typed: string) =>
    (await admin.suggest('muster erase', 'entries', typed)).map(({ value }) => value);
  const correction = Math.max(...(await desk.entries(1)).map(({ seq }) => seq));
  expect(await suggested('db')).toEqual([`#${correction}`, `#${first}`]);
  expect(await suggested(`#${second} db1`)).toEqual([`#${second} #${first}`]);
  expect(await suggested(`#${first} db1`)).toEqual([]);
  await admin.type('muster erase', { entries: `#${third}`, reason: 'Asked for' });
  expect(await suggested('slow')).toEqual([]);
  expect(await suggested(String(third))).toEqual([]);
  expect(await alice.suggest('muster erase', 'entries', 'db')).toEqual([]);
});

test('tasks to change: open ones before those done, by number and words', async () => {
  const { alice } = await withNotes();
  for (const text of ['Fail over', 'Tell support', 'Write the runbook']) await alice.type('incident task', { text });
  await alice.type('incident task', { number: 'T1', done: true });
  const suggested = async (typed: string) =>
    (await alice.suggest('incident task', 'number', typed)).map(({ name }) => name);
  expect(await suggested('')).toEqual(['T2 Tell support', 'T3 Write the runbook', 'T1 ☑ Fail over']);
  expect(await suggested('t3')).toEqual(['T3 Write the runbook']);
  expect(await suggested('support')).toEqual(['T2 Tell support']);
});

test('another incident’s entries and tasks are suggested when the option incident names it', async () => {
  const { alice } = await withNotes();
  await alice.type('incident declare', { title: 'The other' });
  await alice.type('incident task', { text: 'Over there', incident: '2' });
  const named = { incident: '#2' };
  expect(await alice.suggest('incident task', 'number', '', named)).toMatchObject([{ value: 'T1' }]);
  expect(await alice.suggest('incident task', 'number', '')).toEqual([]);
  expect(await alice.suggest('incident correct', 'entry', 'slow', named)).toEqual([]);
  for (const incident of ['99', 'nonsense'])
    expect(await alice.suggest('incident correct', 'entry', '', { incident })).toEqual([]);
  expect(await desk.as(BOB).suggest('incident correct', 'entry', '')).toEqual([]);
});

test('of a private incident nothing is suggested to who may not see it, nor of any to who may not read', async () => {
  const { alice } = await withNotes({ private: true });
  await alice.type('incident task', { text: 'Tell nobody' });
  const everywhere = [desk.as(STRANGER), desk.as(STRANGER, CHANNEL)];
  for (const stranger of everywhere) {
    for (const [command, option] of [
      ['incident correct', 'entry'],
      ['incident task', 'number'],
    ] as const)
      for (const given of [{}, { incident: '1' }])
        expect(await stranger.suggest(command, option, '', given)).toEqual([]);
  }
  expect(await alice.suggest('incident correct', 'entry', '')).not.toEqual([]);

  const open = await withNotes();
  const { viewer, ...context } = open.alice.context();
  const permissions = new Set([...viewer.permissions].filter((name) => name !== 'incident.read'));
  const suggest = desk.incidents.commands.find(({ name }) => name === 'incident correct')?.options['entry']?.suggest;
  expect(await suggest?.('', { ...context, viewer }, {})).not.toEqual([]);
  expect(await suggest?.('', { ...context, viewer: { ...viewer, permissions } }, {})).toEqual([]);
});
