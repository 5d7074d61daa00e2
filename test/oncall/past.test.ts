import { expect, test } from 'vitest';
import { type Desk, ALICE, BOB, CAROL, open, replyText } from './desk.ts';

const HOUR = 3_600_000;
const always = (user: string) => ({ layers: [{ users: [user], start: '2026-01-01T00:00' }] });
/** Days from midnight: alice on the 22nd, bob on the 23rd. It is the 22nd, 12:00. */
const daily = {
  layers: [{ name: 'daily', users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 day' as const }],
};
const who = async (desk: Desk, at: string, schedule?: string): Promise<string> =>
  replyText(await desk.as(CAROL).type('oncall who', { at: `2026-11-${at}`, ...(schedule && { schedule }) }))
    .split('\n')
    .slice(1)
    .join('\n');
async function reload(desk: Desk, ...next: Parameters<Desk['reload']>): Promise<void> {
  desk.reload(...next);
  await desk.oncall.configured();
}

test('who was on call stays who it was, however often muster.yaml changes', async () => {
  const desk = open({ schedules: { primary: daily } });
  await desk.oncall.configured();
  await desk.advance(24 * HOUR); // the 23rd, 12:00: bob
  await reload(desk, { schedules: { primary: always('carol') } });
  await desk.advance(24 * HOUR); // the 24th: carol, and bob was kept until midnight
  await reload(desk, { schedules: { primary: { ...always('alice'), timeZone: 'Asia/Beirut' } } });
  await desk.advance(24 * HOUR * 8); // carol was kept for a week
  await reload(desk, { schedules: { primary: always('bob') } });
  expect(await who(desk, '22 11:00')).toBe('primary: alice, until 2026-11-23T00:00, then bob');
  expect(await who(desk, '23 11:00')).toBe('primary: bob, until 2026-11-24T00:00, then carol');
  expect(await who(desk, '24 11:00')).toBe('primary: carol, until 2026-12-01T12:00, then alice');
});

test('somebody who was removed was on call all the same, by the name that is left of them', async () => {
  const people = { alice: { discord: ALICE }, bob: { discord: BOB }, carol: { discord: CAROL } };
  const desk = open({ people, schedules: { primary: daily } });
  await desk.oncall.configured();
  await desk.advance(24 * HOUR); // bob
  const { alice: _alice, ...left } = people;
  await reload(desk, { people: left, schedules: { primary: always('bob') } });
  expect(await who(desk, '22 11:00')).toBe('primary: alice, until 2026-11-23T00:00, then bob');
});

test('a schedule that was taken out is asked about the past, and not shown for today', async () => {
  const desk = open({ schedules: { primary: daily, secondary: always('carol') } });
  await desk.oncall.configured();
  await desk.advance(24 * HOUR);
  await reload(desk, { schedules: { primary: daily } });
  await desk.advance(24 * HOUR);
  const gone = 'secondary: carol, until 2026-11-23T12:00, then nobody (taken out of muster.yaml since)';
  expect(await who(desk, '23 11:00')).toBe(`primary: bob, until 2026-11-24T00:00, then alice\n${gone}`);
  expect(await who(desk, '23 11:00', 'secondary')).toBe(gone);
  expect(replyText(await desk.as(CAROL).type('oncall who'))).not.toContain('secondary');
  expect(await who(desk, '24 11:00')).not.toContain('secondary');
  // 12:00 on the 22nd to 12:00 on the 23rd were hers: a Sunday’s half, ten hours of the day, and the nights.
  const fairness = replyText(
    await desk.as(CAROL).type('oncall fairness', { from: '2026-11-22 12:00', to: '2026-11-24' }),
  );
  expect(fairness).toContain('carol | 4 | 8 | 12 | 1');
});

test('a schedule that was added later was nobody’s before', async () => {
  const desk = open({ schedules: { primary: always('alice') } });
  await desk.oncall.configured();
  await desk.advance(24 * HOUR);
  await reload(desk, { schedules: { primary: always('alice'), secondary: always('carol') } });
  await desk.advance(HOUR);
  expect(await who(desk, '22 18:00', 'secondary')).toBe('secondary: nobody is on call; carol from 2026-11-23T12:00');
  expect(await who(desk, '23 12:30', 'secondary')).toContain('secondary: carol');
  const day = { from: Date.parse('2026-11-23T00:00Z'), to: Date.parse('2026-11-24T00:00Z') };
  const drawn = (await desk.oncall.roster()).final('secondary', day, desk.clock.now());
  expect(drawn?.gaps).toEqual([]); // nobody was missing before it was there
  expect(drawn?.shifts.map(({ from }) => from)).toEqual([Date.parse('2026-11-23T12:00Z')]);
  // What was there when Muster was set up is taken to have been there before.
  expect(await who(desk, '20 18:00', 'primary')).toContain('primary: alice');
});
