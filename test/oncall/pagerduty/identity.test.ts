import { afterEach, expect, test } from 'vitest';
import type { Result } from '../../../src/base/result.ts';
import { mailServer } from '../../counterparts/mail-server.ts';
import { ALICE, BOB, CAROL, replyText } from '../desk.ts';
import { CONFIG, type Carrying, openCarrying } from './carrying.ts';

let house: Carrying;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  expect(house.server.undocumented).toEqual([]);
  await house.close();
  for (const close of closing.splice(0)) await close();
});
const MINUTE = 60_000;
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

async function open(people: object = {}) {
  const mail = await mailServer();
  closing.push(() => mail.close());
  house = await openCarrying({
    config: {
      ...CONFIG,
      people: { ...CONFIG.people, ...people },
      oncall: { ...CONFIG.oncall, email: { smtpUrl: mail.url, from: 'muster@example.com' } },
    },
  });
  /** Of the newest mail. */
  const codeIn = (): string => /is (\d{6})\b/.exec(mail.mails.at(-1) ?? '')?.[1] ?? 'no code';
  return { mail, codeIn };
}
const link = (who: string, options: Record<string, string> = {}) =>
  house.as(who).type('muster pagerduty link', options);
const verify = (who: string, typed: string) => house.as(who).type('muster pagerduty verify', { code: typed });

test('somebody is the PagerDuty user whose mailbox they can read, and nobody before that', async () => {
  const { mail, codeIn } = await open();
  const { identities } = house.oncall.pagerduty;
  expect(await identities.of(ALICE)).toBeUndefined(); // muster.yaml has her address: that alone proves nothing
  expect(replyText(await link(ALICE))).toContain('A code is on its way to al…@example.com');
  await house.settle();
  expect(mail.mails).toHaveLength(1);
  expect(mail.mails[0]).toContain('To: alice@example.com');
  expect(codeIn()).toMatch(/^\d{6}$/);
  expect(await identities.of(ALICE)).toBeUndefined();
  expect(code(await verify(BOB, codeIn()))).toBe('verification/none');
  expect(replyText(await verify(ALICE, codeIn()))).toContain('You are PALICE (alice@example.com) in PagerDuty');
  expect(await identities.of(ALICE)).toEqual({ user: 'PALICE', email: 'alice@example.com' });
  expect(await identities.personOf('PALICE')).toBe(ALICE);
  expect(code(await verify(ALICE, codeIn()))).toBe('verification/none'); // once
});

test('a code is too old after 15 minutes, and five wrong ones use it up', async () => {
  const { codeIn } = await open();
  await link(ALICE);
  await house.settle();
  await house.advance(15 * MINUTE);
  expect(code(await verify(ALICE, codeIn()))).toBe('verification/expired');
  await link(ALICE);
  await house.settle();
  const wrong = codeIn() === '000000' ? '000001' : '000000';
  for (let n = 0; n < 5; n++) expect(code(await verify(ALICE, wrong))).toBe('verification/wrong');
  expect(code(await verify(ALICE, codeIn()))).toBe('verification/attempts');
});

test('addresses of nobody, of somebody else’s user, and against muster.yaml’s word are refused with a sentence', async () => {
  await open({ bob: { discord: BOB, pagerduty: 'PBOBBY' } });
  expect(code(await link(CAROL))).toBe('pagerduty/no-address');
  expect(code(await link(CAROL, { email: 'nobody@example.com' }))).toBe('pagerduty/no-user');
  const another = await link(BOB, { email: 'carol@example.com' });
  expect(another.ok ? '' : another.refusal.message).toContain('muster.yaml says that bob is PagerDuty’s PBOBBY');
  await house.linked(ALICE, 'PALICE');
  const taken = await link(CAROL, { email: 'alice@example.com' });
  expect(taken.ok ? '' : taken.refusal.message).toContain('alice has shown to be that PagerDuty user');
});

test('an administrator’s word counts, and can be taken back; others cannot give it', async () => {
  await open();
  const { identities } = house.oncall.pagerduty;
  expect(code(await house.as(CAROL).type('muster pagerduty map', { person: BOB, user: 'PBOBBY' }))).toBe(
    'permission/missing',
  );
  await house.linked(BOB, 'PBOBBY');
  expect(await identities.of(BOB)).toEqual({ user: 'PBOBBY', email: 'bob@example.com' });
  expect(code(await house.as(CAROL).type('muster pagerduty unlink', { person: BOB }))).toBe('permission/denied');
  expect(code(await house.as(BOB).type('muster pagerduty unlink'))).toBe('ok');
  expect(await identities.of(BOB)).toBeUndefined();
});

test('muster.yaml naming another user later makes it void', async () => {
  await open();
  await house.linked(BOB, 'PBOBBY');
  house.reload({ ...CONFIG, people: { ...CONFIG.people, bob: { discord: BOB, pagerduty: 'PSOMEBODY' } } });
  expect(await house.oncall.pagerduty.identities.of(BOB)).toBeUndefined();
});

test('while PagerDuty is away nobody can be linked, and a sentence says why', async () => {
  await open();
  house.server.fault({ kind: '503' });
  expect(code(await link(ALICE))).toBe('pagerduty/unreachable');
});
