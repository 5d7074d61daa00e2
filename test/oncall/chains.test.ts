import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import type { Message, Reply } from '../../src/commands/message.ts';
import { ALICE, BOB, CAROL, openDesk, replyText } from './desk.ts';

type Desk = ReturnType<typeof openDesk>;
let desk: Desk;
afterEach(() => desk.close());

const HOUR = 3_600_000;
/** Days from midnight: alice on the 22nd, bob on the 23rd, and so on. */
const layers = [{ name: 'daily', users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 day' }];
const on = async (time: string, schedule = 'primary'): Promise<string[]> =>
  (await desk.oncall.roster()).at(schedule, Date.parse(`2026-11-${time}Z`)).map(({ user }) => user);
const messageOf = (reply: Reply): Message => {
  if (reply.reply === 'form') throw new Error('A form is no message');
  return reply.message;
};
const argsOf = (reply: Reply, label: string): readonly [string, ...string[]] => {
  const button = (messageOf(reply).buttons ?? []).flat().find((one) => one.label.startsWith(label));
  if (!button || !('action' in button)) throw new Error(`No button ${label}`);
  return [button.action, ...(button.args ?? [])];
};
const type = async (id: string, name: string, raw: Record<string, string> = {}): Promise<Reply> =>
  expectOk(await desk.as(id).type(name, raw));
const press = async (id: string, reply: Reply, label: string): Promise<Reply> =>
  expectOk(await desk.as(id).press(...argsOf(reply, label)));
const codeOf = async (done: Promise<Awaited<ReturnType<ReturnType<Desk['as']>['type']>>>): Promise<string> => {
  const result = await done;
  return result.ok ? 'done' : result.refusal.code;
};

test('who came by an override is covered where they stand: alice by bob, then bob by carol', async () => {
  desk = openDesk({ schedules: { primary: { layers } } });
  const when = '2026-11-24 10:00 to 2026-11-24 16:00';
  await type(ALICE, 'oncall cover', { when });
  await press(BOB, await desk.posted('Accept'), 'Accept');
  expect(await on('24T12:00')).toEqual(['bob']);
  await type(BOB, 'oncall cover', { when });
  const covered = await press(CAROL, await desk.posted('Accept'), 'Accept');
  expect(replyText({ ok: true, value: covered })).toBe(
    'Covered\ncarol covers for bob: 2026-11-24T10:00 to 2026-11-24T16:00 (primary).',
  );
  expect([await on('24T09:59'), await on('24T12:00'), await on('24T16:00')]).toEqual([['alice'], ['carol'], ['alice']]);
  expect(replyText(await desk.as(ALICE).type('oncall changes'))).toContain(
    'Cover request (by bob), replaced by a later one',
  );
  await press(ALICE, covered, 'Take it back');
  expect(await on('24T12:00')).toEqual(['bob']);
  expect(replyText(await desk.as(ALICE).type('oncall changes'))).not.toContain('replaced');
});

test('a shift that was swapped can be taken, and the swap taken back as a whole', async () => {
  desk = openDesk({ schedules: { primary: { layers }, secondary: { layers } } });
  const offer = await type(ALICE, 'oncall swap', {
    with: BOB,
    schedule: 'primary',
    mine: '2026-11-24 10:00',
    theirs: '2026-11-25 10:00',
  });
  const swapped = await press(BOB, offer, 'Accept');
  expect(replyText({ ok: true, value: swapped })).toBe(
    'Swapped\nbob accepted. The schedule is changed:\nbob is on call 2026-11-24T00:00 to 2026-11-25T00:00 (primary)\nalice is on call 2026-11-25T00:00 to 2026-11-26T00:00 (primary)',
  );
  await type(CAROL, 'oncall take', { person: BOB, schedule: 'primary', when: '2026-11-24 08:00 to 2026-11-24 12:00' });
  expect([await on('24T07:00'), await on('24T09:00'), await on('25T09:00')]).toEqual([['bob'], ['carol'], ['alice']]);
  // A second click of Accept must not undo it: nothing can be pressed where it stood.
  expect(messageOf(offer).buttons?.[0]?.[0]?.label).toBe('Accept');
  expect(messageOf(swapped).buttons?.[0]?.map(({ disabled }) => disabled)).toEqual([true]);
  await press(BOB, swapped, 'Take it back');
  expect([await on('24T07:00'), await on('24T09:00'), await on('25T09:00')]).toEqual([['alice'], ['carol'], ['bob']]);
  expect(await on('24T09:00', 'secondary')).toEqual(['alice']);
});

test('in a concurrent schedule the one stands in for whom the other stood in, beside who else is on call', async () => {
  const one = { users: ['alice'], start: '2026-11-01T00:00' };
  desk = openDesk({ schedules: { primary: { mode: 'concurrent', layers: [one] } } });
  await type(BOB, 'oncall take', { person: ALICE, when: '2026-11-24 10:00 to 2026-11-24 16:00' });
  await type(CAROL, 'oncall override', { when: '2026-11-24 12:00 to 2026-11-24 14:00', replaces: BOB });
  expect([await on('24T11:00'), await on('24T13:00'), await on('24T15:00')]).toEqual([['bob'], ['carol'], ['bob']]);
  // Who came on top of others is taken out by taking that back.
  await type(CAROL, 'oncall override', { when: '2026-11-26 10:00 to 2026-11-26 16:00' });
  expect(await on('26T12:00')).toEqual(['alice', 'carol']);
  const when = '2026-11-26 10:00 to 2026-11-26 16:00';
  expect(await codeOf(desk.as(BOB).type('oncall take', { person: CAROL, when }))).toBe('shift/added');
});

test('nobody is put off call by a yes to what is not true any more', async () => {
  desk = openDesk({ schedules: { primary: { layers } } });
  const swap = { with: BOB, mine: '2026-11-24 10:00', theirs: '2026-11-25 10:00' };
  const offer = await type(ALICE, 'oncall swap', swap);
  await type(ALICE, 'oncall cover', { when: '2026-11-24 00:00 to 2026-11-25 00:00' });
  const cover = await desk.posted('Accept');
  await type(CAROL, 'oncall take', { person: ALICE, when: '2026-11-24 20:00 to 2026-11-24 22:00' });
  expect(await codeOf(desk.as(BOB).press(...argsOf(offer, 'Accept')))).toBe('swap/gone');
  await press(BOB, cover, 'Accept'); // the rest of it
  expect([await on('24T19:00'), await on('24T21:00'), await on('24T23:00')]).toEqual([['bob'], ['carol'], ['bob']]);
  expect(await on('25T10:00')).toEqual(['bob']);

  await type(ALICE, 'oncall cover', { when: '2026-11-26 00:00 to 2026-11-27 00:00' });
  const second = await desk.posted('Accept');
  await type(CAROL, 'oncall take', { person: ALICE, when: '2026-11-26 00:00 to 2026-11-27 00:00' });
  expect(await codeOf(desk.as(BOB).press(...argsOf(second, 'Accept')))).toBe('shift/gone');
  expect(await on('26T12:00')).toEqual(['carol']);
});

test('what could not be accepted is not offered', async () => {
  desk = openDesk({ schedules: { primary: { layers } } });
  const code = (name: string, raw: Record<string, string>): Promise<string> => codeOf(desk.as(ALICE).type(name, raw));
  expect(await code('oncall swap', { with: BOB, mine: 'now', theirs: '2026-11-25 10:00' })).toBe('swap/begun');
  expect(await code('oncall override', { when: '2026-11-24 10:00 to 2026-11-24 12:00' })).toBe('override/already');
  const replaces = { when: '2026-11-24 10:00 to 2026-11-24 12:00', replaces: BOB, person: CAROL };
  expect(await code('oncall override', replaces)).toBe('shift/gone');
});

test('who got their shift covered by another way is not reminded of the request', async () => {
  desk = openDesk({ schedules: { primary: { layers } } });
  await type(BOB, 'oncall cover', { note: 'Concert' });
  await type(CAROL, 'oncall take', { person: BOB, when: '2026-11-23 00:00 to 2026-11-24 00:00' });
  await desk.advance(13 * HOUR);
  expect(desk.told().filter((line) => line.includes('covers for bob yet'))).toEqual([]);
});

test('a cover without a schedule, where several could be meant, asks which: the first of them was taken', async () => {
  const later = [{ users: ['bob', 'alice'], start: '2026-11-20T06:00', turn: '1 day' }];
  desk = openDesk({ schedules: { primary: { layers }, secondary: { layers: later } } });
  const asked = await type(BOB, 'oncall cover', { note: 'Concert' });
  expect(replyText({ ok: true, value: asked })).toBe(
    'Which shift do you mean?\n2026-11-23T00:00 to 2026-11-24T00:00 (primary)\n2026-11-24T06:00 to 2026-11-25T06:00 (secondary)',
  );
  expect(await codeOf(desk.as(ALICE).select(asked, 'secondary'))).toBe('draft/gone');
  expect(replyText(await desk.as(BOB).select(asked, 'secondary'))).toBe(
    'Who can cover?\nbob asks for 2026-11-24T06:00 to 2026-11-25T06:00 (secondary).\nConcert',
  );
  const when = '2026-11-23 10:00 to 2026-11-23 12:00'; // bob has only primary then
  expect(replyText({ ok: true, value: await type(BOB, 'oncall cover', { when }) })).toContain('12:00 (primary)');
});

test('/oncall changes lists what was changed by hand and what waits, and takes back or accepts by its menus', async () => {
  const overrides = [{ from: '2026-12-24T00:00', to: '2026-12-25T00:00', add: 'carol' }];
  desk = openDesk({ schedules: { primary: { layers, overrides } } });
  await type(CAROL, 'oncall override', { when: 'tonight 20:00 to 23:00', reason: 'School play' });
  await type(BOB, 'oncall cover', { note: 'Concert' });
  const list = await type(ALICE, 'oncall changes');
  expect(replyText({ ok: true, value: list })).toBe(
    [
      'Changes on call',
      'Overrides',
      'primary: carol, 2026-11-22T20:00 to 2026-11-22T23:00, School play (by carol)',
      'primary: carol, 2026-12-24T00:00 to 2026-12-25T00:00, in muster.yaml',
      'Waiting for an answer',
      'bob asks for cover: 2026-11-23T00:00 to 2026-11-24T00:00 (primary), Concert',
    ].join('\n'),
  );
  const menus = messageOf(list).menus ?? [];
  const choose = async (n: number): Promise<string> => {
    const menu = menus[n];
    const value = typeof menu?.choose === 'object' ? menu.choose[0]?.value : undefined;
    return replyText(await desk.as(ALICE).choose(menu?.action ?? '', value ?? ''));
  };
  expect(menus.map(({ placeholder }) => placeholder)).toEqual(['Take an override back …', 'Accept one that waits …']);
  expect(await choose(0)).toContain('alice took an override back: primary: carol, 2026-11-22T20:00');
  expect(await choose(1)).toBe('Covered\nalice covers for bob: 2026-11-23T00:00 to 2026-11-24T00:00 (primary).');
  expect([await on('22T21:00'), await on('23T12:00')]).toEqual([['alice'], ['alice']]);
  expect(replyText(await desk.as(ALICE).type('oncall changes'))).not.toContain('Waiting');
});

test('a secret in the note of a cover request is masked in the answer and in what all see, as on the record', async () => {
  desk = openDesk({ schedules: { primary: { layers } } });
  const asked = await type(BOB, 'oncall cover', { note: 'School play, password=hunter22' });
  expect(replyText({ ok: true, value: asked })).toContain('School play, password=[masked]');
  expect(JSON.stringify([asked, await desk.posted('Accept')])).not.toContain('hunter22');
});
