import { expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { StoreError } from '../../../src/timeline/store.ts';
import { type Desk, ALICE, BOB, CAROL, PEOPLE, open, plain, replyText } from '../desk.ts';

const MINUTE = 60_000;
const three = {
  schedules: { primary: { layers: [{ users: ['alice'], start: '2026-01-01T00:00' }] } },
  policies: {
    checkout: {
      repeat: 1,
      steps: [
        { page: ['schedule:primary'], wait: '5m' },
        { page: ['person:bob'], wait: '10m' },
        { page: ['channel:incidents'], wait: '15m' },
      ],
    },
  },
};
const send = { who: 'policy:checkout', message: 'Payments fail' };

async function sent(desk: Desk, raw: Record<string, string> = send): Promise<void> {
  expectOk(await desk.as(CAROL).type('page send', raw));
  await desk.advance(0);
}

const refusalOf = (result: Awaited<ReturnType<ReturnType<Desk['as']>['type']>>) =>
  result.ok ? '' : result.refusal.code;

test('a page goes on until somebody acknowledges: each step at its time, and then from the beginning', async () => {
  const desk = open(three);
  await sent(desk);
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1']);
  await desk.advance(5 * MINUTE - 1);
  expect(desk.told()).toEqual([]);
  await desk.advance(1);
  expect(desk.told()).toEqual(['12:05:00 bob: Page 1']);
  await desk.advance(25 * MINUTE);
  expect(desk.told()).toEqual(['12:15:00 #incidents: Page 1', '12:30:00 alice: Page 1']);
  await desk.advance(30 * MINUTE);
  expect(desk.told()).toEqual([
    '12:35:00 bob: Page 1',
    '12:45:00 #incidents: Page 1',
    '13:00:00 #incidents: Page 1 went through everybody and nobody has acknowledged it. Payments fail',
  ]);
  await desk.advance(30 * MINUTE);
  expect(desk.told()).toEqual(['13:30:00 alice: Page 1']);
});

test('an acknowledgement ends it: nobody else is told, ever', async () => {
  const desk = open(three);
  await sent(desk);
  const [row] = await desk.oncall.pages.live();
  expect(replyText(await desk.as(ALICE).press('page.ack', row?.stream ?? ''))).toContain(
    'State: Acknowledged by alice',
  );
  desk.told();
  await desk.advance(48 * 60 * MINUTE);
  expect(desk.told()).toEqual([]);
  const twice = await desk.as(BOB).type('page ack', { page: 1 });
  expect(twice.ok ? '' : twice.refusal.code).toBe('page/acknowledged');
  expectOk(await desk.as(ALICE).type('page resolve'));
  const gone = await desk.as(ALICE).type('page ack', { page: 1 });
  expect(gone.ok ? '' : gone.refusal.code).toBe('page/resolved');
});

test('rules tell a person by one method after the other, and stop when the step is over', async () => {
  const desk = open({
    ...three,
    people: { ...PEOPLE, alice: { discord: ALICE, rules: { high: ['now discord', '2m mention', '9m discord'] } } },
  });
  await sent(desk);
  await desk.advance(10 * MINUTE);
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1', '12:02:00 alice: Page 1', '12:05:00 bob: Page 1']);
});

/** Alice at every step, whose call comes after eight minutes; each step waits five. */
const onlyAlice = {
  people: {
    ...PEOPLE,
    alice: {
      discord: ALICE,
      rules: { high: ['now discord', '8m mention'] },
      quietHours: { from: '22:00', to: '07:00' },
    },
  },
  policies: {
    checkout: {
      repeat: 1,
      steps: [
        { page: ['person:alice'], wait: '5m' },
        { page: ['person:alice'], wait: '5m' },
      ],
    },
  },
};

test('who is asked by one step after the other is told anew, and what comes later is not put off each time', async () => {
  const desk = open(onlyAlice);
  await sent(desk);
  await desk.advance(17 * MINUTE);
  expect(desk.told()).toEqual([
    '12:00:00 alice: Page 1',
    '12:05:00 alice: Page 1',
    '12:08:00 alice: Page 1',
    '12:10:00 alice: Page 1',
    '12:15:00 alice: Page 1',
  ]);
  // Every way was used by 12:08: from 12:10 they are counted anew.
  await desk.advance(MINUTE);
  expect(desk.told()).toEqual(['12:18:00 alice: Page 1']);
});

test('when nobody else is left to ask, what was still to come for the last one comes', async () => {
  const { people } = onlyAlice;
  const desk = open({ people, policies: { checkout: { steps: [{ page: ['person:alice'], wait: '5m' }] } } });
  await sent(desk);
  await desk.advance(34 * MINUTE);
  expect(desk.told()).toEqual([
    '12:00:00 alice: Page 1',
    '12:05:00 #incidents: Page 1 went through everybody and nobody has acknowledged it. Payments fail',
    '12:08:00 alice: Page 1',
  ]);
  await desk.advance(10 * MINUTE);
  expect(desk.told().map((line) => line.slice(0, 8))).toEqual(['12:35:00', '12:40:00', '12:43:00']);
});

test('a step that asks somebody again does not ring them in their quiet hours', async () => {
  const desk = open({
    ...onlyAlice,
    policies: { checkout: { steps: [...onlyAlice.policies.checkout.steps, { page: ['person:bob'], wait: '5m' }] } },
  });
  await desk.advance(11 * 60 * MINUTE);
  await sent(desk, { ...send, urgency: 'low' });
  await desk.advance(14 * MINUTE);
  expect(desk.told()).toEqual(['23:10:00 bob: Page 1']);
});

test('who cannot take it is not asked by the steps that follow, until everybody was', async () => {
  const desk = open({
    policies: {
      checkout: {
        steps: [
          { page: ['person:alice'], wait: '5m' },
          { page: ['person:alice'], wait: '5m' },
          { page: [{ roundRobin: ['person:alice', 'person:bob'] }, 'person:alice'], wait: '5m' },
          { page: ['person:alice'], wait: '5m' },
        ],
      },
    },
  });
  await sent(desk);
  desk.told();
  const [row] = await desk.oncall.pages.live();
  expectOk(await desk.as(ALICE).press('page.decline', row?.stream ?? '', '1'));
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 bob: Page 1']);
  await desk.advance(5 * MINUTE);
  expect(desk.told()).toEqual([
    '12:05:00 #incidents: Page 1 went through everybody and nobody has acknowledged it. Payments fail',
  ]);
  await desk.advance(30 * MINUTE);
  expect(desk.told()).toEqual(['12:35:00 alice: Page 1']);
});

test('asked for by name, also who said that they cannot is asked', async () => {
  const desk = open(onlyAlice);
  await sent(desk);
  desk.told();
  const [row] = await desk.oncall.pages.live();
  expectOk(await desk.as(ALICE).press('page.decline', row?.stream ?? '', '1'));
  await desk.advance(0);
  expect(desk.told()).toEqual([
    '12:00:00 #incidents: Page 1 went through everybody and nobody has acknowledged it. Payments fail',
  ]);
  expectOk(await desk.as(BOB).type('page reassign', { who: 'person:alice' }));
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1']);
});

test('nobody on call at a step: the next step at once, and the fallback channel is told', async () => {
  const desk = open({
    schedules: { empty: { layers: [] } },
    policies: {
      checkout: {
        fallback: 'channel:ops',
        steps: [{ page: ['schedule:empty'] }, { page: ['person:bob'], wait: '5m' }],
      },
    },
  });
  await sent(desk);
  expect(desk.told().sort()).toEqual([
    '12:00:00 #ops: Step 1 of page 1 reached nobody: nobody is on call. Payments fail',
    '12:00:00 bob: Page 1',
  ]);
});

test('nobody anywhere: the fallback is told, and it begins again', async () => {
  const desk = open({ schedules: { empty: {} }, policies: { checkout: { steps: [{ page: ['schedule:empty'] }] } } });
  await sent(desk);
  expect(desk.told()).toHaveLength(2);
  await desk.advance(5 * MINUTE);
  expect(desk.told()).toHaveLength(2);
});

test('a method that fails makes way for the next at once, and when all fail for the next step', async () => {
  const desk = open({
    ...three,
    people: {
      ...PEOPLE,
      alice: { discord: ALICE, contacts: [{ sms: '+4930123456' }], rules: { high: ['now discord', '4m sms'] } },
    },
  });
  desk.chat.outcome = (to) => (to === ALICE ? { outcome: 'park', reason: 'no direct messages' } : { outcome: 'done' });
  await sent(desk);
  await desk.advance(1);
  expect(desk.told().sort()).toEqual([
    '12:00:00 #incidents: Nobody of step 1 of page 1 could be told. Call them: alice +4930123456. Payments fail',
    '12:00:00 bob: Page 1',
  ]);
  const trail = replyText(await desk.as(BOB).type('page status', { page: 1 }));
  expect(trail).toContain('alice, discord: failed: no direct messages');
  expect(trail).toContain('alice, sms: failed: no Twilio account is set up');
  expect(trail).toContain('bob, discord: sent');
});

test('what failed for the moment is tried again while the step lasts', async () => {
  const desk = open(three);
  let broken = 2;
  desk.chat.outcome = () =>
    broken-- > 0 ? { outcome: 'retry', reason: 'Discord is not connected yet.' } : { outcome: 'done' };
  await sent(desk, { who: 'person:bob', message: 'Hello' });
  await desk.advance(30 * MINUTE);
  expect(desk.told().some((line) => line.includes('bob: Page 1'))).toBe(true);
});

test('an acknowledgement runs out when the policy says so', async () => {
  const desk = open({
    ...three,
    policies: { checkout: { acknowledgeTimeout: '30m', steps: [{ page: ['schedule:primary'], wait: '5m' }] } },
  });
  await sent(desk);
  expect(replyText(await desk.as(ALICE).type('page ack'))).toContain(
    'It is quiet until 2026-11-22T12:30, and goes on then unless it is resolved.',
  );
  await desk.advance(0);
  desk.told();
  await desk.advance(30 * MINUTE);
  expect(desk.told()).toContain('12:30:00 alice: Page 1');
});

test('snoozing keeps it quiet, and then it begins anew', async () => {
  const desk = open(three);
  await sent(desk);
  expectOk(await desk.as(BOB).type('page snooze', { for: '2h', page: 1 }));
  desk.told();
  await desk.advance(120 * MINUTE - 1);
  expect(desk.told()).toEqual([]);
  await desk.advance(1);
  expect(desk.told()).toEqual(['14:00:00 alice: Page 1']);
});

test('escalate, reassign and "I can’t" move it on at once', async () => {
  const desk = open(three);
  await sent(desk);
  desk.told();
  const [row] = await desk.oncall.pages.live();
  expect(replyText(await desk.as(ALICE).press('page.decline', row?.stream ?? ''))).toContain('Asked now: bob');
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 bob: Page 1']);
  expect(replyText(await desk.as(ALICE).type('page escalate'))).toContain('Page 1');
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 #incidents: Page 1']);
  expectOk(await desk.as(ALICE).type('page reassign', { who: 'person:carol' }));
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 carol: Page 1']);
  await desk.advance(5 * MINUTE);
  expect(desk.told()).toEqual(['12:05:00 carol: Page 1']);
});

test('who cannot take it says so by command, too; whom it does not ask has nothing to hand on', async () => {
  const desk = open(three);
  await sent(desk);
  expect(refusalOf(await desk.as(BOB).type('page decline', { page: 1 }))).toBe('page/not-yours');
  desk.told();
  expect(replyText(await desk.as(ALICE).type('page decline'))).toContain('Page 1 goes on without alice');
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 bob: Page 1']);
});

test('/page update is read in the page’s channel and by who has it', async () => {
  const desk = open(three);
  const place = { channelId: 'general' };
  expectOk(await desk.as(CAROL, place).type('page send', { who: 'person:alice', message: 'Payments fail' }));
  expectOk(await desk.as(CAROL).type('page send', { who: 'person:alice', message: 'Mails fail' }));
  const kept = replyText(await desk.as(CAROL).type('page update', { page: 2, text: 'Still broken' }));
  expect(kept).toContain('The update is kept with page 2: it has no channel, and nobody else has it yet.');
  expectOk(await desk.as(ALICE).type('page ack', { page: 1 }));
  await desk.advance(0);
  desk.told();
  expectOk(await desk.as(CAROL).type('page update', { page: 1, text: 'It is the proxy' }));
  await desk.advance(0);
  expect(desk.said.filter(({ message }) => JSON.stringify(message).includes('It is the proxy'))).toHaveLength(2);
  const words = 'carol says how page 1 goes:';
  expect(desk.told().toSorted()).toEqual([`12:00:00 #general: ${words}`, `12:00:00 alice: ${words}`]);
  expectOk(await desk.as(ALICE).type('page update', { page: 1, text: 'Repaired' }));
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 #general: alice says how page 1 goes:']);
});

test('of two pages that were merged one goes on, and nobody is rung for the other any more', async () => {
  const desk = open(three);
  await sent(desk);
  await desk.advance(MINUTE);
  await sent(desk, { ...send, message: 'Cards are refused' });
  desk.told();
  expect(replyText(await desk.as(BOB).type('page merge', { page: 1, into: 2 }))).toContain(
    'Page 1 is one with page 2 now',
  );
  await desk.advance(6 * MINUTE);
  expect(desk.told()).toEqual(['12:06:00 bob: Page 2']);
  expect(replyText(await desk.as(ALICE).type('page status', { page: 1 }))).toContain('merged into page 2');
  expectOk(await desk.as(ALICE).type('page note', { page: 2, text: 'It is the proxy' }));
  expect(replyText(await desk.as(ALICE).type('page status', { page: 2 }))).toMatch(
    /bob, merged: page 1 into it.*alice, noted: It is the proxy/s,
  );
  for (const [page, into] of [
    [1, 2],
    [2, 1],
  ] as const) {
    expect(refusalOf(await desk.as(BOB).type('page merge', { page, into }))).toBe('page/resolved');
  }
  expect(refusalOf(await desk.as(BOB).type('page merge', { page: 2, into: 2 }))).toBe('page/same');
  expect((await desk.oncall.pages.live()).map(({ number }) => number)).toEqual([2]);
});

test('two pages are merged as a whole or not at all: a disk that fills up leaves none that says so and rings on', async () => {
  const desk = open(three);
  await sent(desk);
  await sent(desk, { ...send, message: 'Cards are refused' });
  const commit = desk.store.commit.bind(desk.store);
  const room = (commits: number): void => {
    let left = commits;
    desk.store.commit = (asked) =>
      left-- > 0 ? commit(asked) : Promise.reject(new StoreError('store/full', 'The disk is full.'));
  };
  const live = async () => (await desk.oncall.pages.live()).map(({ number }) => number).toSorted();
  room(0);
  expect(refusalOf(await desk.as(BOB).type('page merge', { page: 1, into: 2 }))).toBe('store/full');
  expect(await live()).toEqual([1, 2]);
  room(1);
  expectOk(await desk.as(BOB).type('page merge', { page: 1, into: 2 }));
  desk.store.commit = commit;
  expect(await live()).toEqual([2]);
});

test('an empty list of rules means that they are not told of pages of that urgency', async () => {
  const desk = open({
    people: { ...PEOPLE, alice: { discord: ALICE, rules: { low: [] } } },
    policies: {
      checkout: {
        steps: [
          { page: ['person:alice'], wait: '5m' },
          { page: ['person:bob'], wait: '5m' },
        ],
      },
    },
  });
  await sent(desk, { ...send, urgency: 'low' });
  await desk.advance(0);
  expect(desk.told().sort()).toEqual([
    '12:00:00 #incidents: Step 1 of page 1 reached nobody: nobody there is told of low urgency. Payments fail',
    '12:00:00 bob: Page 1',
  ]);
  const added = await desk.as(BOB).type('page add', { who: 'person:alice', page: 1 });
  expect(added.ok ? '' : added.refusal.message).toContain('There is no way to tell them of low urgency');
  await sent(desk);
  expect(desk.told()).toContain('12:00:00 alice: Page 2');
});

test('an open page follows the policy as it is, or as it was, as the policy says', async () => {
  const changed = { checkout: { steps: [{ page: ['schedule:primary'], wait: '5m' }, { page: ['person:carol'] }] } };
  for (const [follow, who] of [
    ['current', 'carol'],
    ['as-it-was', 'bob'],
  ] as const) {
    const desk = open({ ...three, policies: { checkout: { ...three.policies.checkout, follow } } });
    await sent(desk);
    desk.reload({ ...three, policies: changed });
    desk.told();
    await desk.advance(5 * MINUTE);
    expect(desk.told()).toEqual([`12:05:00 ${who}: Page 1`]);
  }
});

test('a round robin asks the next one with each page, and passes over who is not there', async () => {
  const desk = open({
    schedules: { empty: {} },
    policies: { checkout: { steps: [{ page: [{ roundRobin: ['person:alice', 'person:bob', 'schedule:empty'] }] }] } },
  });
  for (let n = 0; n < 3; n++) await sent(desk);
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1', '12:00:00 bob: Page 2', '12:00:00 alice: Page 3']);
});

test('a round robin counts its own policy’s pages: every second page of another one shifts nothing', async () => {
  const among = [{ roundRobin: ['person:alice', 'person:bob'] }];
  const desk = open({
    policies: { checkout: { steps: [{ page: among }] }, search: { steps: [{ page: ['person:carol'] }] } },
  });
  for (let n = 0; n < 3; n++) {
    await sent(desk);
    await sent(desk, { who: 'policy:search', message: 'Slow' });
  }
  expect(desk.told().filter((line) => !line.includes('carol'))).toEqual([
    '12:00:00 alice: Page 1',
    '12:00:00 bob: Page 3',
    '12:00:00 alice: Page 5',
  ]);
});

test('a policy in a round robin stands for its first step', async () => {
  const desk = open({
    policies: {
      north: { steps: [{ page: ['person:alice'] }, { page: ['person:carol'] }] },
      south: { steps: [{ page: ['person:bob'] }] },
      checkout: { steps: [{ page: [{ roundRobin: ['policy:north', 'policy:south'] }] }] },
    },
  });
  for (let n = 0; n < 2; n++) await sent(desk);
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1', '12:00:00 bob: Page 2']);
});

test.each([
  ['as long as its own wait says, where that is longer', '12m', '12:12:00'],
  ['as long as the policy’s first step says, where that is longer', '1m', '12:07:00'],
  ['as long as the policy’s first step says, where nothing is written', undefined, '12:07:00'],
])('a step that names a policy beside somebody waits %s', async (_, wait, then) => {
  const desk = open({
    policies: {
      infra: {
        steps: [
          { page: ['person:bob'], wait: '7m' },
          { page: ['channel:ops'], wait: '10m' },
        ],
      },
      checkout: { steps: [{ page: ['person:alice', 'policy:infra'], ...(wait && { wait }) }] },
    },
  });
  await sent(desk);
  await desk.advance(13 * MINUTE);
  expect(desk.told()).toEqual(['12:00:00 alice: Page 1', '12:00:00 bob: Page 1', `${then} #ops: Page 1`]);
});

test('quiet hours hold what is not the policy’s last step', async () => {
  const quiet = { from: '11:00', to: '13:00', urgencies: ['high' as const] };
  const desk = open({
    people: { ...PEOPLE, alice: { discord: ALICE, quietHours: quiet }, bob: { discord: BOB, quietHours: quiet } },
    policies: {
      checkout: {
        steps: [
          { page: ['person:alice'], wait: '2h' },
          { page: ['person:bob'], wait: '2h' },
        ],
      },
    },
  });
  await sent(desk);
  expect(desk.told()).toEqual([]);
  await desk.advance(60 * MINUTE);
  expect(desk.told()).toEqual(['13:00:00 alice: Page 1']);
  desk.reload({
    people: { ...PEOPLE, bob: { discord: BOB, quietHours: { from: '11:00', to: '20:00', urgencies: ['high'] } } },
    policies: {
      checkout: {
        steps: [
          { page: ['person:alice'], wait: '2h' },
          { page: ['person:bob'], wait: '2h' },
        ],
      },
    },
  });
  await desk.advance(60 * MINUTE);
  expect(desk.told()).toEqual(['14:00:00 bob: Page 1']);
});

test('alerts about one problem share a page', async () => {
  const desk = open(three);
  const page = {
    to: { type: 'policy', key: 'checkout' } as const,
    message: 'Disk',
    urgency: 'high' as const,
    dedupKey: 'disk',
  };
  const { cause } = desk.as(BOB).context();
  const first = expectOk(await desk.oncall.pages.open(page, cause));
  const second = expectOk(await desk.oncall.pages.open(page, { ...cause, causeId: 'another' }));
  expect([first.number, second.number, second.joined]).toEqual([1, 1, true]);
});

test('48 hours of downtime are caught up once, not in a burst', async () => {
  const desk = open(three);
  await sent(desk);
  desk.told();
  await desk.worker.stop(0);
  await desk.advance(48 * 60 * MINUTE);
  expect(desk.told()).toEqual([]);
  desk.worker.start();
  await desk.advance(1000);
  expect(desk.told().map((line) => line.slice(9))).toEqual(['bob: Page 1']);
});

test('after a downtime what is urgent goes first, whatever was due before', async () => {
  const desk = open(three);
  for (const urgency of ['low', 'high', 'low', 'high']) await sent(desk, { ...send, urgency });
  desk.told();
  await desk.worker.stop(0);
  await desk.advance(48 * 60 * MINUTE);
  desk.worker.start();
  await desk.advance(1000);
  expect(desk.told()).toEqual(['12:00:00 bob: Page 2', '12:00:00 bob: Page 4']);
  await desk.advance(10_000);
  expect(desk.told().map((line) => line.slice(9))).toEqual(['bob: Page 1', 'bob: Page 3']);
});

/** What must not happen: the page's timer is taken away without anything in its place. */
async function losesItsTimer(desk: Desk): Promise<void> {
  const [row] = await desk.oncall.pages.live();
  const { cause } = desk.as(BOB).context();
  const none = { name: 'none', version: 1, initial: null, evolve: () => null };
  await desk.timeline.change(row?.stream ?? '', none, { ...cause, causeId: 'sabotage' }, () => ({
    ok: true,
    value: { entries: [], effects: [{ cancel: `page:${row?.stream ?? ''}:next` }], answer: null },
  }));
  desk.told();
}

test('a page that lost its timer is found before that would have gone off, and pages nobody earlier for it', async () => {
  const desk = open(three);
  await sent(desk);
  expect(await desk.oncall.audit()).toMatchObject({ open: 1, rearmed: [] });
  await losesItsTimer(desk);
  expect(await desk.oncall.audit()).toMatchObject({ open: 1, rearmed: [1] });
  expect(await desk.oncall.audit()).toMatchObject({ open: 1, rearmed: [] });
  await desk.advance(5 * MINUTE);
  expect(desk.told()).toEqual([
    '12:00:00 #incidents: Page 1 had stopped and goes on. Payments fail',
    '12:05:00 bob: Page 1',
  ]);
});

test('an open page that lost its timer is found, armed again and reported', async () => {
  const desk = open(three);
  await sent(desk);
  await losesItsTimer(desk);
  await desk.advance(10 * MINUTE);
  expect(desk.told()).toEqual([]);
  expect(await desk.oncall.audit()).toMatchObject({ open: 1, rearmed: [1] });
  await desk.advance(0);
  expect(desk.told().sort()).toEqual([
    '12:10:00 #incidents: Page 1 had stopped and goes on. Payments fail',
    '12:10:00 bob: Page 1',
  ]);
  expect(replyText(await desk.as(BOB).type('page status', { page: 1 }))).toContain(
    'it had stopped; please report that',
  );
});

test('the trail says who did not answer and who is asked instead', async () => {
  const desk = open(three);
  await sent(desk);
  await desk.advance(5 * MINUTE);
  const trail = replyText(await desk.as(BOB).type('page status', { page: 1 }));
  expect(trail).toContain('alice, step 1: asked first');
  expect(trail).toContain('bob, step 2: asked now: alice did not answer');
});

test('a person is meant by their name, too, as the list of suggestions shows it; a name of two is asked back', async () => {
  const desk = open({
    ...three,
    people: {
      ...PEOPLE,
      alice: { discord: ALICE, name: 'Ada Moore' },
      bob: { discord: BOB, name: 'Ben Okafor' },
      ben2: { name: 'ben okafor' },
    },
  });
  for (const who of ['person:Ada Moore', 'person: ada moore', 'ADA MOORE', 'Alice']) {
    expectOk(await desk.as(CAROL).type('page send', { who, message: 'x' }));
  }
  expect((await desk.oncall.pages.live()).map(({ people }) => people)).toEqual([[ALICE], [ALICE], [ALICE], [ALICE]]);
  const two = await desk.as(CAROL).type('page send', { who: 'Ben Okafor', message: 'x' });
  expect(two.ok ? '' : two.refusal.message).toContain('Say which one: person:bob, person:ben2.');
});

test('a secret in a page’s words is told to nobody: not in the channel, not to whom it asks, not in the answer', async () => {
  const desk = open(three);
  const place = { channelId: '200' };
  const message = 'The pool wants password: hunter2hunter2';
  const reply = expectOk(await desk.as(CAROL, place).type('page send', { who: 'policy:checkout', message }));
  await desk.advance(0);
  expect(desk.said.map(({ to }) => to)).toEqual(expect.arrayContaining(['#200', ALICE]));
  expect(JSON.stringify([reply, desk.said])).toContain('[masked]');
  expect(JSON.stringify([reply, desk.said])).not.toContain('hunter2');
});

test('names that nobody bears are refused with what there is', async () => {
  const desk = open(three);
  const unknown = await desk.as(BOB).type('page send', { who: 'zoe', message: 'x' });
  expect(unknown.ok ? '' : unknown.refusal.message).toContain('Nobody is called zoe');
  const none = await desk.as(BOB).type('page ack');
  expect(none.ok ? '' : none.refusal.code).toBe('page/none');
});

test('a page that nobody answers for days has a long trail: the latest lines are shown, all of it is attached', async () => {
  const desk = open(three);
  await sent(desk);
  await desk.advance(24 * 60 * MINUTE);
  const reply = expectOk(await desk.as(BOB).type('page status', { page: 1 }));
  const message = reply.reply === 'form' ? undefined : reply.message;
  const list = message?.blocks.find((block) => block.type === 'list');
  expect(list?.items).toHaveLength(30);
  expect(plain(list?.items.at(-1))).toMatch(/^23 Nov /);
  const [file] = message?.files ?? [];
  const lines = file?.content instanceof Uint8Array ? Buffer.from(file.content).toString().trim().split('\n') : [];
  expect(lines.length).toBeGreaterThan(100);
  expect(lines[0]).toMatch(/^12:00:00\tcarol\topened/);
});
