import { expect, test, vi } from 'vitest';
import { expectOk, ok } from '../../src/base/result.ts';
import { onCallRegister } from '../../src/oncall/living/register.ts';
import { scheduleCopied } from '../../src/oncall/pagerduty/schedule-copy-entries.ts';
import { ORGANISATION } from '../../src/timeline/entry.ts';
import { StoreError } from '../../src/timeline/store.ts';
import { type Desk, ALICE, BOB, CAROL, open, replyText } from './desk.ts';

const HOUR = 3_600_000;
/** Days from midnight: alice on the 22nd, bob on the 23rd, and so on. */
const daily = {
  schedules: {
    primary: { layers: [{ name: 'daily', users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 day' }] },
  },
};
const carolAlways = { schedules: { primary: { layers: [{ users: ['carol'], start: '2026-01-01T00:00' }] } } };
const at = (text: string): number => Date.parse(`2026-11-${text}Z`);
const on = async (desk: Desk, time: string): Promise<string[]> =>
  (await desk.oncall.roster()).at('primary', at(time)).map((shift) => shift.user);
const wordsOf = (desk: Desk, to: string): string[] =>
  desk.said
    .filter((said) => said.to === to)
    .map(({ message }) => replyText({ ok: true, value: { reply: 'message', message } }));

/** The daily turns at 14:00, and then a file with carol for good. */
async function reloaded(): Promise<{
  desk: Desk;
  press: (label: string, as: ReturnType<Desk['as']>) => Promise<string>;
}> {
  const desk = open(daily);
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  desk.told();
  desk.reload(carolAlways);
  await desk.oncall.configured();
  await desk.advance(0);
  return {
    desk,
    async press(label, as) {
      const buttons = desk.said.flatMap(({ message }) => (message.buttons ?? []).flat());
      const button = buttons.find((each) => each.label === label);
      if (!button || !('action' in button)) throw new Error(`no button ${label}`);
      const reply = await as.press(button.action, ...(button.args ?? []));
      if (!reply.ok) return reply.refusal.code;
      return reply.value.reply === 'update'
        ? replyText({ ok: true, value: { ...reply.value, reply: 'message' } })
        : 'no update';
    },
  };
}

test('a reload that would change who is on call keeps them to the end of their turn, and the past stays', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  desk.reload({ schedules: { primary: { layers: [{ users: ['carol'], start: '2026-01-01T00:00' }] } } });
  const reloaded = expectOk(await desk.oncall.configured());
  expect(reloaded).toMatchObject({
    changed: ['primary'],
    kept: [{ schedule: 'primary', stays: [{ person: 'alice', until: at('23T00:00') }], instead: ['carol'] }],
    lost: [],
  });
  expect(await on(desk, '22T15:00')).toEqual(['alice']);
  expect(await on(desk, '23T00:00')).toEqual(['carol']);
  const past = (await desk.oncall.roster()).final(
    'primary',
    { from: at('22T00:00'), to: at('24T00:00') },
    desk.clock.now(),
  );
  expect(
    past?.shifts.map(
      ({ user, from, to }) =>
        `${user} ${new Date(from).toISOString().slice(8, 13)}-${new Date(to).toISOString().slice(8, 13)}`,
    ),
  ).toEqual(['alice 22T00-22T14', 'alice 22T14-23T00', 'carol 23T00-24T00']);
  expect(expectOk(await desk.oncall.configured()).changed).toEqual([]);
});

test('a reload that would change who is on call this minute asks in the channel, and keeps them meanwhile', async () => {
  const { desk, press } = await reloaded();
  expect(wordsOf(desk, '#incidents')).toEqual([
    'muster.yaml would change who is on call now\nIn primary it has carol on call this minute instead of alice. alice stays on call until 2026-11-23T00:00, the end of the shift, unless you apply the change now.',
  ]);
  expect(await on(desk, '22T15:00')).toEqual(['alice']);
  expect(await press('Apply now', desk.as(BOB))).toBe('permission/missing');
  expect(await on(desk, '22T15:00')).toEqual(['alice']);
  expect(await press('Keep until the shift ends', desk.as(BOB, null, { admin: true }))).toContain('bob keeps');
  expect([await on(desk, '22T23:59'), await on(desk, '23T00:00')]).toEqual([['alice'], ['carol']]);
});

test('who may applies the change at once; the hand-off is announced', async () => {
  const { desk, press } = await reloaded();
  desk.said.splice(0, desk.said.length, ...desk.said.filter(({ message }) => message.buttons));
  expect(await press('Apply now', desk.as(BOB, null, { admin: true }))).toBe(
    'bob applied the change: on call for primary now is carol.',
  );
  expect(await on(desk, '22T14:00')).toEqual(['carol']);
  await desk.advance(0);
  expect(desk.told()).toContain(
    '14:00:00 #incidents: On call for primary now: carol (before: alice).', // nobody comes after her
  );
  const again = await desk.as(BOB, null, { admin: true }).press('oncall.reload.apply', 'primary', 'gone');
  expect(again.ok ? '' : again.refusal.code).toBe('override/unknown');
});

test('people are told of what a changed file does to their shifts', async () => {
  const { desk } = await reloaded();
  expect(wordsOf(desk, BOB)[0]).toContain(
    'muster.yaml changed.\n➖ primary: no longer 2026-11-23T00:00 to 2026-11-24T00:00',
  );
  expect(wordsOf(desk, CAROL)[0]).toContain('➕ primary: you are on call from 2026-11-23T00:00 on');
  expect(wordsOf(desk, ALICE)[0]).not.toContain('2026-11-22'); // she keeps what is left of it
});

test('a file without the person now on call is refused as a whole, with the place and the remedy', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  const { alice: _alice, ...people } = { alice: {}, bob: {}, carol: {} };
  const schedules = {
    primary: { timeZone: 'UTC', mode: 'layered' as const, layers: [], overrides: [], temporary: [] },
  };
  const faults = await desk.oncall.removedNow({ people, schedules });
  expect(faults).toEqual([
    {
      path: ['people'],
      message:
        'people: alice is not there any more, but is on call for primary (until 2026-11-23 00:00 UTC). Put alice back, or first put somebody else on call by /oncall override schedule:primary.',
    },
  ]);
  expectOk(await desk.as(CAROL).type('oncall override', { when: 'now for 20h' }));
  expect(await desk.oncall.removedNow({ people, schedules })).toEqual([]);
});

test('a file without the schedule that somebody is on call for is refused, until it was ended in two steps', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  const people = { alice: {}, bob: {}, carol: {} };
  expect(await desk.oncall.removedNow({ people, schedules: {} })).toEqual([
    {
      path: ['schedules'],
      message:
        'schedules: primary is not there any more, but has somebody on call: alice (until 2026-11-23 00:00 UTC). Put it back. To end it, leave `primary: {}` in its place, choose Apply now where Muster asks, and take it out then.',
    },
  ]);
  desk.reload({ schedules: { primary: {} } });
  const { kept } = expectOk(await desk.oncall.configured());
  expect(kept).toMatchObject([{ stays: [{ person: 'alice' }], instead: [] }]);
  expect(await desk.oncall.removedNow({ people, schedules: {} })).toHaveLength(1); // nobody said so yet
  expectOk(await desk.as(BOB, null, { admin: true }).press('oncall.reload.apply', 'primary', kept[0]?.override ?? ''));
  expect(await desk.oncall.removedNow({ people, schedules: {} })).toEqual([]);
  desk.reload({});
  expect(expectOk(await desk.oncall.configured()).changed).toEqual(['primary']);
  expect((await desk.oncall.roster()).schedules).toEqual([]);
});

test('a start with a file that lacks the whole schedule says so in the channel, and to whose shifts it takes', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  await desk.advance(0);
  desk.said.splice(0);
  desk.reload({});
  await desk.oncall.configured();
  await desk.advance(0);
  expect(wordsOf(desk, '#incidents')).toEqual([
    'A schedule is gone from muster.yaml\nprimary is not under schedules: any more, so nobody is on call for it and no page goes through it. On call until now: alice (meant until 2026-11-23T00:00). If that was not meant, put it back: the rotation goes on.',
  ]);
  expect(wordsOf(desk, ALICE)[0]).toContain('➖ primary: no longer 2026-11-22T12:00 to 2026-11-23T00:00');
});

test('whom PagerDuty alone knows is no reason to refuse a file', async () => {
  const desk = open({ schedules: { primary: { pagerduty: { schedule: 'PSCHED1' } } } });
  await desk.oncall.configured();
  const [from, to] = [desk.clock.now() - HOUR, desk.clock.now() + HOUR];
  const cause = {
    causeId: 'copied',
    actor: { kind: 'muster' as const, id: 'muster' },
    source: { kind: 'timer' as const },
  };
  const shifts = [{ user: 'Dana (P000009 in PagerDuty)', from, to }];
  const source = { schedule: 'primary', source: 'PSCHED1', name: 'Primary', mode: 'layered' as const };
  const copied = scheduleCopied({ ...source, from, upTo: to, shifts });
  await desk.timeline.change(ORGANISATION, onCallRegister, cause, () => ok({ entries: [copied], answer: null }));
  expect(await on(desk, '22T12:30')).toEqual(['Dana (P000009 in PagerDuty)']);
  const primary = { timeZone: 'UTC', mode: 'layered' as const, layers: [], overrides: [], temporary: [] };
  expect(await desk.oncall.removedNow({ people: { alice: {} }, schedules: { primary } })).toEqual([]);
});

test('what was not taken is told in the channel, the same faults once', async () => {
  const desk = open(daily);
  await desk.oncall.refused(['muster.yaml:3:5: schedules.primary: there is nobody']);
  await desk.oncall.refused(['muster.yaml:3:5: schedules.primary: there is nobody']);
  await desk.advance(0);
  expect(wordsOf(desk, '#incidents')).toEqual([
    'The changed configuration was not taken\nmuster.yaml:3:5: schedules.primary: there is nobody\nNothing of it was changed: what was right before stays in force.',
  ]);
  await desk.oncall.refused([]);
  await desk.oncall.refused([]);
  await desk.advance(0);
  expect(wordsOf(desk, '#incidents').slice(1)).toEqual([
    'The configuration is taken\nWhat was wrong with it is repaired, and it is in force now.',
  ]);
});

test('a start with a file that lacks who is on call says so in the channel', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  desk.reload({ ...carolAlways, people: { bob: { discord: BOB }, carol: { discord: CAROL } } });
  const { lost } = expectOk(await desk.oncall.configured());
  expect(lost).toEqual([{ schedule: 'primary', person: 'alice' }]);
  await desk.advance(0);
  expect(wordsOf(desk, '#incidents')[0]).toBe(
    'Who was on call is gone from muster.yaml\nalice was on call for primary and is no longer under people:. On call now: carol. /oncall override puts somebody else on call.',
  );
});

test('an override of the file that is edited away while it holds is asked about, too', async () => {
  const instead = { from: '2026-11-22T08:00', to: '2026-11-22T20:00', add: 'carol', remove: 'alice' };
  const desk = open({ schedules: { primary: { ...daily.schedules.primary, overrides: [instead] } } });
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  desk.reload(daily);
  const { kept } = expectOk(await desk.oncall.configured());
  expect(kept).toMatchObject([{ stays: [{ person: 'carol', until: at('22T20:00') }], instead: ['alice'] }]);
  expect([await on(desk, '22T14:00'), await on(desk, '22T20:00')]).toEqual([['carol'], ['alice']]);
});

test('who stands in for somebody whom the new layers do not have stays on call until it is applied', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  expectOk(await desk.as(BOB).type('oncall take', { person: ALICE, when: 'now for 6h' }));
  await desk.advance(2 * HOUR);
  expect(await on(desk, '22T14:00')).toEqual(['bob']);
  desk.told();
  desk.reload(carolAlways);
  const { kept } = expectOk(await desk.oncall.configured());
  expect(kept).toMatchObject([{ stays: [{ person: 'bob', until: at('22T18:00') }], instead: ['carol'] }]);
  expect([await on(desk, '22T14:00'), await on(desk, '22T18:00')]).toEqual([['bob'], ['carol']]);
});

test('who is on call by an override that holds under the new file, too, is not asked about', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  expectOk(await desk.as(BOB).type('oncall override', { when: 'now for 6h' }));
  await desk.advance(2 * HOUR);
  desk.reload(carolAlways);
  expect(expectOk(await desk.oncall.configured()).kept).toEqual([]);
  expect(await on(desk, '22T14:00')).toEqual(['bob']);
});

test('who stays on call does so before the changed file is in force: no page goes to the other one in between', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  const committed: string[] = [];
  desk.timeline.onCommitted((entries) => committed.push(...entries.map(({ kind }) => kind)));
  let atTaken: readonly string[] = [];
  expectOk(
    await desk.edit(carolAlways, () => {
      atTaken = [...committed];
    }),
  );
  expect(atTaken).toEqual(['schedules.configured', 'override.created']);
  expect(await on(desk, '22T14:00')).toEqual(['alice']);
  expect(await on(desk, '23T00:00')).toEqual(['carol']);
});

test('a changed file that the disk refuses is not taken, and is asked about once there is room', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  desk.told();
  const full = vi.spyOn(desk.store, 'commit').mockRejectedValue(new StoreError('store/full', 'The disk is full.'));
  const refused = await desk.edit(carolAlways);
  expect(refused.ok ? '' : refused.refusal.code).toBe('store/full');
  full.mockRestore();
  expect([await on(desk, '22T14:00'), await on(desk, '24T12:00')]).toEqual([['alice'], ['alice']]);
  expect(expectOk(await desk.edit(carolAlways)).kept).toMatchObject([{ stays: [{ person: 'alice' }] }]);
  expect(await on(desk, '22T14:00')).toEqual(['alice']);
});

/** Both schedules are concurrent, and everybody is on call always. */
const concurrent = (...users: readonly string[]) => ({
  schedules: {
    primary: {
      mode: 'concurrent' as const,
      layers: users.map((user) => ({ name: user, users: [user], start: '2026-01-01T00:00' })),
    },
  },
});

test('in concurrent mode who would come waits, who would go stays, and one question is asked of all of them', async () => {
  const desk = open(concurrent('alice', 'bob'));
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  desk.said.splice(0);
  const { kept } = expectOk(await desk.edit(concurrent('alice', 'carol')));
  await desk.advance(0);
  expect((await on(desk, '22T14:00')).sort()).toEqual(['alice', 'bob']);
  expect(wordsOf(desk, '#incidents')).toEqual([
    'muster.yaml would change who is on call now\nIn primary it has alice, carol on call this minute instead of alice, bob. bob stays on call until 2026-11-29T14:00, carol waits until 2026-11-29T14:00, the end of the shift, unless you apply the change now.',
  ]);
  expect((await on(desk, '29T14:00')).sort()).toEqual(['alice', 'carol']);
  expectOk(await desk.as(BOB, null, { admin: true }).press('oncall.reload.apply', 'primary', kept[0]?.override ?? ''));
  expect((await on(desk, '22T14:00')).sort()).toEqual(['alice', 'carol']);
});

test('somebody who would only come beside the others is asked about, too', async () => {
  const desk = open(concurrent('alice'));
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  expect(expectOk(await desk.edit(concurrent('alice', 'bob'))).kept).toMatchObject([
    { before: ['alice'], instead: ['alice', 'bob'], stays: [], waits: [{ person: 'bob' }] },
  ]);
  expect(await on(desk, '22T14:00')).toEqual(['alice']);
});

test('where nobody is on call there is no turn to keep: who fills the gap is on call at once, and told', async () => {
  const evenings = { users: ['alice'], start: '2026-01-01T00:00', restrictions: [{ from: '20:00', to: '21:00' }] };
  const desk = open({ schedules: { primary: { layers: [evenings] } } });
  await desk.oncall.configured();
  await desk.advance(2 * HOUR);
  desk.told();
  expect(expectOk(await desk.edit(carolAlways)).kept).toEqual([]);
  expect(await on(desk, '22T14:00')).toEqual(['carol']);
  await desk.advance(0);
  expect(desk.told()).toEqual(
    expect.arrayContaining([
      '14:00:00 carol: muster.yaml changed.',
      '14:00:00 #incidents: On call for primary now: carol.',
    ]),
  );
});

test('one person of several who is the only one left by a change to layered mode is not pushed out by who goes', async () => {
  const desk = open(concurrent('alice', 'bob'));
  await desk.oncall.configured();
  const bobAlone = { schedules: { primary: { layers: [{ users: ['bob'], start: '2026-01-01T00:00' }] } } };
  expect(expectOk(await desk.edit(bobAlone)).kept).toEqual([]);
  expect(await on(desk, '22T12:00')).toEqual(['bob']);
});

test('overrides to come of somebody who is taken out of the file are taken back, and the channel is told', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  expectOk(await desk.as(CAROL).type('oncall override', { when: '2026-11-22 13:00 to 14:00' }));
  expectOk(await desk.as(CAROL).type('oncall override', { when: '2026-11-24 00:00 to 2026-11-25 00:00' }));
  await desk.advance(4 * HOUR);
  desk.said.splice(0);
  expectOk(await desk.edit({ ...daily, people: { alice: { discord: ALICE }, bob: { discord: BOB } } }));
  await desk.advance(0);
  expect([await on(desk, '22T13:30'), await on(desk, '24T12:00')]).toEqual([['carol'], ['alice']]);
  expect(wordsOf(desk, '#incidents')).toEqual([
    'Overrides of people who are gone from muster.yaml are taken back\nprimary: carol, 2026-11-24T00:00 to 2026-11-25T00:00\nWho would have been on call without them is. /oncall override puts somebody else on call.',
  ]);
  expect(wordsOf(desk, ALICE)[0]).toContain('➕ primary: you are on call 2026-11-24T00:00 to 2026-11-25T00:00');
});

test('a start without the right file takes back none of what was agreed', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  expectOk(await desk.as(CAROL).type('oncall override', { when: '2026-11-24 00:00 to 2026-11-25 00:00' }));
  desk.reload({ people: {} });
  expectOk(await desk.oncall.configured());
  desk.reload(daily);
  expectOk(await desk.oncall.configured());
  expect(await on(desk, '24T12:00')).toEqual(['carol']);
});
