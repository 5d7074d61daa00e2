import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { httpReceiver } from '../../counterparts/http-receiver.ts';
import { mailServer } from '../../counterparts/mail-server.ts';
import { ALICE, BOB, CAROL, PEOPLE, lineOf, openDesk, replyText } from '../desk.ts';

type Desk = ReturnType<typeof openDesk>;
const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const open = (...args: Parameters<typeof openDesk>): Desk => {
  const desk = openDesk(...args);
  closing.push(() => desk.close());
  return desk;
};

const MINUTE = 60_000;
const CLOSED = 'http://127.0.0.1:1';
const steps = {
  policies: {
    checkout: {
      steps: [
        { page: ['person:alice'], wait: '5m' },
        { page: ['person:bob'], wait: '10m' },
        { page: ['person:carol'], wait: '10m' },
      ],
    },
  },
};
const sent = async (desk: Desk, place: { channelId: string } | null = null): Promise<void> => {
  expectOk(await desk.as(CAROL, place).type('page send', { who: 'policy:checkout', message: 'Payments fail' }));
  await desk.clock.advance(0);
};
/** Whoever was told by the chat, in order, without the card in the channel. */
const told = (desk: Desk): string[] =>
  desk.said.splice(0).flatMap(({ to, message }) => (to.startsWith('#') ? [] : [`${to}: ${lineOf(message)}`]));

test.each(['ntfy', 'email', 'sms', 'call', 'webhook'] as const)(
  '%s is down: the next method tells them at once, and the trail says why',
  async (method) => {
    const phone = await httpReceiver({ status: 200, body: '{"id":"1"}' });
    closing.push(() => phone.close());
    const address = {
      ntfy: `${CLOSED}/alice`,
      email: 'alice@example.com',
      sms: '+4930123456',
      call: '+4930123456',
      webhook: CLOSED,
    };
    const desk = open({
      ...steps,
      people: {
        ...PEOPLE,
        alice: {
          discord: ALICE,
          contacts: [{ [method]: address[method] }] as never,
          rules: { high: [`now ${method}`, '4m discord'] },
        },
      },
      oncall: {
        email: { smtpUrl: 'smtp://127.0.0.1:1', from: 'muster@example.com' },
        twilio: { accountSid: 'AC1', authToken: 'secret', from: '+1000', apiUrl: CLOSED },
      },
    });
    await sent(desk);
    // No minute passes meanwhile: the clock stands still.
    const trail = async (): Promise<string> => replyText(await desk.as(BOB).type('page status', { page: 1 }));
    await expect.poll(trail).toContain('alice | discord | sent');
    expect(await trail()).toMatch(new RegExp(`alice \\| ${method} \\| failed: .+; again`));
    expect(told(desk)).toEqual([`${ALICE}: Page 1`]);
  },
);

test('every method fails: the next step comes at once, and the numbers to call stand in the incident’s channel', async () => {
  const twilio = await httpReceiver({ status: 503 });
  const mail = await mailServer(550);
  closing.push(() => twilio.close());
  closing.push(() => mail.close());
  const desk = open({
    ...steps,
    people: {
      ...PEOPLE,
      alice: {
        discord: ALICE,
        email: 'alice@example.com',
        contacts: [{ sms: '+4930123456' }, { ntfy: `${CLOSED}/alice` }],
        rules: { high: ['now sms', '1m ntfy', '2m email', '3m discord'] },
      },
    },
    oncall: {
      email: { smtpUrl: mail.url, from: 'muster@example.com' },
      twilio: { accountSid: 'AC1', authToken: 'secret', from: '+1000', apiUrl: twilio.url },
    },
  });
  desk.chat.outcome = (to) => (to === ALICE ? { outcome: 'park', reason: 'no direct messages' } : { outcome: 'done' });
  await sent(desk, { channelId: 'inc-1' });
  await expect.poll(() => desk.said.some(({ to }) => to === BOB)).toBe(true);
  await desk.settle();
  const numbers = desk.said.filter(({ message }) => lineOf(message).includes('Call them: alice +4930123456'));
  expect(numbers.map(({ to }) => to).sort()).toEqual(['#inc-1', '#incidents']);
  expect(desk.said.every(({ at }) => at === '12:00:00')).toBe(true);
});

test('everything of everybody is down at once: the next step comes at once, nobody waits for who is only being tried again', async () => {
  const desk = open({
    people: {
      ...PEOPLE,
      alice: { discord: ALICE, contacts: [{ ntfy: `${CLOSED}/a` }], rules: { high: ['now ntfy'] } },
      bob: { discord: BOB, contacts: [{ ntfy: `${CLOSED}/b` }, { sms: '+4930123456' }], rules: { high: ['now ntfy'] } },
    },
    policies: {
      checkout: { steps: [{ page: ['person:alice', 'person:bob'], wait: '5m' }, { page: ['person:carol'] }] },
    },
  });
  await sent(desk);
  await desk.settle();
  expect(desk.told().sort()).toEqual([
    '12:00:00 #incidents: Nobody of step 1 of page 1 could be told. Call them: bob +4930123456. Whoever reads this: please take it.',
    '12:00:00 carol: Page 1',
  ]);
});

test('what a person decided stands: a failure that comes in late moves nothing on', async () => {
  const phone = await httpReceiver('hang');
  closing.push(() => phone.close());
  const desk = open({
    ...steps,
    people: {
      ...PEOPLE,
      alice: { discord: ALICE, contacts: [{ ntfy: `${phone.url}/alice` }], rules: { high: ['now ntfy'] } },
    },
  });
  await sent(desk);
  await expect.poll(() => phone.received.length).toBe(1);
  expectOk(await desk.as(ALICE).type('page ack'));
  await phone.close();
  await desk.settle();
  await desk.advance(60 * MINUTE);
  expect(told(desk)).toEqual([]);
  expect((await desk.oncall.pages.live())[0]?.acknowledgedBy).toBe(ALICE);
});

test('acknowledged at the very moment that the step ends: nobody else is asked', async () => {
  const desk = open(steps);
  await sent(desk);
  told(desk);
  await desk.advance(5 * MINUTE - 1);
  const [, acknowledged] = await Promise.all([desk.clock.advance(1), desk.as(ALICE).type('page ack')]);
  expectOk(acknowledged);
  const asked = told(desk).length; // the step may have been first; then the acknowledgement ended it
  await desk.advance(60 * MINUTE);
  expect(told(desk)).toEqual([]);
  expect(asked).toBeLessThanOrEqual(1);
  expect((await desk.oncall.pages.live())[0]?.acknowledgedBy).toBe(ALICE);
});

test('the clock jumps a day ahead: one step is made up for, not a burst of them', async () => {
  const desk = open(steps);
  await sent(desk);
  told(desk);
  desk.putClockBack(-24 * 60 * MINUTE);
  await desk.advance(5 * MINUTE);
  expect(told(desk)).toEqual([`${BOB}: Page 1`]);
  await desk.advance(10 * MINUTE);
  expect(told(desk)).toEqual([`${CAROL}: Page 1`]);
});

test('the clock is put back an hour: nobody waits an hour longer, and the next step is not paged twice', async () => {
  const desk = open(steps);
  desk.oncall.start();
  closing.push(() => {
    desk.oncall.stop();
  });
  await sent(desk);
  told(desk);
  await desk.advance(3 * MINUTE);
  desk.putClockBack(60 * MINUTE);
  await desk.advance(7 * MINUTE);
  expect(told(desk)).toEqual([`${BOB}: Page 1`]);
  await desk.advance(12 * MINUTE);
  expect(told(desk)).toEqual([`${CAROL}: Page 1`]);
  const trail = await desk.timeline.read((await desk.oncall.pages.live())[0]?.stream ?? '');
  expect(trail.filter(({ kind }) => kind === 'page.rearmed').length).toBeGreaterThan(0);
});

test('quiet hours never silence the last step, also when it is the only one', async () => {
  const quiet = { from: '11:00', to: '20:00', urgencies: ['high' as const] };
  const desk = open({
    people: { ...PEOPLE, alice: { discord: ALICE, quietHours: quiet } },
    policies: { checkout: { steps: [{ page: ['person:alice'], wait: '5m' }] } },
  });
  await sent(desk);
  expect(told(desk)).toEqual([`${ALICE}: Page 1`]);
});
