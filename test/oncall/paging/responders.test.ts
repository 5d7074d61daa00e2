import { expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { type Desk, ALICE, BOB, CAROL, PEOPLE, open, replyText } from '../desk.ts';

const MINUTE = 60_000;
const ALL = 'Resolve, Escalate now, I can’t: next please, Add responder, Reassign, Snooze';
const two = {
  policies: {
    checkout: {
      steps: [
        { page: ['person:alice'], wait: '5m' },
        { page: ['person:bob'], wait: '10m' },
      ],
    },
  },
};

async function paged(desk: Desk, place: { channelId: string } | null = null): Promise<string> {
  expectOk(await desk.as(CAROL, place).type('page send', { who: 'policy:checkout', message: 'Payments fail' }));
  await desk.advance(0);
  const [row] = await desk.oncall.pages.live();
  return row?.stream ?? '';
}

test('a responder who is added is told at once, also after somebody has the page, and takes it from nobody', async () => {
  const desk = open(two);
  await paged(desk);
  expectOk(await desk.as(ALICE).type('page ack'));
  desk.told();
  expect(replyText(await desk.as(ALICE).type('page add', { who: 'person:carol', page: 1 }))).toContain(
    'join in on page 1',
  );
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 carol: Page 1']);
  expect(replyText(await desk.as(CAROL).type('page ack', { page: 1 }))).toContain('carol joins in on page 1');
  const [row] = await desk.oncall.pages.live();
  expect([row?.status, row?.acknowledgedBy]).toEqual(['acknowledged', ALICE]);
  const trail = replyText(await desk.as(BOB).type('page status', { page: 1 }));
  expect(trail).toContain('alice, responder added: carol');
  expect(trail).toContain('carol, discord: sent');
});

test('who was asked to join after somebody has the page answers by the button of their message, and of the channel’s', async () => {
  const desk = open(two);
  const stream = await paged(desk, { channelId: 'general' });
  expectOk(await desk.as(ALICE).press('page.ack', stream));
  expectOk(await desk.as(ALICE).submit('page.add.submit', stream, 'person:carol'));
  await desk.advance(0);
  const joins = `Page 1, Acknowledged by alice [Join in, ${ALL}]`;
  const quiet = `Page 1, Acknowledged by alice [${ALL}]`;
  const shown = () => desk.shows().filter((line) => line.includes('Page 1,'));
  expect(shown()).toEqual([`#general: ${joins}`, `alice: ${quiet}`, `carol: ${joins}`]);
  const others = await desk.as(BOB).press('page.ack', stream);
  expect(others.ok ? '' : others.refusal.code).toBe('page/acknowledged');
  expectOk(await desk.as(CAROL).press('page.ack', stream));
  await desk.advance(0);
  expect(shown()).toEqual([`#general: ${quiet}`, `alice: ${quiet}`, `carol: ${quiet}`]);
  expect((await desk.oncall.pages.row(stream))?.acknowledgedBy).toBe(ALICE);
  const trail = replyText(await desk.as(BOB).type('page status', { page: 1 }));
  expect(trail).toContain('carol, responder joined');
});

test('a card that was still to be posted when somebody was added is drawn anew, with them on it', async () => {
  const desk = open(two);
  desk.chat.outcome = (to) => (to === '#general' ? { outcome: 'retry', reason: 'away' } : { outcome: 'done' });
  const stream = await paged(desk, { channelId: 'general' });
  expectOk(await desk.as(ALICE).submit('page.add.submit', stream, 'person:carol'));
  await desk.advance(0);
  desk.chat.outcome = () => ({ outcome: 'done' });
  await desk.advance(MINUTE);
  const redrawn = await desk.store.effects({ kind: 'page.redraw', limit: 10 });
  expect(redrawn.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({ channel: '#general', as: 'card' }),
  );
});

test('who was added to an open page and takes it, or cannot, is not asked to join in any more', async () => {
  const desk = open(two);
  const stream = await paged(desk, { channelId: 'general' });
  const offers = async (): Promise<string[]> => {
    await desk.advance(0);
    const status = expectOk(await desk.as(BOB).type('page status', { page: 1 }));
    const buttons = status.reply === 'message' ? (status.message.buttons ?? []).flat().map(({ label }) => label) : [];
    return [
      ...desk.shows().filter((line) => line.includes('Join in')),
      ...buttons.filter((label) => label === 'Join in'),
    ];
  };
  expectOk(await desk.as(ALICE).submit('page.add.submit', stream, 'person:carol'));
  await desk.advance(0);
  expectOk(await desk.as(CAROL).press('page.ack', stream));
  expect(await offers()).toEqual([]);
  expectOk(await desk.as(CAROL).submit('page.add.submit', stream, 'person:bob'));
  expect(await offers()).toHaveLength(3);
  expectOk(await desk.as(BOB).press('page.decline', stream));
  expect(await offers()).toEqual([]);
});

test('who is added to an open page is told by every method, and what is left ends with the acknowledgement', async () => {
  const desk = open({
    ...two,
    people: { ...PEOPLE, carol: { discord: CAROL, rules: { high: ['now discord', '2m mention', '4m discord'] } } },
  });
  const stream = await paged(desk);
  desk.told();
  expectOk(await desk.as(ALICE).submit('page.add.submit', stream, 'person:carol'));
  await desk.advance(2 * MINUTE);
  expect(desk.told()).toEqual(['12:00:00 carol: Page 1', '12:02:00 carol: Page 1']);
  expectOk(await desk.as(ALICE).press('page.ack', stream));
  await desk.advance(10 * MINUTE);
  expect(desk.told()).toEqual([]);
  const twice = await desk.as(BOB).type('page add', { who: 'person:alice', page: 1 });
  expect(twice.ok ? '' : twice.refusal.code).toBe('page/asked-already');
});

test('who is added to an open page stays on it when the next step comes: later ways come, and they can say that they cannot', async () => {
  const desk = open({
    ...two,
    people: { ...PEOPLE, carol: { discord: CAROL, rules: { high: ['now discord', '8m mention'] } } },
  });
  const stream = await paged(desk);
  await desk.advance(3 * MINUTE);
  expectOk(await desk.as(ALICE).submit('page.add.submit', stream, 'person:carol'));
  await desk.advance(3 * MINUTE);
  desk.told();
  const asked = async () => (await desk.oncall.pages.state(stream)).people.map(({ id, added }) => [id, added]);
  expect(await asked()).toEqual([
    [BOB, false],
    [CAROL, true],
  ]);
  // Carol is not waited for, and Bob's step is the last.
  await desk.advance(5 * MINUTE);
  expect(desk.told()).toEqual(['12:11:00 carol: Page 1']);
  expectOk(await desk.as(CAROL).press('page.decline', stream));
  await desk.advance(0);
  expect(desk.told()).toEqual([]);
  expect((await desk.oncall.pages.state(stream)).people.map(({ id, declined }) => [id, declined])).toEqual([
    [BOB, false],
    [CAROL, true],
  ]);
});

test('who was added is not waited for: who cannot take the page hands it to the next step at once', async () => {
  const desk = open(two);
  const stream = await paged(desk);
  expectOk(await desk.as(ALICE).submit('page.add.submit', stream, 'person:carol'));
  await desk.advance(0);
  desk.told();
  expectOk(await desk.as(ALICE).press('page.decline', stream));
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 bob: Page 1']);
});

test('a responder who cannot be told is said so in the channel, with the phone number, and the page stays where it is', async () => {
  const desk = open({
    ...two,
    people: {
      ...PEOPLE,
      carol: { discord: CAROL, contacts: [{ sms: '+4930123456' }], rules: { high: ['now discord'] } },
    },
  });
  desk.chat.outcome = (to) => (to === CAROL ? { outcome: 'park', reason: 'no direct messages' } : { outcome: 'done' });
  await paged(desk);
  expectOk(await desk.as(ALICE).type('page ack'));
  desk.told();
  expectOk(await desk.as(ALICE).type('page add', { who: 'person:carol', page: 1 }));
  await desk.advance(0);
  expect(desk.told()).toEqual([
    '12:00:00 #incidents: Who was asked to join page 1 could not be told. Call them: carol +4930123456. Payments fail',
  ]);
  expect((await desk.oncall.pages.live())[0]?.acknowledgedBy).toBe(ALICE);
});

test('messages about a page change with it, and those of a resolved one have no buttons', async () => {
  const desk = open(two);
  const stream = await paged(desk, { channelId: 'general' });
  expect(desk.shows()).toEqual([`#general: Page 1 [Acknowledge, ${ALL}]`, `alice: Page 1 [Acknowledge, ${ALL}]`]);
  await desk.advance(5 * MINUTE);
  // Alice’s no longer offers what is Bob’s to decide.
  expect(desk.shows()).toEqual([
    `#general: Page 1 [Acknowledge, ${ALL}]`,
    'alice: Page 1 [Acknowledge, Resolve]',
    `bob: Page 1 [Acknowledge, ${ALL}]`,
  ]);
  expectOk(await desk.as(BOB).press('page.ack', stream));
  await desk.advance(0);
  expect(desk.shows().slice(0, 3)).toEqual([
    `#general: Page 1, Acknowledged by bob [${ALL}]`,
    `alice: Page 1, Acknowledged by bob [${ALL}]`,
    `bob: Page 1, Acknowledged by bob [${ALL}]`,
  ]);
  expectOk(await desk.as(BOB).press('page.resolve', stream));
  await desk.advance(0);
  expect(desk.shows().slice(0, 3)).toEqual([
    '#general: Page 1, Resolved by bob []',
    'alice: Page 1, Resolved by bob []',
    'bob: Page 1, Resolved by bob []',
  ]);
});

test('alarms keep their words until somebody has the page', async () => {
  const desk = open({
    schedules: { empty: { layers: [] } },
    policies: { checkout: { steps: [{ page: ['schedule:empty'] }, { page: ['person:bob'], wait: '5m' }] } },
  });
  await paged(desk);
  await desk.advance(5 * MINUTE);
  expect(desk.shows()[0]).toMatch(/^#incidents: Step 1 of page 1 reached nobody/);
  expectOk(await desk.as(BOB).type('page ack'));
  await desk.advance(0);
  expect(desk.shows()[0]).toBe(`#incidents: Page 1, Acknowledged by bob [${ALL}]`);
});

test('a button that was pressed too late says what has become of the page, and changes nothing', async () => {
  const desk = open(two);
  const stream = await paged(desk);
  const old = String((await desk.oncall.pages.state(stream)).wave);
  await desk.advance(5 * MINUTE);
  const late = await desk.as(ALICE).press('page.escalate', stream, old);
  expect(late.ok ? '' : late.refusal.message).toBe(
    'Page 1 has gone on since this message was written. Nothing was changed: /page escalate asks the next ones.',
  );
  expectOk(await desk.as(BOB).press('page.ack', stream));
  const second = await desk.as(ALICE).press('page.ack', stream);
  expect(second.ok ? '' : second.refusal.message).toContain('bob has page 1 already');
  // Alice cannot take it; that is no reason to take it from Bob.
  expectOk(await desk.as(BOB).type('page add', { who: 'person:alice', page: 1 }));
  expectOk(await desk.as(ALICE).press('page.decline', stream));
  expect((await desk.oncall.pages.row(stream))?.acknowledgedBy).toBe(BOB);
  expectOk(await desk.as(BOB).press('page.resolve', stream));
  for (const action of [
    'page.ack',
    'page.resolve',
    'page.escalate',
    'page.decline',
    'page.add.ask',
    'page.snooze.ask',
  ]) {
    const gone = await desk.as(ALICE).press(action, stream, old);
    expect(gone.ok ? action : gone.refusal.message).toBe('Page 1 is resolved already. Nothing was changed.');
  }
});

test('the buttons’ forms offer whom one can page, and how long to put it off', async () => {
  const desk = open(two);
  const stream = await paged(desk);
  const asked = expectOk(await desk.as(ALICE).press('page.reassign.ask', stream));
  const field = asked.reply === 'form' ? asked.form.fields[0] : undefined;
  expect(field?.type === 'choice' ? field.choices.map(({ value }) => value) : []).toContain('person:bob');
  desk.told();
  expectOk(await desk.as(ALICE).submit('page.reassign.submit', stream, 'person:bob'));
  await desk.advance(0);
  expect(desk.told()).toEqual(['12:00:00 bob: Page 1']);
  expectOk(await desk.as(BOB).submit('page.snooze.submit', stream, '30m'));
  await desk.advance(30 * MINUTE);
  expect(desk.told()).toEqual(['12:30:00 bob: Page 1']);
});

test('pages are suggested by number and by words: open ones to change, and of /page status those behind them, too', async () => {
  const desk = open({}, { maySeeIncident: async () => false });
  const alice = desk.as(ALICE);
  for (const message of ['Disk full', 'Payments fail', 'Disk slow'])
    expectOk(await alice.type('page send', { who: 'person:bob', message }));
  expectOk(await alice.type('page resolve', { page: 1 }));
  const hidden = {
    to: { type: 'person', key: 'bob' },
    message: 'Disk of a private incident',
    urgency: 'high',
  } as const;
  const cause = { causeId: 'hidden', actor: { kind: 'muster', id: 'muster' }, source: { kind: 'effect' } } as const;
  expectOk(await desk.oncall.pages.open({ ...hidden, incident: `incident-${'0'.repeat(22)}` }, cause));
  const suggested = async (command: string, typed: string): Promise<string[]> => {
    const option = desk.oncall.commands.find(({ name }) => name === command)?.options['page'];
    return ((await option?.suggest?.(typed, alice.context(), {})) ?? []).map(({ name }) => name);
  };
  expect(await suggested('page ack', '')).toEqual(['3: Disk slow', '2: Payments fail']);
  expect(await suggested('page ack', 'disk')).toEqual(['3: Disk slow']);
  expect(await suggested('page status', 'disk')).toEqual(['3: Disk slow', '1: (resolved) Disk full']);
  expect(await suggested('page status', '#1')).toEqual(['1: (resolved) Disk full']);
  expect(await suggested('page status', '4')).toEqual([]);
});
