import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { checkReferences } from '../../src/oncall/config/references.ts';
import { type Desk, ALICE, BOB, CAROL, open } from './desk.ts';

const HOUR = 3_600_000;
const ROLE = '200000000000000001';
const CHANNEL = '300000000000000001';
const always = (user: string) => ({ layers: [{ users: [user], start: '2026-01-01T00:00' }] });
/** Days from midnight: alice on the 22nd, bob on the 23rd. */
const daily = {
  layers: [{ name: 'daily', users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 day' as const }],
};
const both = { role: ROLE, topic: CHANNEL };
const shared = {
  schedules: { primary: daily, secondary: always('carol') },
  oncall: { mirrors: { primary: both, secondary: both } },
};

/** What Discord was asked for since the last time: a role’s holders, or a topic, the last of each. */
async function asked(desk: Desk, kind: 'role.sync' | 'channel.topic'): Promise<unknown> {
  const effects = await desk.store.effects({ kind, limit: 100 });
  return effects.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)).at(-1)?.payload;
}

test('a role of two schedules is held by everybody who is on call in either, a topic names all of them', async () => {
  const desk = open(shared);
  await desk.oncall.configured();
  await desk.advance(0);
  expect(await asked(desk, 'role.sync')).toEqual({ role: ROLE, holders: [ALICE, CAROL], formerly: [], others: 'lose' });
  expect(await asked(desk, 'channel.topic')).toEqual({
    channelId: CHANNEL,
    topic: 'On call (primary): alice · On call (secondary): carol',
    formerly: [],
    others: 'lose',
  });
  await desk.advance(13 * HOUR); // primary is handed over
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [BOB, CAROL], formerly: [ALICE, CAROL] });
  expect(await asked(desk, 'channel.topic')).toMatchObject({
    topic: 'On call (primary): bob · On call (secondary): carol',
  });
  expectOk(await desk.as(CAROL).type('oncall take', { person: BOB }));
  await desk.advance(0);
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [CAROL], formerly: [BOB, CAROL] });
});

test('a schedule that is taken out gives back its share of the role; the last one lets go of role and topic', async () => {
  const desk = open(shared);
  await desk.oncall.configured();
  await desk.advance(0);
  desk.reload({ schedules: { primary: daily }, oncall: { mirrors: { primary: both } } });
  await desk.oncall.configured();
  await desk.advance(HOUR);
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [ALICE], formerly: [ALICE, CAROL], others: 'lose' });
  expect(await asked(desk, 'channel.topic')).toEqual({
    channelId: CHANNEL,
    topic: 'On call (primary): alice',
    formerly: ['On call (primary): alice · On call (secondary): carol'],
    others: 'lose',
  });
  desk.reload({});
  await desk.oncall.configured();
  await desk.advance(HOUR);
  expect(await asked(desk, 'role.sync')).toEqual({ role: ROLE, holders: [], formerly: [ALICE], others: 'keep' });
  expect(await asked(desk, 'channel.topic')).toEqual({
    channelId: CHANNEL,
    topic: '',
    formerly: ['On call (primary): alice'],
    others: 'keep',
  });
});

test('who held the role, and what the topic said, is not forgotten when changes follow each other while Discord is away', async () => {
  const desk = open({ schedules: { primary: daily }, oncall: { mirrors: { primary: both } } });
  await desk.oncall.configured();
  await desk.advance(11.9 * HOUR);
  desk.chat.outcome = () => ({ outcome: 'retry', reason: 'Discord is away', outage: true });
  await desk.advance(0.2 * HOUR); // to Bob
  expectOk(await desk.as(CAROL).type('oncall take', { person: BOB }));
  await desk.advance(0);
  const [held, said] = [
    { formerly: [ALICE, BOB] },
    { formerly: ['On call (primary): alice', 'On call (primary): bob'] },
  ];
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [CAROL], ...held });
  expect(await asked(desk, 'channel.topic')).toMatchObject({ topic: 'On call (primary): carol', ...said });
  desk.reload({ schedules: { primary: daily } });
  await desk.oncall.configured();
  await desk.advance(0);
  const words = [...said.formerly, 'On call (primary): carol'];
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [], formerly: [ALICE, BOB, CAROL], others: 'keep' });
  expect(await asked(desk, 'channel.topic')).toMatchObject({ topic: '', formerly: words, others: 'keep' });
  desk.chat.outcome = () => ({ outcome: 'done' });
  await desk.advance(24 * HOUR);
  desk.reload({ schedules: { primary: always('bob') }, oncall: { mirrors: { primary: both } } });
  await desk.oncall.configured();
  await desk.advance(HOUR);
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [ALICE], formerly: [] }); // all of that is known to be over
});

test('what Discord refused does not keep role and topic from following the next change', async () => {
  const desk = open({ schedules: { primary: daily }, oncall: { mirrors: { primary: both } } });
  desk.chat.outcome = () => ({ outcome: 'park', reason: 'Muster lacks a permission.' });
  await desk.oncall.configured();
  await desk.advance(0);
  const states = async (): Promise<unknown> =>
    (await desk.store.effects({ limit: 1000 }))
      .filter(({ kind }) => ['role.sync', 'channel.topic'].includes(kind))
      .map(({ kind, state }) => `${kind} ${state}`);
  expect(await states()).toEqual(['role.sync parked', 'channel.topic parked']);
  desk.chat.outcome = () => ({ outcome: 'done' });
  await desk.advance(13 * HOUR); // to Bob
  expect(await states()).toEqual(['role.sync done', 'channel.topic done']);
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [BOB], formerly: [ALICE] });
  expect(await asked(desk, 'channel.topic')).toMatchObject({ topic: 'On call (primary): bob' });
  const told = await desk.timeline.read('organisation');
  expect(told.flatMap(({ kind, actor }) => (kind === 'effect.retried' ? [actor.id] : []))).toEqual([
    'muster',
    'muster',
  ]);
});

test('a mirror that muster.yaml drops lets go, and is let go once', async () => {
  const desk = open({ schedules: { primary: daily }, oncall: { mirrors: { primary: both } } });
  await desk.oncall.configured();
  await desk.advance(0);
  desk.reload({ schedules: { primary: daily } });
  await desk.oncall.configured();
  await desk.advance(0);
  const count = async (): Promise<number> => (await desk.store.effects({ kind: 'role.sync', limit: 100 })).length;
  const before = await count();
  expect(await asked(desk, 'role.sync')).toEqual({ role: ROLE, holders: [], formerly: [ALICE], others: 'keep' });
  await desk.oncall.configured();
  await desk.advance(24 * HOUR);
  expect(await count()).toBe(before);
});

test('a mirror of a schedule that is not there is a fault with its place', () => {
  const faults = checkReferences({
    people: {},
    schedules: {},
    policies: {},
    services: {},
    oncall: { mirrors: { primary: both } },
  });
  expect(faults).toEqual([
    {
      path: ['oncall', 'mirrors', 'primary'],
      message: 'there is no schedule called primary: add it, or take this mirror out',
    },
  ]);
});

test('a thousand members who were given the role by hand are put right by one look; what is as it should be asks for none', async () => {
  const desk = open({ schedules: { primary: daily }, oncall: { mirrors: { primary: both } } });
  let looks = 0;
  desk.chat.outcome = () => {
    looks++;
    return { outcome: 'done' };
  };
  const { keepMirrors } = desk.oncall;
  await desk.oncall.configured();
  await desk.advance(0);
  expect(looks).toBe(2); // role and topic
  await keepMirrors.memberChanged({ id: ALICE, roleIds: [ROLE] });
  await keepMirrors.memberChanged({ id: BOB, roleIds: ['1'] });
  await keepMirrors.channelChanged({ id: CHANNEL, topic: 'On call (primary): alice' });
  await keepMirrors.channelChanged({ id: '1', topic: 'Lunch' });
  await desk.advance(HOUR);
  expect(looks).toBe(2);

  for (let n = 0; n < 1000; n++) await keepMirrors.memberChanged({ id: String(n), roleIds: [ROLE] });
  await keepMirrors.memberChanged({ id: ALICE, roleIds: [] });
  await desk.advance(HOUR);
  expect(looks).toBe(4);
  await keepMirrors.channelChanged({ id: CHANNEL, topic: '' });
  await desk.advance(HOUR);
  expect(looks).toBe(6);
  expect(await asked(desk, 'role.sync')).toMatchObject({ holders: [ALICE], others: 'lose' });
});
