import { expect, onTestFinished, test, vi } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import type { Reply } from '../../src/commands/message.ts';
import { toMarkdown } from '../../src/discord/markdown.ts';
import { drawSchedule } from '../../src/oncall/living/draw-schedule.ts';
import { fairness } from '../../src/oncall/living/fairness.ts';
import { onCallRegister } from '../../src/oncall/living/register.ts';
import { ORGANISATION } from '../../src/timeline/entry.ts';
import { httpReceiver } from '../counterparts/http-receiver.ts';
import { mailServer } from '../counterparts/mail-server.ts';
import { type Desk, ALICE, BOB, CAROL, PEOPLE, open, replyText } from './desk.ts';

const HOUR = 3_600_000;
/** Days from midnight: alice on the 22nd, bob on the 23rd, and so on. */
const STRANGER = '100000000000000009';
const daily = {
  schedules: {
    primary: { layers: [{ name: 'daily', users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 day' }] },
  },
};
const at = (text: string): number => Date.parse(`2026-11-${text}Z`);
const on = async (desk: Desk, time: string): Promise<string[]> =>
  (await desk.oncall.roster()).at('primary', at(time)).map((shift) => shift.user);
const buttonOf = (reply: Reply, label: string): { action: string; args: readonly string[] } => {
  const buttons = reply.reply === 'message' ? (reply.message.buttons ?? []).flat() : [];
  const found = buttons.find((button) => button.label.startsWith(label));
  if (!found || !('action' in found)) throw new Error(`No button ${label}`);
  return { action: found.action, args: found.args ?? [] };
};

const pendingOf = async ({ timeline }: Desk): Promise<string[]> =>
  Object.values((await timeline.state(ORGANISATION, onCallRegister)).requests).map(({ type }) => type);

test('/oncall who says who, until when, and who is next', async () => {
  const desk = open(daily);
  expect(replyText(await desk.as(CAROL).type('oncall who'))).toBe(
    'On call now\nprimary: alice, until 2026-11-23T00:00, then bob',
  );
  expect(replyText(await desk.as(CAROL).type('oncall who', { at: '2026-11-25 10:00' }))).toContain('primary: bob');
  const friday = expectOk(await desk.as(CAROL).type('oncall who', { at: 'fri 22:00' }));
  const asked = friday.reply === 'message' ? toMarkdown(friday.message.title ?? []) : '';
  expect(asked).toBe(`On call <t:${at('27T22:00') / 1000}:F>`); // F: with the day of the week
  const unknown = await desk.as(CAROL).type('oncall who', { schedule: 'secondary' });
  expect(unknown.ok ? '' : unknown.refusal.message).toBe('There is no schedule called secondary. There are: primary.');
});

test('/oncall who for: says whose turn it is, also among channels and webhooks', async () => {
  const webhook = 'webhook:https://example.com/hook';
  const desk = open({
    policies: {
      places: {
        steps: [
          { page: [{ roundRobin: [webhook, 'person:bob'] }], wait: '5m' },
          { page: [{ roundRobin: ['channel:incidents', webhook] }] },
        ],
      },
    },
  });
  expect(replyText(await desk.as(CAROL).type('oncall who', { for: 'policy:places' }))).toBe(
    [
      'On call for places now',
      'At once: in turn, a webhook next (of 2)',
      'After 5m: in turn, #incidents next (of 2)',
    ].join('\n'),
  );
});

test('/oncall who for: a service or a policy says whom each step reaches, now and at a time in words', async () => {
  const desk = open({
    ...daily,
    policies: {
      payments: {
        steps: [
          { page: ['schedule:primary'], wait: '5m' },
          { page: [{ roundRobin: ['person:bob', 'person:carol'] }, 'channel:incidents'], wait: '10m' },
          { page: ['policy:last'] },
        ],
      },
      last: { steps: [{ page: ['person:carol'], wait: '1m' }] },
    },
    services: { checkout: { policy: 'payments' }, blog: {} },
  });
  const who = (raw: Readonly<Record<string, string>>) => desk.as(CAROL).type('oncall who', raw);
  const now = [
    'On call for payments now',
    'At once: primary: alice, until 2026-11-23T00:00, then bob',
    'After 5m: in turn, bob next (of 2); #incidents',
    'After 15m: carol',
  ].join('\n');
  for (const asked of ['checkout', 'service:checkout', 'policy:payments'])
    expect(replyText(await who({ for: asked }))).toBe(now);
  expect(replyText(await who({ for: 'checkout', at: 'on Friday night' }))).toContain('At once: primary: bob, until');
  expect(replyText(await who({ for: 'schedule:primary' }))).toContain('primary: alice');
  const page = { who: 'policy:payments', message: 'Payments fail' };
  expectOk(await desk.as(CAROL).type('page send', page));
  expect(replyText(await who({ for: 'checkout' }))).toContain('in turn, carol next');

  const refused = async (raw: Readonly<Record<string, string>>) => {
    const reply = await who(raw);
    return reply.ok ? 'ok' : reply.refusal.code;
  };
  expect(await refused({ for: 'blog' })).toBe('policy/none');
  expect(await refused({ for: 'alice' })).toBe('oncall/person');
  expect(await refused({ for: 'nothing' })).toBe('page/nobody');
  expect(await refused({ for: 'checkout', schedule: 'primary' })).toBe('oncall/which');
});

test('an override in words puts somebody on call, and can be taken back', async () => {
  const desk = open(daily);
  const reply = expectOk(await desk.as(CAROL).type('oncall override', { when: 'tonight 20:00 to 08:00' }));
  expect(await on(desk, '22T19:59')).toEqual(['alice']);
  expect(await on(desk, '22T20:00')).toEqual(['carol']);
  expect(await on(desk, '23T07:59')).toEqual(['carol']);
  expect(await on(desk, '23T08:00')).toEqual(['bob']);
  const { action, args } = buttonOf(reply, 'Take it back');
  await desk.advance(10 * HOUR);
  expectOk(await desk.as(CAROL).press(action, ...args));
  expect(await on(desk, '22T21:00')).toEqual(['carol']); // what was is not rewritten
  expect(await on(desk, '22T23:00')).toEqual(['alice']);
});

test('who goes on by an override is not handed over to: until when, and who is next, are said of all of it', async () => {
  const desk = open(daily);
  expectOk(await desk.as(ALICE).type('oncall override', { when: '2026-11-23 00:00 to 2026-11-24 00:00' }));
  expect(replyText(await desk.as(CAROL).type('oncall who'))).toContain(
    'primary: alice, until 2026-11-25T00:00, then bob',
  );
  expect(replyText(await desk.as(CAROL).type('oncall next')).split('\n')[1]).toBe('2026-11-25T00:00 primary: bob');
  expect(replyText(await desk.as(CAROL).type('oncall handoff'))).toContain('Next: bob, 2026-11-25T00:00');
});

test('overrides in the past, reversed, or of strangers are refused', async () => {
  const desk = open(daily);
  const code = async (raw: Record<string, string>, id = CAROL): Promise<string> => {
    const reply = await desk.as(id).type('oncall override', raw);
    return reply.ok ? 'done' : reply.refusal.code;
  };
  expect(await code({ when: '2026-11-20 10:00 to 2026-11-21 10:00' })).toBe('time/past');
  expect(await code({ when: '2026-11-25 10:00 to 2026-11-24 10:00' })).toBe('time/reversed');
  expect(await code({ when: 'now for 2h' }, STRANGER)).toBe('permission/missing');
  expect(await code({ when: 'now for 2h', person: STRANGER })).toBe('person/unknown');
});

test('who is not in muster.yaml is named: the other one, or you', async () => {
  const desk = open(daily);
  const message = async (id: string, other: string): Promise<string> => {
    const refused = await desk.as(id).type('oncall swap', { with: other });
    return refused.ok ? '' : refused.refusal.message;
  };
  expect(await message(ALICE, STRANGER)).toContain(`does not know ${STRANGER}`);
  const taken = await desk.as(ALICE).type('oncall take', { person: STRANGER });
  expect(taken.ok ? '' : taken.refusal.message).toContain(`does not know ${STRANGER}`);
});

test('where two schedules could be meant, both shifts are shown before a swap is offered', async () => {
  const { primary } = daily.schedules;
  const weekly = {
    layers: [{ name: 'weekly', users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 week' as const }],
  };
  const desk = open({ schedules: { primary, secondary: weekly } });
  const asked = expectOk(await desk.as(ALICE).type('oncall swap', { with: BOB }));
  expect(replyText({ ok: true, value: asked })).toContain('Nothing is offered yet');
  expect(await pendingOf(desk)).toEqual([]);
  const { action, args } = buttonOf(asked, 'Offer: secondary');
  const offered = expectOk(await desk.as(ALICE).press(action, ...args));
  expect(replyText({ ok: true, value: offered })).toContain(
    'offers 2026-12-06T00:00 to 2026-12-13T00:00 (secondary) for bob’s 2026-11-29T00:00 to 2026-12-06T00:00 (secondary)',
  );
  expect(await pendingOf(desk)).toEqual(['swap']);
});

const WEEKLY = {
  layers: [{ name: 'weekly', users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 week' as const }],
};
const twoSchedules = { schedules: { primary: daily.schedules.primary, secondary: WEEKLY } };
const choices = (reply: Reply): string[] =>
  (reply.reply === 'message' ? reply.message.menus : undefined)?.flatMap(({ choose }) =>
    typeof choose === 'string' ? [] : choose.map(({ value, description }) => `${value}: ${description ?? ''}`),
  ) ?? [];

test('days that are named in a swap choose the schedule where they fit one only, and are asked about where they fit two', async () => {
  const desk = open(twoSchedules);
  const swap = { with: BOB, theirs: '2026-11-25 10:00' };
  // Alice has the 24th in both, Bob the 25th in primary alone.
  const clear = expectOk(await desk.as(ALICE).type('oncall swap', { ...swap, mine: '2026-11-24 10:00' }));
  expect(replyText({ ok: true, value: clear })).toContain('(primary) for bob’s 2026-11-25T00:00');
  const both = { with: BOB, mine: '2026-12-06 10:00', theirs: '2026-12-15 10:00' };
  const asked = expectOk(await desk.as(ALICE).type('oncall swap', both));
  expect(replyText({ ok: true, value: asked })).toContain('Nothing is offered yet');
  const { action, args } = buttonOf(asked, 'Offer: secondary');
  expect(replyText(await desk.as(ALICE).press(action, ...args))).toContain(
    'offers 2026-12-06T00:00 to 2026-12-13T00:00 (secondary) for bob’s 2026-12-13T00:00 to 2026-12-20T00:00 (secondary)',
  );
  expect(await pendingOf(desk)).toEqual(['swap', 'swap']);
});

test('/oncall override without a schedule asks which, and who is replaced says it where they are in one only', async () => {
  const desk = open(twoSchedules);
  const when = '2026-11-23 10:00 to 2026-11-23 12:00';
  const asked = expectOk(await desk.as(CAROL).type('oncall override', { when, reason: 'School play' }));
  expect(choices(asked)).toEqual(['primary: bob', 'secondary: alice']);
  const others = await desk.as(BOB).select(asked, 'secondary');
  expect(others.ok ? '' : others.refusal.code).toBe('draft/gone');
  expect(replyText(await desk.as(CAROL).select(asked, 'secondary'))).toContain('secondary: carol, 2026-11-23T10:00');
  const again = await desk.as(CAROL).select(asked, 'primary');
  expect(again.ok ? '' : again.refusal.code).toBe('draft/gone');
  // On the 24th Alice has both; on the 23rd she has secondary alone.
  const clear = await desk
    .as(CAROL)
    .type('oncall override', { when: '2026-11-23 14:00 to 2026-11-23 15:00', replaces: ALICE });
  expect(replyText(clear)).toContain('secondary: carol for alice');
  const two = await desk
    .as(CAROL)
    .type('oncall override', { when: '2026-11-24 10:00 to 2026-11-24 11:00', replaces: ALICE });
  expect(choices(expectOk(two))).toEqual(['primary: alice', 'secondary: alice']);
});

test('/oncall take asks which where somebody is on call in several at once', async () => {
  const desk = open(twoSchedules);
  const asked = expectOk(await desk.as(CAROL).type('oncall take', { person: ALICE }));
  expect(choices(asked)).toEqual(['primary: alice', 'secondary: alice']);
  expect(replyText(await desk.as(CAROL).select(asked, 'primary'))).toContain('carol takes over from alice');
  expect(await on(desk, '22T13:00')).toEqual(['carol']);
});

test('/oncall handoff without a schedule means the one that you are on call for, or asks', async () => {
  const desk = open(twoSchedules);
  const asked = expectOk(await desk.as(ALICE).type('oncall handoff', { note: 'Mind the import' }));
  expect(choices(asked)).toEqual(['primary: alice', 'secondary: alice']);
  expect(replyText(await desk.as(ALICE).select(asked, 'secondary'))).toContain('Noted for secondary. bob reads it');
  await desk.advance(24 * HOUR);
  expect(replyText(await desk.as(BOB).type('oncall handoff'))).toContain('Hand-off: primary');
  expect(choices(expectOk(await desk.as(CAROL).type('oncall handoff')))).toEqual(['primary: bob', 'secondary: alice']);
});

test('a day with a zone of its own means the shift at noon there', async () => {
  const desk = open(daily);
  const named = { mine: '2026-11-24 Asia/Tokyo', theirs: '25 nov Asia/Tokyo' };
  const offered = replyText(await desk.as(ALICE).type('oncall swap', { with: BOB, ...named }));
  expect(offered).toContain('2026-11-24');
  expect(await pendingOf(desk)).toEqual(['swap']);
});

test('a swap moves both shifts once the other person accepts, and only they can', async () => {
  const desk = open(daily);
  const reply = expectOk(
    await desk.as(ALICE).type('oncall swap', { with: BOB, mine: '2026-11-24 10:00', theirs: '2026-11-25 10:00' }),
  );
  const { action, args } = buttonOf(reply, 'Accept');
  expect(await on(desk, '24T10:00')).toEqual(['alice']);
  const notYours = await desk.as(CAROL).press(action, ...args);
  expect(notYours.ok ? '' : notYours.refusal.code).toBe('swap/not-yours');
  expectOk(await desk.as(BOB).press(action, ...args));
  expect([await on(desk, '24T10:00'), await on(desk, '25T10:00')]).toEqual([['bob'], ['alice']]);
  const again = await desk.as(BOB).press(action, ...args);
  expect(again.ok ? '' : again.refusal.code).toBe('oncall/settled');
});

test('a cover request for part of a shift goes to the first who accepts', async () => {
  const desk = open(daily);
  expectOk(await desk.as(ALICE).type('oncall cover', { when: 'tonight 20:00 to 23:00', note: 'School play' }));
  const { action, args } = buttonOf(await desk.posted('Accept'), 'Accept');
  const own = await desk.as(ALICE).press(action, ...args);
  expect(own.ok ? '' : own.refusal.code).toBe('cover/own');
  expectOk(await desk.as(CAROL).press(action, ...args));
  expect([await on(desk, '22T21:00'), await on(desk, '22T23:00')]).toEqual([['carol'], ['alice']]);
  const late = await desk.as(BOB).press(action, ...args);
  expect(late.ok ? '' : late.refusal.code).toBe('oncall/settled');
});

test('who comes and who goes are told at each hand-off, overrides respected, once', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  await desk.advance(0);
  expect(desk.told()).toEqual([]);
  expectOk(await desk.as(CAROL).type('oncall override', { when: 'today 18:00 to 2026-11-22 20:00' }));
  await desk.advance(13 * HOUR);
  expect(desk.told()).toEqual([
    '12:00:00 alice: carol changed them.',
    '18:00:00 #incidents: On call for primary now: carol (before: alice), until 2026-11-22T20:00.',
    '20:00:00 #incidents: On call for primary now: alice (before: carol), until 2026-11-23T00:00.',
    '00:00:00 #incidents: On call for primary now: bob (before: alice), until 2026-11-24T00:00.',
  ]);
});

test('an announcement names who was announced before, whatever could not be written down beside the record', async () => {
  const desk = open(daily);
  await desk.oncall.configured();
  await desk.advance(0);
  // As a process that dies right behind the commit: all of it is on record, and nothing else.
  const settings = vi.spyOn(desk.store, 'setSetting').mockRejectedValue(new Error('killed'));
  await desk.advance(36 * HOUR);
  expect(desk.told()).toEqual([
    '00:00:00 #incidents: On call for primary now: bob (before: alice), until 2026-11-24T00:00.',
    '00:00:00 #incidents: On call for primary now: alice (before: bob), until 2026-11-25T00:00.',
  ]);
  settings.mockRestore();
});

test('two changes at the same moment are one hand-off', async () => {
  for (const turns of [0, 1, 2, 3, 5, 8]) {
    const desk = open(daily);
    await desk.oncall.configured();
    await desk.advance(60_000);
    desk.told();
    expectOk(await desk.as(CAROL).type('oncall override', { when: 'now for 2h' }));
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    expectOk(await desk.as(CAROL).type('oncall override', { when: 'tomorrow' }));
    await desk.advance(0);
    expect(desk.told().filter((line) => line.includes('On call for primary now'))).toHaveLength(1);
  }
});

test('a hand-off says until when who came stays, beyond a week and beside others', async () => {
  const fortnight = { users: ['alice', 'bob'], start: '2026-11-08T18:00', turn: '2 weeks' };
  const evening = {
    users: ['carol'],
    start: '2026-11-01T00:00',
    restrictions: [{ days: ['sun'], from: '20:00', to: '22:00' }],
  };
  const desk = open({ schedules: { primary: { mode: 'concurrent', layers: [fortnight, evening] } } });
  await desk.oncall.configured();
  await desk.advance(11 * HOUR);
  expect(desk.told().filter((line) => line.includes('On call for'))).toEqual([
    '18:00:00 #incidents: On call for primary now: bob (before: alice), until 2026-12-06T18:00.',
    '20:00:00 #incidents: On call for primary now: bob, carol, until 2026-11-22T22:00.',
    '22:00:00 #incidents: On call for primary now: bob (before: carol), until 2026-12-06T18:00.',
  ]);
});

test('before a shift its person is reminded, also of one that an override brought, and once after a standstill', async () => {
  const desk = open({ ...daily, oncall: { remindBefore: ['4h', '1h'] } });
  await desk.oncall.configured();
  await desk.advance(0);
  expectOk(
    await desk.as(ALICE).type('oncall override', { when: '2026-11-22 18:00 to 2026-11-22 20:00', person: CAROL }),
  );
  await desk.advance(12 * HOUR);
  const reminders = (): string[] => desk.told().filter((line) => line.includes('it begins'));
  expect(reminders()).toEqual([
    '14:00:00 carol: You are on call for primary from 2026-11-22T18:00 until 2026-11-22T20:00: it begins 2026-11-22T18:00.',
    '16:00:00 alice: You are on call for primary from 2026-11-22T20:00 until 2026-11-23T00:00: it begins 2026-11-22T20:00.',
    '17:00:00 carol: You are on call for primary from 2026-11-22T18:00 until 2026-11-22T20:00: it begins 2026-11-22T18:00.',
    '19:00:00 alice: You are on call for primary from 2026-11-22T20:00 until 2026-11-23T00:00: it begins 2026-11-22T20:00.',
    '20:00:00 bob: You are on call for primary from 2026-11-23T00:00 until 2026-11-24T00:00: it begins 2026-11-23T00:00.',
    '23:00:00 bob: You are on call for primary from 2026-11-23T00:00 until 2026-11-24T00:00: it begins 2026-11-23T00:00.',
  ]);
  // Down from 19:00 to 23:30: both of the next day's reminders were due, and alice hears of it once.
  await desk.advance(19 * HOUR);
  expect(reminders()).toEqual([]);
  await desk.worker.stop(0);
  await desk.clock.advance(4.5 * HOUR);
  await desk.oncall.configured();
  desk.worker.start();
  await desk.advance(0.4 * HOUR);
  expect(reminders().map((line) => line.slice(0, 15))).toEqual(['23:30:00 alice:']);
});

test('a gap that comes up between two days’ announcements is announced at once, and it alone', async () => {
  const layer = { users: ['alice'], start: '2026-01-01T00:00', end: '2026-11-28T00:00' };
  const desk = open({ schedules: { primary: { layers: [layer] } } });
  await desk.oncall.configured();
  await desk.advance(HOUR);
  const announced = (): string[] => wordsOf(desk, '#incidents').filter((text) => text.startsWith('Nobody'));
  expect(announced()).toHaveLength(1);
  desk.told();
  const when = '2026-11-24 10:00 to 2026-11-24 12:00';
  const both = await desk.as(BOB).type('oncall override', { when, person: BOB, replaces: ALICE, nobody: true });
  expect(both.ok ? '' : both.refusal.message).toContain('Say person: or nobody:, not both');
  const off = await desk.as(BOB).type('oncall override', { when, replaces: ALICE, nobody: true });
  await desk.advance(HOUR);
  expect(announced()).toEqual([
    'Nobody is on call ahead\nprimary: 2026-11-24T10:00 to 2026-11-24T12:00\n/oncall override fills a gap for once; muster.yaml fills it for good.',
  ]);
  desk.told();
  // Filled in part it is no new gap; the day after, all are announced again.
  expectOk(off);
  expectOk(await desk.as(BOB).type('oncall override', { when: '2026-11-24 10:00 to 2026-11-24 11:00' }));
  await desk.advance(HOUR);
  expect(announced()).toEqual([]);
  await desk.advance(22 * HOUR);
  expect(announced().map((text) => text.split('\n').length)).toEqual([4]);
});

test('a calendar that was not read yet announces no gap', async () => {
  const calendars = [{ url: 'https://calendar.invalid/rota.ics' }];
  const desk = open({ schedules: { rota: { calendars }, primary: { layers: [] } } });
  await desk.oncall.configured();
  await desk.advance(60_000);
  const [first] = wordsOf(desk, '#incidents').filter((text) => text.startsWith('Nobody'));
  expect(first).toContain('primary:');
  expect(first).not.toContain('rota:');
});

/** The direct message's title, words and list, a line each. */
const wordsOf = (desk: Desk, to: string): string[] =>
  desk.said
    .filter((said) => said.to === to)
    .map(({ message }) => replyText({ ok: true, value: { reply: 'message', message } }));

test('who loses or gains a shift by somebody else’s hand is told which, and who did it', async () => {
  const desk = open(daily);
  const made = expectOk(
    await desk
      .as(CAROL)
      .type('oncall override', { when: '2026-11-24 20:00 to 2026-11-25 08:00', person: BOB, reason: 'School play' }),
  );
  await desk.advance(0);
  expect(wordsOf(desk, ALICE)).toEqual([
    'Your shifts change\ncarol changed them: School play.\n➖ primary: no longer 2026-11-24T20:00 to 2026-11-25T00:00\n/oncall me lists all of them.',
  ]);
  expect(wordsOf(desk, BOB)).toEqual([
    'Your shifts change\ncarol changed them: School play.\n➕ primary: you are on call 2026-11-24T20:00 to 2026-11-25T00:00\n/oncall me lists all of them.',
  ]);
  expect(wordsOf(desk, CAROL)).toEqual([]);
  desk.told();
  const { action, args } = buttonOf(made, 'Take it back');
  expectOk(await desk.as(ALICE).press(action, ...args));
  await desk.advance(0);
  expect([wordsOf(desk, ALICE), wordsOf(desk, BOB).length]).toEqual([[], 1]); // alice did it herself
});

test('who has no Discord account hears of changed shifts, hand-offs and the next shift by their first contact, in their zone; of whom a call alone reaches, the channel does', async () => {
  const ntfy = await httpReceiver({ status: 503 });
  const mail = await mailServer();
  onTestFinished(async () => {
    await ntfy.close();
    await mail.close();
  });
  const users = ['dana', 'erin', 'frank'];
  const desk = open({
    schedules: { primary: { layers: [{ users, start: '2026-11-22T00:00', turn: '1 day' }] } },
    people: {
      ...PEOPLE,
      dana: { email: 'dana@example.com', timeZone: 'Europe/Berlin' },
      erin: { email: 'erin@example.com', contacts: [{ call: '+4930123456' }, { ntfy: `${ntfy.url}/erin` }] },
      frank: { contacts: [{ call: '+4930123457' }] },
    },
    oncall: { email: { smtpUrl: mail.url, from: 'muster@example.com' }, remindBefore: ['1h'] },
  });
  await desk.oncall.configured();
  await desk.settle();
  const taken = async (when: string): Promise<void> => {
    expectOk(await desk.as(CAROL).type('oncall override', { when }));
    await desk.settle();
  };
  const parked = async (): Promise<(string | null)[]> =>
    (await desk.store.effects({ state: 'parked', limit: 9 })).map(({ lastError }) => lastError);
  const mailed = (): string[] => mail.mails.splice(0).map(wordsOfMail);

  await taken('2026-11-25 20:00 to 2026-11-25 22:00');
  const pools = (await desk.store.effects({ kind: 'contact.tell', limit: 9 })).map(({ pool }) => pool);
  expect(new Set(pools)).toEqual(new Set(['contact:email']));
  expect(mailed()).toEqual([
    'dana@example.com: Muster: Your shifts change: carol changed them. ➖ primary: no longer Wed, 25 Nov 2026, 21:00 CET to Wed, 25 Nov 2026, 23:00 CET',
  ]);
  // It may answer again, and so nothing else is tried. Nothing ever rings.
  await taken('2026-11-26 20:00 to 2026-11-27 02:00');
  expect([ntfy.received.length > 0, mailed(), await parked()]).toEqual([true, [], []]);
  ntfy.answer = { status: 200 };
  await desk.clock.advance(60_000);
  await desk.settle();
  expect(JSON.parse(ntfy.received.at(-1)?.body ?? '')).toMatchObject({
    topic: 'erin',
    title: 'Muster: Your shifts change (possibly a repeat)',
    message: 'carol changed them.\n➖ primary: no longer Thu, 26 Nov 2026, 20:00 UTC to Fri, 27 Nov 2026, 00:00 UTC',
  });
  ntfy.answer = { status: 403 };
  await taken('2026-11-26 02:00 to 2026-11-26 03:00');
  expect(mailed().map((words) => words.slice(0, 44))).toEqual(['erin@example.com: Muster: Your shifts change']);
  mail.refuse = 550;
  await taken('2026-11-26 05:00 to 2026-11-26 06:00');
  const why =
    /^erin could not be told “Your shifts change” \(ntfy: .* answered 403; email: The mail server refused: .*\)$/;
  expect(await parked()).toEqual([expect.stringMatching(why)]);
  mail.refuse = undefined;
  // A call is all that reaches Frank.
  desk.said.length = 0;
  await taken('2026-11-24 05:00 to 2026-11-24 06:00');
  expect(wordsOf(desk, '#incidents')).toEqual([
    'frank has to be told\nNothing can be written to frank. Tell them: “Your shifts change”.\ncarol changed them.\n➖ primary: no longer 2026-11-24T05:00 to 2026-11-24T06:00',
  ]);
  await desk.clock.advanceTo(at('23T00:00'));
  await desk.settle();
  const handedOver =
    'On call for primary now: erin (before: dana), until Tue, 24 Nov 2026, 01:00 CET. No incident and no page is open.';
  expect(mailed().sort()).toEqual([
    `dana@example.com: Muster: Your shift is over: ${handedOver}`,
    `erin@example.com: Muster: You are on call now: ${handedOver.replace('01:00 CET', '00:00 UTC')}`,
  ]);
  await desk.clock.advanceTo(at('24T23:00'));
  await desk.settle();
  expect(mailed().filter((words) => words.startsWith('dana'))).toEqual([
    'dana@example.com: Muster: Your shift begins soon: You are on call for primary from Wed, 25 Nov 2026, 01:00 CET until Wed, 25 Nov 2026, 21:00 CET: it begins Wed, 25 Nov 2026, 01:00 CET.',
  ]);
});

/** `to: subject: words`, in one line. */
function wordsOfMail(mail: string): string {
  const end = mail.indexOf('\r\n\r\n');
  const header = (name: string): string =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(mail.slice(0, end))?.[1]?.trim() ?? '';
  const bytes = mail
    .slice(end)
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const words = Buffer.from(bytes, 'latin1').toString().replace(/\s+/g, ' ').trim();
  return `${header('To')}: ${header('Subject')}: ${words}`;
}

test('/oncall take takes what is left of somebody’s shift, or a part of it, and can be taken back', async () => {
  const desk = open(daily);
  const taken = expectOk(await desk.as(CAROL).type('oncall take', { person: ALICE }));
  expect(replyText({ ok: true, value: taken })).toBe(
    'carol takes over from alice: 2026-11-22T12:00 to 2026-11-23T00:00 (primary).',
  );
  expect([await on(desk, '22T13:00'), await on(desk, '23T00:00')]).toEqual([['carol'], ['bob']]);
  expectOk(await desk.as(CAROL).type('oncall take', { person: BOB, when: '2026-11-23 20:00 to 2026-11-24 03:00' }));
  expect([await on(desk, '23T19:00'), await on(desk, '23T20:00'), await on(desk, '24T00:00')]).toEqual([
    ['bob'],
    ['carol'],
    ['alice'],
  ]);
  const { action, args } = buttonOf(taken, 'Take it back');
  expectOk(await desk.as(ALICE).press(action, ...args));
  expect(await on(desk, '22T13:00')).toEqual(['alice']);

  const code = async (id: string, raw: Record<string, string>): Promise<string> => {
    const reply = await desk.as(id).type('oncall take', raw);
    return reply.ok ? 'done' : reply.refusal.code;
  };
  expect(await code(CAROL, { person: CAROL })).toBe('take/self');
  expect(await code(CAROL, { person: '100000000000000009' })).toBe('person/unknown');
  expect(await code(CAROL, { person: BOB, when: '2026-11-24 01:00 to 2026-11-24 02:00' })).toBe('shift/none');
});

test('a cover request that nobody takes is brought up again before it is too late, and once it is', async () => {
  const desk = open(daily);
  expectOk(await desk.as(BOB).type('oncall cover', { note: 'Concert' }));
  await desk.advance(13 * HOUR);
  const lines = desk.said.filter(({ message }) => (message.buttons ?? []).length > 0);
  expect(
    lines.map(({ at, to, message }) => `${at} ${to} ${replyText({ ok: true, value: { reply: 'message', message } })}`),
  ).toEqual([
    '12:00:00 #incidents Who can cover?\nbob asks for 2026-11-23T00:00 to 2026-11-24T00:00 (primary).\nConcert',
    '20:00:00 #incidents Nobody covers for bob yet: 2026-11-23T00:00 to 2026-11-24T00:00 (primary) begins 2026-11-23T00:00.\nConcert',
    '23:00:00 #incidents Nobody covers for bob yet: 2026-11-23T00:00 to 2026-11-24T00:00 (primary) begins 2026-11-23T00:00.\nConcert',
    '00:00:00 #incidents Nobody covered for bob: 2026-11-23T00:00 to 2026-11-24T00:00 (primary) has begun, and bob is on call. The rest can still be taken.\nConcert',
  ]);
  const button = lines.at(-1)?.message.buttons?.[0]?.[0];
  const args = button && 'action' in button ? (button.args ?? []) : [];
  expectOk(await desk.as(CAROL).press('oncall.request.accept', ...args));
  expect([await on(desk, '23T00:59'), await on(desk, '23T01:00')]).toEqual([['bob'], ['carol']]);
});

test('a cover request that is typed elsewhere is offered there and in on-call’s channel, and an answer in one is seen in all', async () => {
  const ELSEWHERE = '300000000000000009';
  const desk = open({ ...daily, oncall: { channel: 'on-call' } });
  const asked = expectOk(await desk.as(BOB, { channelId: ELSEWHERE }).type('oncall cover', { note: 'Concert' }));
  expect(asked).toMatchObject({ visibility: 'private' });
  await desk.advance(8 * HOUR); // to the first reminder
  const words = 'bob asks for 2026-11-23T00:00 to 2026-11-24T00:00 (primary).';
  const buttons = '[Accept, Decline or withdraw]';
  const first = [`#on-call: ${words} ${buttons}`, `#${ELSEWHERE}: ${words} ${buttons}`];
  expect(desk.shows().slice(0, 2)).toEqual(first);
  // Whoever posts finds out whether that is on-call's channel.
  const offers = await desk.store.effects({ kind: 'message.post', limit: 2 });
  expect(offers.map(({ payload }) => payload)).toEqual([
    expect.not.objectContaining({ besides: 'on-call' }),
    expect.objectContaining({ besides: 'on-call' }),
  ]);
  const { action, args } = buttonOf(await desk.posted('Accept'), 'Accept');
  expectOk(await desk.as(CAROL).press(action, ...args));
  await desk.advance(0);
  const covered = 'carol covers for bob: 2026-11-23T00:00 to 2026-11-24T00:00 (primary). [Accepted, Take it back]';
  expect(desk.shows().slice(0, 3)).toEqual([
    `#on-call: ${covered}`,
    `#${ELSEWHERE}: ${covered}`,
    `#on-call: ${covered}`,
  ]);
});

test('a cover request that is typed where Muster may not post is offered in on-call’s channel, and holds up no hand-off', async () => {
  const ELSEWHERE = '300000000000000009';
  const desk = open({ ...daily, oncall: { channel: 'on-call' } });
  desk.chat.outcome = (to) =>
    to === `#${ELSEWHERE}` ? { outcome: 'park', reason: 'Missing Access' } : { outcome: 'done' };
  expectOk(await desk.as(BOB, { channelId: ELSEWHERE }).type('oncall cover', {}));
  await desk.advance(12 * HOUR);
  const told = desk.told().filter((line) => line.includes('#on-call'));
  expect(told[0]).toContain('bob asks for');
  expect(told.slice(1).filter((line) => line.includes('Nobody cover'))).toHaveLength(3);
});

test('a time over several shifts moves the first, and says which others it leaves', async () => {
  const desk = open(daily);
  const when = '2026-11-23 12:00 to 2026-11-25 12:00';
  const rest = 'not with it: 2026-11-25T00:00 to 2026-11-25T12:00 (primary).';
  expect(replyText(await desk.as(BOB).type('oncall cover', { when }))).toContain(rest);
  expect(replyText(await desk.as(CAROL).type('oncall take', { person: BOB, when }))).toContain(rest);
  const one = { person: BOB, when: '2026-11-25 00:00 to 2026-11-26 12:00' };
  expect(replyText(await desk.as(CAROL).type('oncall take', one))).not.toContain('not with it');
});

test('a cover request that somebody took, or that was withdrawn, is not brought up again', async () => {
  const desk = open(daily);
  for (const [who, action] of [
    [CAROL, 'Accept'],
    [BOB, 'Decline'],
  ] as const) {
    expectOk(await desk.as(BOB).type('oncall cover', {}));
    const { action: name, args } = buttonOf(await desk.posted('Accept'), action);
    expectOk(await desk.as(who).press(name, ...args));
  }
  await desk.advance(60 * HOUR);
  expect(desk.told().filter((line) => line.includes('cover'))).toEqual([]);
});

test('a cover request whose shift somebody took by another way is withdrawn when its next reminder would come', async () => {
  const desk = open(daily);
  expectOk(await desk.as(BOB).type('oncall cover', {}));
  const asked = await desk.posted('Accept');
  expectOk(await desk.as(CAROL).type('oncall take', { person: BOB, when: '2026-11-23 00:00 to 2026-11-24 00:00' }));
  await desk.advance(13 * HOUR);
  expect(desk.told().filter((line) => line.includes('cover'))).toEqual([]);
  const { action, args } = buttonOf(asked, 'Accept');
  const late = await desk.as(CAROL).press(action, ...args);
  expect(late.ok ? '' : late.refusal.message).toContain('settled');
});

test('what to know and what is open stand in the next hand-off’s message, once', async () => {
  const desk = open(daily, {
    openIncidents: async () => [
      { number: 7, title: 'Checkout is slow', severity: 'SEV-2', status: 'investigating', channelId: null },
    ],
  });
  await desk.oncall.configured();
  await desk.advance(0);
  expectOk(await desk.as(ALICE).type('oncall handoff', { note: 'The import is being watched' }));
  expect(replyText(await desk.as(BOB).type('oncall handoff'))).toBe(
    'Hand-off: primary\nOn call: alice\nNext: bob, 2026-11-23T00:00\nIncident 7 (SEV-2, investigating): Checkout is slow\nWhat to know, by alice:\nThe import is being watched',
  );
  await desk.advance(12 * HOUR);
  const shown = wordsOf(desk, '#incidents');
  expect(shown).toEqual([
    'On call for primary now: bob (before: alice), until 2026-11-24T00:00.\nIncident 7 (SEV-2, investigating): Checkout is slow\nWhat to know, by alice:\nThe import is being watched',
  ]);
  await desk.advance(24 * HOUR);
  expect(wordsOf(desk, '#incidents')[1]).not.toContain('What to know');
});

test('what to know waits for who comes behind a gap, all of it, and more than can wait is refused', async () => {
  const hours = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }];
  const desk = open({
    ...daily,
    schedules: {
      primary: {
        gaps: 'expected',
        layers: [{ users: ['alice', 'bob'], start: '2026-11-16T09:00', turn: '1 week', restrictions: hours }],
      },
    },
  });
  await desk.oncall.configured();
  await desk.advance(0);
  for (let n = 1; n <= 10; n++)
    expect(replyText(await desk.as(ALICE).type('oncall handoff', { note: `Note ${n}` }))).toContain(
      'reads it at the hand-off',
    );
  expect(await desk.as(ALICE).type('oncall handoff', { note: 'Note 11' })).toMatchObject({
    refusal: { code: 'oncall/many-notes' },
  });
  const handOffs = (): readonly (readonly unknown[])[] =>
    wordsOf(desk, '#incidents')
      .filter((words) => words.startsWith('On call for primary'))
      .map((words) => [words.split('\n')[0], words.match(/Note \d+/g)?.length ?? 0]);
  // On Sunday nobody is: all ten wait for Monday's.
  await desk.advance(24 * HOUR);
  expect(handOffs()).toEqual([['On call for primary now: bob, until 2026-11-23T17:00.', 10]]);
  expectOk(await desk.as(BOB).type('oncall handoff', { note: 'Note 12' }));
  await desk.advance(24 * HOUR);
  expect(handOffs().slice(1)).toEqual([
    ['On call for primary now: nobody (before: bob), until 2026-11-24T09:00.', 0],
    ['On call for primary now: bob, until 2026-11-24T17:00.', 1],
  ]);
});

test('/oncall who says how many schedules it leaves out, and how to ask for them', async () => {
  const names = Array.from({ length: 1000 }, (_, n) => `team-${String(n + 1).padStart(2, '0')}`);
  const layers = [{ users: ['alice'], start: '2026-01-01T00:00' }];
  const desk = open({ schedules: Object.fromEntries(names.map((name) => [name, { layers }])) });
  const shown = replyText(await desk.as(BOB).type('oncall who'));
  expect(shown).toContain('team-25: alice');
  expect(shown).not.toContain('team-26');
  expect(shown).toContain('and 975 more schedules: ask for one by /oncall who schedule:…');
  expect(replyText(await desk.as(BOB).type('oncall who', { schedule: 'team-26' }))).toContain('team-26: alice');
});

test('role and topic follow who is on call', async () => {
  const desk = open({
    ...daily,
    oncall: { mirrors: { primary: { role: '200000000000000001', topic: '300000000000000001' } } },
  });
  await desk.oncall.configured();
  await desk.advance(0);
  const effects = await desk.store.effects({ kind: 'role.sync', limit: 5 });
  expect(effects[0]?.payload).toMatchObject({ role: '200000000000000001', holders: [ALICE] });
});

test('gaps ahead are announced every day', async () => {
  const desk = open({
    schedules: { primary: { layers: [{ users: ['alice'], start: '2026-01-01T00:00', end: '2026-11-24T00:00' }] } },
  });
  await desk.oncall.configured();
  await desk.advance(25 * HOUR);
  expect(desk.told()).toEqual([
    '12:00:00 #incidents: Nobody is on call ahead',
    '12:00:00 #incidents: Nobody is on call ahead',
  ]);
  expect(replyText(await desk.as(BOB).type('oncall gaps'))).toContain('primary: 2026-11-24T00:00 to');
  await desk.oncall.configured(); // a start, or a reload, announces nothing twice
  await desk.advance(HOUR);
  expect(desk.told()).toEqual([]);
});

/** Alice from nine to five, Monday to Friday; 2026-11-22 is a Sunday. */
const office = (gaps?: 'expected') => ({
  schedules: {
    support: {
      ...(gaps && { gaps }),
      layers: [
        {
          users: ['alice'],
          start: '2026-01-01T00:00',
          restrictions: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }],
        },
      ],
    },
  },
});

test('gaps that a schedule means are no alarm, are said to be meant, and grey in the picture', async () => {
  const desk = open(office('expected'));
  await desk.oncall.configured();
  await desk.advance(HOUR);
  expect(desk.told()).toEqual([]);
  expect(replyText(await desk.as(BOB).type('oncall gaps', { days: 2 }))).toBe(
    'Somebody is on call all the time in the next 2 days, except as planned:\nsupport, as planned: 2026-11-22T13:00 to 2026-11-23T09:00, and 1 more',
  );
  const shown = expectOk(await desk.as(BOB).type('oncall show'));
  const { tone, files } = shown.reply === 'message' ? shown.message : {};
  expect(tone).toBe('neutral');
  expect(replyText({ ok: true, value: shown })).toContain('Somebody is on call throughout its hours.');
  expect(files?.[0]?.alt).toContain('nobody, as planned, Sun 22 Nov 00:00 to Mon 23 Nov 09:00');
});

test('after its last shift a schedule’s gaps are no longer meant: its rotation has ended', async () => {
  const ending = (end: string) => {
    const { support } = office('expected').schedules;
    return { schedules: { support: { ...support, layers: support.layers.map((layer) => ({ ...layer, end })) } } };
  };
  const desk = open(ending('2026-11-25T12:00'));
  await desk.oncall.configured();
  await desk.advance(HOUR);
  expect(wordsOf(desk, '#incidents')).toEqual([
    'Nobody is on call ahead\nsupport: 2026-11-25T12:00 to 2026-11-29T12:00\n/oncall override fills a gap for once; muster.yaml fills it for good.',
  ]);
  expect(replyText(await desk.as(BOB).type('oncall gaps', { days: 30 }))).toContain(
    'support, as planned: 2026-11-22T13:00 to',
  );
  const ended = open(ending('2026-11-20T12:00'));
  await ended.oncall.configured();
  await ended.advance(HOUR);
  expect(wordsOf(ended, '#incidents')[0]).toContain('support: 2026-11-22T12:00 to 2026-11-29T12:00');
});

test('/oncall me says the same hours of days in a row once', async () => {
  const mine = replyText(await open(office()).as(ALICE).type('oncall me'));
  expect(mine.split('\n').slice(0, 3)).toEqual([
    'alice is on call',
    'support: 2026-11-23T09:00 to 2026-11-23T17:00, and the same hours each day until 2026-11-27T17:00 (5 days)',
    'support: 2026-11-30T09:00 to 2026-11-30T17:00, and the same hours each day until 2026-12-04T17:00 (5 days)',
  ]);
});

test('a gap that an override makes there is one, and it alone', async () => {
  const desk = open(office('expected'));
  await desk.oncall.configured();
  await desk.advance(HOUR);
  const when = '2026-11-24 10:00 to 2026-11-24 20:00';
  expectOk(await desk.as(BOB).type('oncall override', { when, replaces: ALICE, nobody: true }));
  await desk.advance(HOUR);
  const gap = 'support: 2026-11-24T10:00 to 2026-11-24T17:00';
  expect(wordsOf(desk, '#incidents').filter((text) => text.startsWith('Nobody'))).toEqual([
    `Nobody is on call ahead\n${gap}\n/oncall override fills a gap for once; muster.yaml fills it for good.`,
  ]);
  const gaps = replyText(await desk.as(BOB).type('oncall gaps', { days: 3 }));
  expect(gaps).toContain(gap);
  expect(gaps).toContain('support, as planned: 2026-11-22T14:00 to');
  const shown = expectOk(await desk.as(BOB).type('oncall show'));
  expect(shown.reply === 'message' ? shown.message.tone : '').toBe('warning');
});

test('unless it says so, a schedule that is open at night is announced', async () => {
  const desk = open(office());
  await desk.oncall.configured();
  await desk.advance(HOUR);
  expect(desk.told()).toEqual(['12:00:00 #incidents: Nobody is on call ahead']);
});

test('/oncall show without a schedule, where there are several, lets one choose', async () => {
  const { primary } = daily.schedules;
  const desk = open({ schedules: { primary, secondary: primary } });
  const asked = expectOk(await desk.as(BOB).type('oncall show'));
  const menu = asked.reply === 'message' ? asked.message.menus?.[0] : undefined;
  expect(menu?.choose).toEqual([
    { label: 'primary', value: 'primary' },
    { label: 'secondary', value: 'secondary' },
  ]);
  const chosen = expectOk(await desk.as(BOB).choose(menu?.action ?? '', 'secondary'));
  expect(replyText({ ok: true, value: chosen })).toContain('On call: secondary');
});

test('/oncall show draws a picture that says in words what it shows', async () => {
  const desk = open(daily);
  const reply = expectOk(await desk.as(BOB).type('oncall show', { span: 'week' }));
  const [file] = reply.reply === 'message' ? (reply.message.files ?? []) : [];
  expect(file?.alt).toContain('alice Sun 22 Nov 00:00 to Mon 23 Nov 00:00');
  expect(replyText(await desk.as(BOB).type('oncall fairness'))).toContain('alice | 0 | 0 | 12 | 1');
});

test('who has no name in muster.yaml is called in pictures as Discord calls them', async () => {
  const known = new Map<string, string>();
  const desk = open(
    {
      ...daily,
      people: { alice: { discord: ALICE }, bob: { discord: BOB, name: 'Robert' }, carol: { discord: CAROL } },
    },
    {
      nameInChat: (id) => known.get(id),
      learnNames: async (ids) => ids.forEach((id) => known.set(id, `Dr ${id.at(-1)}`)),
    },
  );
  const reply = expectOk(await desk.as(BOB).type('oncall show', { span: 'week' }));
  const [file] = reply.reply === 'message' ? (reply.message.files ?? []) : [];
  expect(file?.alt).toContain('Dr 1 Sun 22 Nov 00:00 to Mon 23 Nov 00:00');
  expect(file?.alt).toContain('Robert Mon 23 Nov');
  expect(replyText(await desk.as(BOB).type('oncall fairness'))).toContain('Dr 1 | 0 | 0 | 12 | 1');
});

test('what was changed by hand has lanes of its own in the picture', async () => {
  const window = { from: '2026-11-25T00:00', to: '2026-11-26T00:00' };
  const desk = open({
    schedules: {
      primary: { ...daily.schedules.primary, temporary: [{ ...window, shifts: [{ user: 'carol', ...window }] }] },
    },
  });
  const lanes = async (): Promise<string[]> => {
    const roster = await desk.oncall.roster();
    const span = { from: at('22T00:00'), to: at('29T00:00') };
    const schedule = roster.schedule('primary');
    if (!schedule) throw new Error('There is no such schedule');
    const { svg } = drawSchedule(schedule, roster, span, span.from, (key) => key);
    return ['temporary', 'overrides'].filter((name) => svg.includes(`>${name}<`));
  };
  expect(await lanes()).toEqual(['temporary']);
  expectOk(await desk.as(CAROL).type('oncall override', { when: 'tonight' }));
  expect(await lanes()).toEqual(['temporary', 'overrides']);
});

test('/oncall fairness over a span of one’s own, in a file, too', async () => {
  const desk = open({ ...daily, people: { alice: { discord: ALICE, name: '=SUM(A1)' }, bob: { discord: BOB } } });
  const raw = { from: '2026-11-23', to: '2026-11-27' };
  const reply = expectOk(await desk.as(CAROL).type('oncall fairness', raw));
  const files = reply.reply === 'message' ? (reply.message.files ?? []) : [];
  expect(files.map(({ name }) => name)).toEqual(['fairness.png', 'fairness.csv']);
  // Monday and Wednesday are bob's, Tuesday and Thursday alice's: 14 hours by day, 10 by night.
  expect(Buffer.from(files[1]?.content as Uint8Array).toString()).toBe(
    [
      'name,person,day hours,night hours,weekend hours,shifts',
      '"bob","bob",28,20,0,2',
      '"\'=SUM(A1)","alice",28,20,0,2',
      '',
    ].join('\r\n'),
  );
  const reversed = await desk.as(CAROL).type('oncall fairness', { from: '2026-11-27', to: '2026-11-23' });
  expect(reversed.ok ? '' : reversed.refusal.code).toBe('time/reversed');
});

test('fairness counts days, nights and weekends in the person’s own zone', () => {
  const shift = { user: 'a', layer: null, override: null };
  // Friday 12:00 to Saturday 12:00 in Berlin, in winter.
  const [load] = fairness(
    [{ ...shift, from: Date.parse('2026-11-20T11:00Z'), to: Date.parse('2026-11-21T11:00Z') }],
    () => 'Europe/Berlin',
  );
  expect(load).toEqual({ user: 'a', days: 10, nights: 2, weekends: 12, shifts: 1 });
});

test('/oncall me, next and handoff say what lies ahead', async () => {
  const desk = open(daily);
  expect(replyText(await desk.as(ALICE).type('oncall me'))).toContain('primary: now, until 2026-11-23T00:00\n');
  const mine = await desk.as(BOB).type('oncall me');
  expect(replyText(mine)).toContain('primary: 2026-11-23T00:00 to 2026-11-24T00:00');
  expect(expectOk(mine)).toMatchObject({ visibility: 'private' });
  expect(replyText(await desk.as(BOB).type('oncall next'))).toContain('2026-11-23T00:00 primary: bob');
  expectOk(await desk.as(BOB).type('page send', { who: 'alice', message: 'Disk is filling' }));
  expect(replyText(await desk.as(BOB).type('oncall handoff'))).toBe(
    'Hand-off: primary\nOn call: alice\nNext: bob, 2026-11-23T00:00\nPage 1 (open): Disk is filling',
  );
});
