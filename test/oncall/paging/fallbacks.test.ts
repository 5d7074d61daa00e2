import { afterEach, expect, test } from 'vitest';
import { expectOk, ok } from '../../../src/base/result.ts';
import { pageFold } from '../../../src/oncall/paging/page-state.ts';
import type { EffectDraft, EffectOutcome } from '../../../src/timeline/effect.ts';
import { ORGANISATION } from '../../../src/timeline/entry.ts';
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
    await expect.poll(trail).toContain('alice, discord: sent');
    expect(await trail()).toMatch(new RegExp(`alice, ${method}: failed: .+; again`));
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
    '12:00:00 #incidents: Nobody of step 1 of page 1 could be told. Call them: bob +4930123456. Payments fail',
    '12:00:00 carol: Page 1',
  ]);
});

test('a webhook and a channel are on the trail; when nothing of a step could be told the next comes at once', async () => {
  const hook = await httpReceiver({ status: 500 });
  closing.push(() => hook.close());
  const desk = open({
    policies: {
      checkout: {
        steps: [
          { page: [`webhook:${hook.url}/secret-token`, 'channel:gone'], wait: '5m' },
          { page: ['person:bob'], wait: '5m' },
        ],
      },
    },
  });
  desk.chat.outcome = (to) => (to === '#gone' ? { outcome: 'retry', reason: 'Discord is busy' } : { outcome: 'done' });
  await sent(desk);
  await expect.poll(() => desk.said.some(({ to }) => to === BOB)).toBe(true);
  await desk.settle();
  expect(desk.told().sort()).toEqual([
    '12:00:00 #incidents: Nothing of step 1 of page 1 could be told. Payments fail',
    '12:00:00 bob: Page 1',
  ]);
  const trail = replyText(await desk.as(BOB).type('page status', { page: 1 }));
  expect(trail).toMatch(/127\.0\.0\.1:\d+, webhook: failed: 127\.0\.0\.1:\d+ answered 500; again .* \(0\.0 s\)/);
  expect(trail).toContain('#gone, channel: failed: Discord is busy; again');
  expect(trail).not.toContain('secret-token');
});

test('a webhook that comes back is told while its step lasts, under the same id, as a possible repeat', async () => {
  const hook = await httpReceiver({ status: 503 });
  closing.push(() => hook.close());
  const desk = open({
    policies: { checkout: { steps: [{ page: ['person:alice', `webhook:${hook.url}/hook`], wait: '10m' }] } },
  });
  await sent(desk);
  await expect.poll(() => hook.received.length).toBe(1);
  await desk.settle();
  hook.answer = { status: 204 };
  await desk.clock.advance(30_000);
  await expect.poll(() => hook.received.length).toBe(2);
  await desk.settle();
  const ids = hook.received.map(({ headers }) => headers['x-muster-delivery']);
  expect(ids[0]).toBe(ids[1]);
  const repeats = hook.received.map(({ body }) => (JSON.parse(body) as { possibleRepeat: boolean }).possibleRepeat);
  expect(repeats).toEqual([false, true]);
  // Somebody was told, so the step has its time.
  expect((await desk.oncall.pages.live())[0]?.people).toEqual([ALICE]);
  expect(replyText(await desk.as(BOB).type('page status', { page: 1 }))).toContain('webhook: sent, maybe twice');
});

test('a channel that is gone beside people: the fallback hears of it, and the step has its time', async () => {
  const desk = open({
    policies: {
      checkout: { steps: [{ page: ['person:alice', 'channel:gone'], wait: '5m' }, { page: ['person:bob'] }] },
    },
  });
  desk.chat.outcome = (to) =>
    to === '#gone' ? { outcome: 'park', reason: 'There is no channel #gone' } : { outcome: 'done' };
  await sent(desk);
  expect(desk.told().sort()).toEqual([
    '12:00:00 #incidents: Page 1 could not be posted to #gone: There is no channel #gone',
    '12:00:00 alice: Page 1',
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

test('a step whose time has come is decided behind any number of messages that hang', async () => {
  const desk = open(steps);
  await sent(desk);
  const hung = Promise.withResolvers<EffectOutcome>();
  desk.chat.outcome = () => hung.promise;
  const hanging = Array.from({ length: 600 }, (): EffectDraft => ({
    kind: 'message.post',
    lane: null,
    payload: { channel: 'wall', message: { blocks: [] } },
  }));
  const { cause } = desk.as(CAROL).context();
  expectOk(
    await desk.timeline.change(ORGANISATION, pageFold, cause, () =>
      ok({ entries: [], effects: hanging, answer: null }),
    ),
  );
  await desk.advance(5 * MINUTE);
  expect(desk.worker.running()).toBe(512 + 1); // and Bob's own message, which hangs as well
  expect(replyText(await desk.as(BOB).type('page status', { page: 1 }))).toContain('step 2');
  hung.resolve({ outcome: 'done' });
});

test('one kind of contact that hangs holds up no other', async () => {
  const hook = await httpReceiver('hang');
  closing.push(() => hook.close());
  const rules = { high: ['now webhook' as const, 'now discord' as const] };
  const both = (discord: string) => ({ discord, contacts: [{ webhook: `${hook.url}/${discord}` }], rules });
  const desk = open(
    {
      people: { alice: both(ALICE), bob: both(BOB), carol: both(CAROL) },
      policies: { checkout: { steps: [{ page: ['person:alice', 'person:bob', 'person:carol'], wait: '5m' }] } },
    },
    { concurrency: 2 },
  );
  await sent(desk);
  await expect.poll(() => hook.received.length).toBe(2);
  await expect
    .poll(async () => {
      await desk.clock.advance(0);
      return desk.said.flatMap(({ to }) => (to.startsWith('#') ? [] : [to])).sort();
    })
    .toEqual([ALICE, BOB, CAROL]);
  expect(hook.received).toHaveLength(2); // nothing has timed out
  await hook.close();
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

test('the clock is put back twice within an hour: each time a wait of minutes is one of minutes again', async () => {
  const desk = open(steps);
  desk.oncall.start();
  closing.push(() => {
    desk.oncall.stop();
  });
  await sent(desk);
  told(desk);
  for (const back of [60, 30]) {
    await desk.advance(2 * MINUTE);
    desk.putClockBack(back * MINUTE);
  }
  await desk.advance(7 * MINUTE);
  expect(told(desk)).toEqual([`${BOB}: Page 1`]);
});

test('the clock is put back an hour: rules come when they would have come', async () => {
  const desk = open({
    ...steps,
    people: { ...PEOPLE, alice: { discord: ALICE, rules: { high: ['now discord', '4m mention'] } } },
  });
  desk.oncall.start();
  closing.push(() => {
    desk.oncall.stop();
  });
  await sent(desk);
  expect(told(desk)).toEqual([`${ALICE}: Page 1`]);
  await desk.advance(2 * MINUTE);
  desk.putClockBack(60 * MINUTE);
  // By the audit of the next minute.
  await desk.advance(6 * MINUTE);
  expect(told(desk).slice(0, 2)).toEqual([`${ALICE}: Page 1`, `${BOB}: Page 1`]);
});

test.each([
  ['still wait for their end', '11:00', '13:00', '13:00:00 alice: Page 1'],
  ['are over: nobody waits', '11:30', '14:00', '11:01:00 alice: Page 1'],
])('the clock is put back an hour: by it quiet hours %s', async (_, from, to, expected) => {
  const quiet = { from, to, urgencies: ['high' as const] };
  const desk = open({
    people: { ...PEOPLE, alice: { discord: ALICE, quietHours: quiet } },
    policies: { checkout: { steps: [{ page: ['person:alice'], wait: '4h' }, { page: ['person:bob'] }] } },
  });
  desk.oncall.start();
  closing.push(() => {
    desk.oncall.stop();
  });
  await sent(desk);
  desk.putClockBack(60 * MINUTE);
  await desk.advance(125 * MINUTE);
  expect(desk.told()).toEqual([expected]);
});

test('the clock is put back an hour: half an hour of snooze is no hour and a half', async () => {
  const desk = open(steps);
  desk.oncall.start();
  closing.push(() => {
    desk.oncall.stop();
  });
  await sent(desk);
  expectOk(await desk.as(ALICE).type('page snooze', { for: '30m' }));
  told(desk);
  desk.putClockBack(60 * MINUTE);
  await desk.advance(32 * MINUTE);
  expect(told(desk)).toEqual([`${ALICE}: Page 1`]);
});

test('what waits to be tried again is tried when the clock is put back, and holds up nothing for an hour', async () => {
  const desk = open(steps);
  let refused = 0;
  desk.chat.outcome = (to) =>
    to === '#1' && ++refused === 1 ? { outcome: 'retry', reason: 'busy' } : { outcome: 'done' };
  await sent(desk, { channelId: '1' });
  expect(refused).toBe(1);
  desk.putClockBack(60 * MINUTE);
  await desk.advance(MINUTE);
  expect(refused).toBeGreaterThan(1);
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

test('quiet hours never silence the last step, in whatever round', async () => {
  const quiet = { from: '11:00', to: '20:00', urgencies: ['high' as const] };
  const desk = open({
    people: { ...PEOPLE, alice: { discord: ALICE, quietHours: quiet }, bob: { discord: BOB, quietHours: quiet } },
    policies: {
      checkout: {
        repeat: 1,
        steps: [
          { page: ['person:alice'], wait: '5m' },
          { page: ['person:bob'], wait: '5m' },
        ],
      },
    },
  });
  await sent(desk);
  await desk.advance(19 * MINUTE);
  expect(desk.told()).toEqual(['12:05:00 bob: Page 1', '12:15:00 bob: Page 1']);
});

test('Discord is down for two hours and nobody has another contact: one alarm of each kind is made up for, not one for each round', async () => {
  const desk = open({
    policies: { checkout: { repeat: 1, steps: [{ page: ['person:alice'] }, { page: ['person:bob'] }] } },
  });
  let down = true;
  desk.chat.outcome = () =>
    down
      ? { outcome: 'retry', reason: 'Discord cannot be reached.', at: desk.clock.now() + 60_000, waits: true }
      : { outcome: 'done' };
  await sent(desk);
  await desk.advance(120 * MINUTE);
  expect(desk.told()).toEqual([]);
  down = false;
  await desk.advance(2 * MINUTE);
  const said = desk.said.splice(0).map(({ to, message }) => `${to}: ${lineOf(message)}`);
  expect(said.filter((line) => line.startsWith('#')).sort()).toEqual([
    '#incidents: Nobody of step 1 of page 1 could be told. Payments fail',
    '#incidents: Nobody of step 2 of page 1 could be told. Payments fail',
    '#incidents: Page 1 went through everybody and nobody has acknowledged it. Payments fail',
  ]);
  await desk.advance(5 * MINUTE);
  expect(told(desk)).toEqual([`${ALICE}: Page 1`]);
});

test('who pages where nobody can be asked is told so at once, instead of that it is on its way', async () => {
  const desk = open({ schedules: { empty: { layers: [{ users: [null], start: '2026-01-01T00:00' }] } } });
  const send = async (who: string) => replyText(await desk.as(CAROL).type('page send', { who, message: 'Help' }));
  expect(await send('schedule:empty')).toBe(
    '⚠️ Page 1 reached nobody: nobody there can be asked now. Send it to somebody else by /page reassign page:1.',
  );
  expect(await send('person:alice')).toContain('Page 2 is on its way to ');
});
