import { afterEach, expect, test } from 'vitest';
import { virtualClock } from '../../../src/base/clock.ts';
import { newId } from '../../../src/base/ids.ts';
import type { Result } from '../../../src/base/result.ts';
import type { Claim } from '../../../src/oncall/contacts/verification-entries.ts';
import { createVerifications } from '../../../src/oncall/contacts/verifications.ts';
import type { Sent } from '../../../src/oncall/contacts/sender.ts';
import { onCallShapes } from '../../../src/oncall/shapes.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/open-sqlite-store.ts';
import type { Cause } from '../../../src/timeline/cause.ts';
import { createEffectsWorker } from '../../../src/timeline/effects-worker.ts';
import { composeEntryKinds } from '../../../src/timeline/entry-kind.ts';
import { timelineKinds } from '../../../src/timeline/kinds.ts';
import { createTimeline } from '../../../src/timeline/timeline.ts';

const MINUTE = 60_000;
const ALICE = '100000000000000001';
const claim: Claim = { kind: 'contact.email', person: ALICE, value: 'alice@example.com' };
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function open(deliver: () => Sent = () => ({ sent: true, reference: null })) {
  const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  const kinds = composeEntryKinds(onCallShapes.kinds, timelineKinds);
  const store = openSqliteStore({ path: ':memory:', projections: onCallShapes.projections, kinds, clock });
  const timeline = createTimeline({ store, clock, kinds, newId });
  const mails: string[] = [];
  const verifications = createVerifications({
    timeline,
    store,
    now: () => clock.now(),
    senderOf: (kind) =>
      kind === 'contact.email'
        ? async (_claim, { text }) => {
            const sent = deliver();
            if (sent.sent) mails.push(/\d{6}/.exec(text)?.[0] ?? '');
            return sent;
          }
        : undefined,
  });
  const worker = createEffectsWorker({ store, clock, timeline, handlers: verifications.effects });
  worker.start();
  closing.push(async () => {
    await worker.stop(0);
    await store.close();
  });
  let n = 0;
  const cause = (): Cause => ({
    causeId: `call:${++n}`,
    actor: { kind: 'person', id: ALICE },
    source: { kind: 'command' },
  });
  const mailed = async (count: number): Promise<string> => {
    await expect.poll(() => mails.length).toBe(count);
    return mails.at(-1) ?? '';
  };
  return { clock, store, verifications, cause, mailed, mails };
}

test('a code that arrives is good once, and shows the address to be theirs', async () => {
  const { verifications, cause, mailed } = open();
  expect(code(await verifications.send(claim, cause()))).toBe('ok');
  const typed = await mailed(1);
  expect(await verifications.isVerified(claim)).toBe(false);
  expect(code(await verifications.confirm('somebody-else', typed, cause()))).toBe('verification/none');
  expect(await verifications.confirm(ALICE, `${typed.slice(0, 3)} ${typed.slice(3)}`, cause())).toEqual({
    ok: true,
    value: claim,
  });
  expect(await verifications.isVerified(claim)).toBe(true);
  expect(await verifications.isVerified({ ...claim, value: 'alice@example.org' })).toBe(false);
  expect(code(await verifications.confirm(ALICE, typed, cause()))).toBe('verification/none');
  expect(code(await verifications.send(claim, cause()))).toBe('verification/already');
});

test('five wrong codes use it up, and the right one comes too late', async () => {
  const { verifications, cause, mailed } = open();
  await verifications.send(claim, cause());
  const right = await mailed(1);
  const wrong = right === '000000' ? '000001' : '000000';
  for (let n = 0; n < 5; n++) {
    expect(code(await verifications.confirm(ALICE, wrong, cause()))).toBe('verification/wrong');
  }
  expect(code(await verifications.confirm(ALICE, right, cause()))).toBe('verification/attempts');
  await verifications.send(claim, cause());
  expect(code(await verifications.confirm(ALICE, await mailed(2), cause()))).toBe('ok');
});

test('a code is too old after 15 minutes', async () => {
  const { verifications, cause, mailed, clock } = open();
  await verifications.send(claim, cause());
  const typed = await mailed(1);
  await clock.advance(15 * MINUTE);
  expect(code(await verifications.confirm(ALICE, typed, cause()))).toBe('verification/expired');
});

test('the code itself stands nowhere at rest', async () => {
  const { verifications, cause, mailed, store } = open();
  await verifications.send(claim, cause());
  const typed = await mailed(1);
  const kept = JSON.stringify([await store.effects({ limit: 100 }), await store.read('organisation')]);
  expect(kept).toContain('alice@example.com');
  expect(kept.replaceAll(/"(id|causeId|hash|salt|digest|key)":"[^"]*"|:\d{13}/g, '')).not.toContain(typed);
});

test('a sixth code within the hour is refused, with when', async () => {
  const { verifications, cause, mailed, clock } = open();
  for (let n = 1; n <= 5; n++) {
    await verifications.send(claim, cause());
    await mailed(n);
  }
  const refused = await verifications.send(claim, cause());
  expect(refused.ok ? '' : refused.refusal.message).toBe('Too many codes were asked for. Ask again in 60 min.');
  await clock.advance(60 * MINUTE);
  expect(code(await verifications.send(claim, cause()))).toBe('ok');
});

test('a code that cannot be sent says why, and a kind without a sender, too', async () => {
  const { verifications, cause } = open(() => ({ sent: false, reason: 'no such mailbox', transient: false }));
  await verifications.send(claim, cause());
  await expect
    .poll(async () => Object.values(await verifications.state())[0]?.pending?.undelivered)
    .toBe('no such mailbox');
  const refused = await verifications.confirm(ALICE, '123456', cause());
  expect(refused.ok ? '' : refused.refusal.message).toContain('could not be sent: no such mailbox');
  const fax = { ...claim, kind: 'contact.fax' };
  await verifications.send(fax, cause());
  await expect
    .poll(async () => Object.values(await verifications.state())[1]?.pending?.undelivered)
    .toContain('nothing is set up');
});

test('an administrator’s word counts without a code, and can be taken back', async () => {
  const { verifications, cause } = open();
  expect(code(await verifications.vouch(claim, cause()))).toBe('ok');
  expect(await verifications.isVerified(claim)).toBe(true);
  expect(code(await verifications.vouch(claim, cause()))).toBe('verification/already');
  expect(code(await verifications.withdraw(claim, cause()))).toBe('ok');
  expect(await verifications.isVerified(claim)).toBe(false);
  expect(code(await verifications.withdraw(claim, cause()))).toBe('verification/none');
});
