import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import type { Reply } from '../../../src/commands/message.ts';
import { verificationWarnings } from '../../../src/oncall/contacts/contact-list.ts';
import { httpReceiver } from '../../counterparts/http-receiver.ts';
import { mailServer } from '../../counterparts/mail-server.ts';
import { ALICE, BOB, PEOPLE, openDesk, replyText } from '../desk.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Alice is told by Discord, then ntfy, then e-mail; bob has Discord alone. */
async function open() {
  const ntfy = await httpReceiver({ status: 200 });
  const mail = await mailServer();
  closing.push(
    () => ntfy.close(),
    () => mail.close(),
  );
  const desk = openDesk({
    people: {
      ...PEOPLE,
      alice: {
        discord: ALICE,
        contacts: [{ ntfy: `${ntfy.url}/alice` }, { email: 'alice@example.com' }],
        rules: { high: ['now discord', '2m ntfy', '5m email'] },
      },
    },
    policies: { checkout: { steps: [{ page: ['person:bob'] }, { page: ['person:alice'] }] } },
    oncall: { email: { smtpUrl: mail.url, from: 'muster@example.com' } },
  });
  closing.push(() => desk.close());
  return { desk, ntfy, mail };
}
const codeIn = (text: string | undefined): string => /is (\d{6})\b/.exec(text ?? '')?.[1] ?? 'no code';
const labels = (reply: Reply): string[] =>
  reply.reply === 'message' ? (reply.message.buttons ?? []).flat().map(({ label }) => label) : [];

test('a contact is verified by the code that arrives there, and not by another', async () => {
  const { desk, ntfy } = await open();
  const alice = desk.as(ALICE);
  const shown = expectOk(await alice.type('oncall verify'));
  expect(replyText({ ok: true, value: shown })).toBe(
    `Your contacts\n✅ discord: verified\n⚠️ ntfy ${ntfy.url}/alice: unverified\n⚠️ email alice@example.com: unverified`,
  );
  expect(labels(shown)).toEqual(['Send a code: ntfy', 'Send a code: email']);
  expectOk(await alice.press('oncall.verify.send', '1'));
  await desk.settle();
  expect((await desk.store.effects({ kind: 'verification.send', limit: 9 })).map(({ pool }) => pool)).toEqual([
    'contact:ntfy',
  ]);
  const code = codeIn(ntfy.received[0]?.body);
  expect(code).toMatch(/^\d{6}$/);
  expect(replyText(await alice.type('oncall verify'))).toContain(`${ntfy.url}/alice: code sent`);

  const wrong = await alice.type('oncall verify', { code: code === '000000' ? '111111' : '000000' });
  expect(wrong.ok ? '' : wrong.refusal.code).toBe('verification/wrong');
  const notHers = await desk.as(BOB).type('oncall verify', { code });
  expect(notHers.ok).toBe(false);
  expect(replyText(await alice.type('oncall verify', { code: ` ${code} ` }))).toContain('ntfy is verified');
  expect(replyText(await alice.type('oncall verify'))).toContain(`${ntfy.url}/alice: verified`);
});

test.each([
  ['by its looks', '?token=', []],
  ['of the environment', '/', ['s3cr3t-of-alice', 'an-other-one']],
])(
  'an address that holds a secret %s is verified, and the secret stands nowhere in the record',
  async (_, by, secrets) => {
    const hook = await httpReceiver({ status: 200 });
    closing.push(() => hook.close());
    const contacts = ['s3cr3t-of-alice', 'an-other-one'].map((secret) => ({
      webhook: `${hook.url}/page${by}${secret}`,
    }));
    const desk = openDesk({ people: { ...PEOPLE, alice: { discord: ALICE, contacts } } }, { secrets });
    closing.push(() => desk.close());
    const alice = desk.as(ALICE);
    expectOk(await alice.press('oncall.verify.send', '1'));
    await desk.settle();
    expect(hook.received.map(({ url }) => url)).toEqual([`/page${by}s3cr3t-of-alice`]);
    expectOk(await alice.type('oncall verify', { code: codeIn(hook.received[0]?.body) }));
    const shown = replyText(await alice.type('oncall verify'));
    expect(shown).toContain('s3cr3t-of-alice: verified');
    expect(shown).toContain('an-other-one: unverified');
    expect(JSON.stringify(await desk.store.read('organisation'))).not.toContain('s3cr3t');
  },
);

test('a code that cannot be sent is said, with what is to be done', async () => {
  const { desk, mail } = await open();
  mail.refuse = 550;
  expectOk(await desk.as(ALICE).type('oncall verify', { contact: 'email' }));
  await desk.settle();
  expect(replyText(await desk.as(ALICE).type('oncall verify'))).toContain('alice@example.com: code could not be sent');
  const unknown = await desk.as(ALICE).type('oncall verify', { contact: 'sms' });
  expect(unknown.ok ? '' : unknown.refusal.message).toContain('You have no contact sms. There are: discord, ntfy');
});

test('an unverified last rule is warned of where one looks at shifts and where the policy is used, until it is verified', async () => {
  const { desk, mail } = await open();
  const warned = async (): Promise<boolean[]> => [
    replyText(await desk.as(ALICE).type('oncall me')).includes('The last rule (email) is unverified'),
    replyText(await desk.as(BOB).type('page send', { who: 'policy:checkout', message: 'Help' })).includes(
      'Its last step relies on contacts that are unverified: alice (email).',
    ),
  ];
  expect(await warned()).toEqual([true, true]);
  expect(replyText(await desk.as(BOB).type('oncall me'))).not.toContain('unverified');
  expect(replyText(await desk.as(BOB).type('oncall me', { person: ALICE }))).not.toContain('unverified');

  expectOk(await desk.as(ALICE).type('oncall verify', { contact: 'email alice@example.com' }));
  await desk.settle();
  expectOk(await desk.as(ALICE).type('oncall verify', { code: codeIn(mail.mails[0]) }));
  expect(await warned()).toEqual([false, false]);
});

test('muster check names the people and policies that end in something unverified', () => {
  const rules = { high: [{ afterMs: 0, method: 'email' as const }] };
  const sections = {
    people: { alice: { email: 'a@example.com', rules }, bob: { discord: BOB } },
    schedules: {},
    services: {},
    policies: {
      checkout: {
        steps: [{ page: [{ type: 'person' as const, key: 'alice' }], waitMs: 1 }],
        repeat: 0,
        follow: 'current' as const,
        acknowledgeTimeoutMs: null,
        fallback: null,
      },
    },
  };
  expect(verificationWarnings(sections, {}).map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
    'people.alice: the last rule (email) is unverified: alice shows by /oncall verify that it arrives',
    'policies.checkout: the last step relies on contacts that are unverified: alice (email)',
  ]);
});

test('/page test tries every contact at once, and reports what came of each', async () => {
  const { desk, ntfy, mail } = await open();
  ntfy.answer = { status: 507 };
  const shown = replyText(await desk.as(ALICE).type('page test'));
  const [title, first, second, third] = shown.split('\n');
  expect(title).toBe('1 of your 3 contacts failed');
  expect([first, second, third].map((line) => line?.replace(/ [\d.]+ s/, ' 0 s'))).toEqual([
    '✅ discord (their account): sent in 0 s, verified',
    `❌ ntfy (${new URL(ntfy.url).host}): ${new URL(ntfy.url).host} answered 507, unverified`,
    '✅ email (a…@example.com): sent in 0 s, unverified',
  ]);
  expect(desk.told()).toEqual([expect.stringContaining('alice: This is a test of your contacts (discord)')]);
  expect(mail.mails[0]).toContain('This is a test of your contacts (email)');
  expect(await desk.oncall.pages.live()).toEqual([]); // nobody is paged by it
  const [entry] = (await desk.timeline.read('organisation')).filter(({ kind }) => kind === 'contacts.tested');
  expect(entry?.data).toMatchObject({ person: ALICE, results: [{ sent: true }, { sent: false }, { sent: true }] });
});
