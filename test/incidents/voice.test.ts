import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { ALICE, BOB, openChannel, openDesk, rawOf, textOf } from './desk.ts';

const CHANNEL = '200000000000000001';
const VOICE = '200000000000000009';

async function withVoice(more: Record<string, string | boolean> = {}) {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Slow', severity: 'SEV-2', ...more });
  await openChannel(desk, 1, CHANNEL);
  const effects = (kind: string) => desk.store.effects({ kind, limit: 10 });
  const opened = async () => {
    const [effect] = await effects('voice.open');
    if (effect) expectOk(await desk.incidents.results.voiceOpened(effect, VOICE));
  };
  const card = async () => JSON.stringify((await desk.incidents.boards.card(await desk.streamOf(1)))?.message);
  return { desk, alice: desk.as(ALICE, CHANNEL), effects, opened, card };
}

test('asked for when declaring, it stands on the card and is deleted at closing', async () => {
  const { alice, effects, opened, card } = await withVoice({ voice: true });
  expect(await effects('voice.open')).toMatchObject([{ payload: { name: 'inc-1-slow', private: false } }]);
  expect(await card()).not.toContain('"Voice"');
  await opened();
  expect(await card()).toContain(`{"name":"Voice","value":[{"channel":"${VOICE}"}]}`);
  await alice.type('incident resolve');
  expect(await effects('voice.close')).toEqual([]);
  await alice.type('incident cancel', { reason: 'x' });
  await alice.press('incident.close.submit', ['1']);
  expect(await effects('voice.close')).toMatchObject([{ payload: { channelId: VOICE } }]);
});

test('asked for later by /incident add; once', async () => {
  const { alice, effects, opened } = await withVoice();
  expect(await effects('voice.open')).toEqual([]);
  expect(textOf(await alice.type('incident add', { voice: true }))).toContain('is being opened');
  expect(textOf(await alice.type('incident add', { voice: true }))).toContain('voice/same');
  await opened();
  expect(textOf(await alice.type('incident add', { voice: true }))).toContain('its card leads there');
  expect(textOf(await alice.type('incident add', { voice: true, person: BOB }))).toContain('One at a time');
  expect(await effects('voice.open')).toHaveLength(1);
});

test('of a private incident it says nothing, and opens to those who are added', async () => {
  const { alice, effects, opened } = await withVoice({ voice: true, private: true });
  expect(await effects('voice.open')).toMatchObject([
    { payload: { name: 'inc-1-private', private: true, people: [ALICE] } },
  ]);
  await opened();
  await alice.type('incident add', { person: BOB });
  const doors = (await effects('members.add')).filter(({ payload }) => JSON.stringify(payload).includes(`["${BOB}"]`));
  expect(doors.map(({ payload }) => JSON.stringify(payload).includes(VOICE)).toSorted()).toEqual([false, true]);
});

test('one that opens after the incident has ended is closed again', async () => {
  const { alice, effects, opened } = await withVoice({ voice: true });
  expect(rawOf(await alice.type('incident cancel', { reason: 'False alarm' }))).toContain('cancelled');
  expect(await effects('voice.close')).toEqual([]);
  await opened();
  expect(await effects('voice.close')).toMatchObject([{ payload: { channelId: VOICE } }]);
});

test('one that somebody deletes by hand is on the card no more, and can be asked for again', async () => {
  const { desk, alice, effects, opened, card } = await withVoice({ voice: true });
  await opened();
  expectOk(await desk.incidents.capture.channelDeleted(VOICE));
  expect(await card()).not.toContain('"Voice"');
  expect(textOf(await alice.type('incident add', { voice: true }))).toContain('is being opened');
  expect(await effects('voice.open')).toHaveLength(2);
});

test('one that Muster deletes itself is not said to be lost; what is written in it belongs to the incident', async () => {
  const { desk, alice, opened } = await withVoice({ voice: true });
  await opened();
  expect(textOf(await desk.as(ALICE, VOICE).type('incident note', { text: 'Said while talking' }))).toContain(
    'Said while talking',
  );
  await alice.type('incident cancel', { reason: 'x' });
  expect((await desk.incidents.capture.channelDeleted(VOICE)).ok).toBe(false);
  const told = (await desk.entries(1)).map(({ kind }) => kind);
  expect(told).toContain('note.added');
  expect(told).not.toContain('voice.closed');
});
