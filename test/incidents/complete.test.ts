import { expect, test } from 'vitest';
import type { ChatMessage } from '../../src/commands/command.ts';
import { instant, rich } from '../../src/base/rich-text.ts';
import { createServices } from '../../src/catalog/services.ts';
import { ALICE, BOB, openChannel, openDesk, rawOf, START, STRANGER, textOf, whole, working } from './desk.ts';

const CHANNEL = '200000000000000001';

async function inChannel(options: Parameters<typeof openDesk>[0] = {}, more: Record<string, string | boolean> = {}) {
  const desk = openDesk(options);
  await desk.as(ALICE).type('incident declare', { title: 'Checkout is down', severity: 'SEV-1', ...more });
  await openChannel(desk, 1, CHANNEL);
  return { desk, alice: desk.as(ALICE, CHANNEL), bob: desk.as(BOB, CHANNEL) };
}

const message = (id: string, text: string, sentAt = START - 60_000): ChatMessage => ({
  id,
  channelId: CHANNEL,
  authorId: BOB,
  authorName: 'Bob',
  text,
  sentAt,
  permalink: `https://discord.com/channels/1/${CHANNEL}/${id}`,
  attachments: [],
});

test('a message is captured once at its own time; edits, deletion and the mark taken back are revisions', async () => {
  const { desk, alice } = await inChannel();
  const said = message('300000000000000001', 'db1 is out of disk');
  const mark = (personId: string, added = true) => ({
    emoji: '📌',
    added,
    personId,
    channelId: CHANNEL,
    messageId: said.id,
    message: said,
    causeId: `reaction:${personId}:${added}`,
  });
  const viewer = alice.context().viewer;
  expect((await desk.incidents.capture.marked(mark(ALICE), viewer)).ok).toBe(true);
  expect(await desk.incidents.capture.marked(mark(BOB), viewer)).toMatchObject({ refusal: { code: 'capture/there' } });
  expect(await desk.incidents.capture.marked(mark(STRANGER), desk.as(STRANGER).context().viewer)).toMatchObject({
    refusal: { code: 'permission/missing' },
  });
  const captured = (await desk.entries(1)).find(({ kind }) => kind === 'message.captured');
  expect(captured).toMatchObject({ eventAt: said.sentAt, actor: { id: BOB }, source: { permalink: said.permalink } });

  expect(await desk.incidents.capture.edited(said)).toMatchObject({ refusal: { code: 'capture/same' } });
  expect((await desk.incidents.capture.edited({ ...said, text: 'db2 is out of disk' })).ok).toBe(true);
  expect((await desk.incidents.capture.deleted(CHANNEL, said.id)).ok).toBe(true);
  const markdown = await whole((await desk.incidents.exportOf(1, 'md', viewer))?.text);
  expect(markdown).toContain('db2 is out of disk');
  expect(markdown).toContain('was: "💬 db1 is out of disk"');
  expect(markdown).toContain('deleted in chat');

  expect(await desk.incidents.capture.marked(mark(BOB, false), viewer)).toMatchObject({
    refusal: { code: 'capture/other' },
  });
  const left = (others: number) => ({ ...said, reactions: [{ emoji: '📌', others, own: true }] });
  expect(await desk.incidents.capture.marked({ ...mark(ALICE, false), message: left(1) }, viewer)).toMatchObject({
    refusal: { code: 'capture/marked' },
  });
  expect((await desk.incidents.capture.marked({ ...mark(BOB, false), message: left(0) }, viewer)).ok).toBe(true);
  expect((await desk.incidents.capture.marked(mark(ALICE), viewer)).ok).toBe(true);
  expect((await desk.entries(1)).filter(({ kind }) => kind === 'message.captured')).toHaveLength(1);
});

test('the addresses in a captured message have their names, also after it was edited', async () => {
  const names: Readonly<Record<string, string>> = { '192.0.2.7': 'payments-db', '192.0.2.8': 'payments-standby' };
  const desk = openDesk({
    given: {
      namesIn: async (text) => Object.fromEntries(Object.entries(names).filter(([address]) => text.includes(address))),
    },
  });
  await desk.as(ALICE).type('incident declare', { title: 'Down' });
  await openChannel(desk, 1, CHANNEL);
  const said = message('300000000000000002', '192.0.2.7 is out of disk');
  const { viewer } = desk.as(ALICE).context();
  const mark = { emoji: '📌', added: true, personId: ALICE, channelId: CHANNEL, messageId: said.id, message: said };
  expect((await desk.incidents.capture.marked({ ...mark, causeId: 'reaction:1' }, viewer)).ok).toBe(true);
  expect((await desk.incidents.capture.edited({ ...said, text: 'sorry, 192.0.2.8 is' })).ok).toBe(true);
  const markdown = await whole((await desk.incidents.exportOf(1, 'md', viewer))?.text);
  expect(markdown).toContain('sorry, 192.0.2.8 (payments-standby) is');
  expect(markdown).toContain('192.0.2.7 (payments-db) is out of disk');
});

test('a thread belongs to the incident in whose channel it was opened', async () => {
  const { desk, alice } = await inChannel();
  const thread = { id: '200000000000000077', parentId: CHANNEL, name: 'db', openedAt: START };
  expect((await desk.incidents.capture.threadOpened(thread)).ok).toBe(true);
  expect(desk.incidents.channels.has(thread.id)).toBe(true);
  expect((await desk.as(ALICE, thread.id).type('incident note', { text: 'in the thread' })).ok).toBe(true);
  expect(alice).toBeDefined();
});

test('from a message: its text fills the form, and its link stays with the declaration', async () => {
  const desk = openDesk();
  const menu = desk.dispatcher.findMenu('Declare incident');
  const context = desk.as(BOB).context();
  const form = await menu?.run(message('300000000000000002', 'Payments fail\nsince noon'), context);
  const draft = /"args":\["(\w+)"\]/.exec(form ? rawOf(form) : '')?.[1] ?? '';
  await desk.as(BOB).press('incident.declare.submit', [draft], { title: ['Payments fail'] });
  const [declared] = await desk.entries(1);
  expect(declared?.data).toMatchObject({
    message: { permalink: expect.stringContaining('300000000000000002') as string },
  });
});

test('a service brings its severity; an unknown one is refused with those that there are', async () => {
  const services = createServices({ payments: { name: 'Payments', severity: 'SEV-2' } });
  const desk = openDesk({ services });
  await desk.as(ALICE).type('incident declare', { title: 'x', service: 'payments' });
  expect((await desk.entries(1))[0]?.data).toMatchObject({ severity: 'SEV-2', services: ['payments'] });
  expect(textOf(await desk.as(ALICE).type('incident declare', { title: 'y', service: 'nope' }))).toContain('payments');
  // The form stands at "unknown" until somebody chooses.
  const form = { service: ['payments'], severity: ['unknown'] };
  await desk.as(ALICE).press('incident.declare.submit', [], { title: ['z'], ...form });
  expect((await desk.entries(2))[0]?.data).toMatchObject({ severity: 'SEV-2' });
});

test('an update is asked for when it is due, snoozed, and stopped; after an hour away once and not in a burst', async () => {
  const { desk, alice } = await inChannel();
  await alice.type('incident role', { role: 'commander' });
  const { posts, worker } = working(desk);
  await desk.clock.advance(31 * 60_000);
  await expect.poll(() => posts().filter((text) => text.includes('An update is due'))).toHaveLength(1);
  await alice.press('incident.remind.snooze', ['1', '60']);
  await desk.clock.advance(45 * 60_000);
  await expect.poll(() => posts().filter((text) => text.includes('An update is due'))).toHaveLength(1);
  await desk.clock.advance(16 * 60_000);
  await expect.poll(() => posts().filter((text) => text.includes('An update is due'))).toHaveLength(2);
  await worker.stop();
  await desk.clock.advance(5 * 3_600_000);
  const again = working(desk);
  await desk.clock.advance(60_000);
  await expect.poll(() => again.posts().filter((text) => text.includes('An update is due'))).toHaveLength(1);
  await alice.press('incident.remind.stop', ['1']);
  await desk.clock.advance(5 * 3_600_000);
  await expect.poll(() => again.posts().filter((text) => text.includes('An update is due'))).toHaveLength(1);
  // It is back: who is told of it is told as often as of any.
  await alice.type('incident resolve', {});
  await alice.type('incident reopen', { reason: 'It is back' });
  await desk.clock.advance(31 * 60_000);
  await expect.poll(() => again.posts().filter((text) => text.includes('An update is due'))).toHaveLength(2);
  await again.worker.stop();
});

test.each([30, 60, 90])(
  'snoozed for %i minutes, an update is asked for after those and not before',
  async (minutes) => {
    const { desk, alice } = await inChannel();
    await alice.type('incident role', { role: 'commander' });
    const { posts, worker } = working(desk);
    const asked = () => posts().filter((text) => text.includes('An update is due'));
    await desk.clock.advance(31 * 60_000);
    await expect.poll(asked).toHaveLength(1);
    expect(asked()[0]).toContain(`Snooze ${minutes} min`);
    await alice.press('incident.remind.snooze', ['1', String(minutes)]);
    await desk.clock.advance((minutes - 1) * 60_000);
    await expect.poll(asked).toHaveLength(1);
    await desk.clock.advance(2 * 60_000);
    await expect.poll(asked).toHaveLength(2);
    await worker.stop();
  },
);

test('a change of the status puts the next update off, on the card and in the reminder alike', async () => {
  const { desk, alice } = await inChannel();
  await alice.type('incident role', { role: 'commander' });
  const { posts, worker } = working(desk);
  const asked = () => posts().filter((text) => text.includes('An update is due'));
  await desk.clock.advance(20 * 60_000);
  await alice.type('incident status', { to: 'identified' });
  const due = { name: 'Next update', value: rich`due ${instant(desk.clock.now() + 30 * 60_000, 'relative')}` };
  expect(JSON.stringify(await desk.incidents.boards.card(await desk.streamOf(1)))).toContain(JSON.stringify(due));
  await desk.clock.advance(29 * 60_000);
  expect(asked()).toHaveLength(0);
  await desk.clock.advance(2 * 60_000);
  await expect.poll(asked).toHaveLength(1);
  await worker.stop();
});

test('an empty commander seat and an unknown severity nag until both are there', async () => {
  const { desk, alice } = await inChannel({}, { severity: 'unknown' });
  const { posts, worker } = working(desk);
  await desk.clock.advance(11 * 60_000);
  await expect.poll(() => posts().join()).toContain('Nobody is in command. The severity is still unknown');
  await alice.type('incident role', { role: 'commander' });
  await alice.type('incident severity', { level: 'SEV-4' });
  const before = posts().length;
  await desk.clock.advance(3_600_000);
  expect(posts().length).toBe(before);
  await worker.stop();
});

test('in a busy incident the empty seat is asked about no later than in a quiet one', async () => {
  const { desk, alice } = await inChannel({}, { severity: 'SEV-3' });
  const { posts, worker } = working(desk);
  for (const level of ['SEV-2', 'SEV-4', 'SEV-2']) {
    await desk.clock.advance(3 * 60_000);
    await alice.type('incident update', { conditions: `It is ${level} now` });
    await alice.type('incident severity', { level });
  }
  expect(posts().join()).not.toContain('Nobody is in command');
  await desk.clock.advance(60_000);
  await expect.poll(() => posts().join()).toContain('Nobody is in command');
  await worker.stop();
});

test('updates given before the channel opens are told in it: the newest, and how many came before', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Slow', severity: 'SEV-3' });
  for (let each = 1; each <= 12; each++)
    await desk.as(ALICE).type('incident update', { conditions: `It is ${each}`, incident: '1' });
  await openChannel(desk, 1, CHANNEL);
  const posts = (await desk.store.effects({ kind: 'message.post', state: 'pending', limit: 20 }))
    .map(({ payload }) => JSON.stringify(payload))
    .filter((post) => /It is|not open/.test(post));
  expect(posts).toHaveLength(11);
  expect(posts.find((post) => post.includes('not open.'))).toContain('2 updates');
  expect(posts.join()).not.toMatch(/It is [12]"/);
});

test('a task that is opened again is reminded of again', async () => {
  const { desk, alice } = await inChannel();
  await alice.type('incident role', { role: 'commander' });
  const { posts, worker } = working(desk);
  const reminders = () => posts().filter((post) => post.includes('Fail over'));
  await alice.type('incident task', { text: 'Fail over', due: 'in 20 min' });
  await alice.type('incident task', { number: 'T1', done: true });
  await alice.type('incident task', { number: 'T1', done: false });
  await desk.clock.advance(20 * 60_000);
  await expect.poll(reminders).toHaveLength(1);
  await alice.type('incident task', { number: 'T1', done: true });
  await alice.type('incident task', { number: 'T1', done: false });
  await desk.clock.advance(3_600_000);
  await expect.poll(reminders).toHaveLength(2);
  await worker.stop();
});

test('tasks: added, given, reminded of, ticked off once', async () => {
  const { desk, alice } = await inChannel();
  await alice.type('incident role', { role: 'commander' });
  const { posts, worker } = working(desk);
  await alice.type('incident task', { text: 'Fail over', person: BOB, due: 'in 20 min' });
  expect(textOf(await alice.type('incident task', {}))).toContain('Fail over');
  await desk.clock.advance(19 * 60_000);
  await desk.clock.advance(2 * 60_000);
  await expect.poll(() => posts().join()).toContain('Fail over');
  expect((await alice.press('incident.task.done', ['1', '1'])).ok).toBe(true);
  expect(textOf(await alice.press('incident.task.done', ['1', '1']))).toContain('task/same');
  expect(textOf(await alice.type('incident task', { number: 'T9', done: true }))).toContain('task/unknown');
  expect(textOf(await alice.type('incident task', { text: 'x', due: 'yesterday 10:00' }))).toContain('time/past');
  await worker.stop();
});

test('a duplicate is merged: people and open tasks move, and both say so', async () => {
  const { desk, alice } = await inChannel();
  await desk.as(BOB).type('incident declare', { title: 'Shop is broken', severity: 'SEV-2' });
  await desk.as(BOB).type('incident task', { text: 'Call the bank', incident: '2' });
  expect(textOf(await desk.as(BOB).type('incident cancel', { 'duplicate-of': '1', incident: '2' }))).toContain(
    'merge/stranger',
  );
  await desk.as(BOB).press('incident.join', ['1']);
  expect((await desk.as(BOB).type('incident cancel', { 'duplicate-of': '1', incident: '2' })).ok).toBe(true);
  expect(textOf(await alice.type('incident task', {}))).toContain('Call the bank');
  expect((await desk.entries(2)).at(-1)).toMatchObject({ kind: 'incident.merged', data: { into: 1 } });
  expect((await desk.entries(1)).some(({ kind }) => kind === 'incident.absorbed')).toBe(true);
  expect(textOf(await desk.as(BOB).type('incident reopen', { reason: 'x', incident: '2' }))).toContain(
    'incident/merged',
  );
});

test('subscribers hear of updates by direct message', async () => {
  const { desk, alice } = await inChannel();
  await desk.as(STRANGER).press('incident.subscribe', ['1']);
  await alice.type('incident update', { conditions: 'Half of it works' });
  const messages = await desk.store.effects({ kind: 'direct-message.send', limit: 10 });
  expect(JSON.stringify(messages.map(({ payload }) => payload))).toContain('Half of it works');

  // The message says how to end it; pressed once more, or after the end, it begins nothing.
  const unsubscribe = { label: 'Unsubscribe', action: 'incident.subscribe', args: ['1', 'no'] };
  expect(messages[0]?.payload).toMatchObject({ message: { buttons: [[unsubscribe]] } });
  const press = async () => textOf(await desk.as(STRANGER).press('incident.subscribe', unsubscribe.args));
  await alice.type('incident cancel', { reason: 'A mistake' });
  expect(await press()).toContain('You will hear no more');
  expect(await press()).toContain('subscribe/same');
});

test('the postmortem is due after a severe incident, has an owner, and goes its way', async () => {
  const { desk, alice } = await inChannel();
  await alice.type('incident role', { role: 'commander' });
  await alice.type('incident resolve', {});
  const due = (await desk.entries(1)).find(({ kind }) => kind === 'postmortem.changed');
  expect(due?.data).toMatchObject({ state: 'draft', owner: ALICE });
  expect(textOf(await alice.type('postmortem', { state: 'reviewed' }))).toContain('postmortem/state');
  await alice.type('postmortem', { state: 'in review' });
  expect((await alice.type('postmortem', { state: 'reviewed' })).ok).toBe(true);
  await alice.type('incident note', { text: 'wrong' });
  const noted = (await desk.entries(1)).at(-1)?.seq ?? 0;
  await alice.type('incident correct', { entry: String(noted), text: 'right' });
  expect((await desk.entries(1)).at(-1)?.data).toMatchObject({ afterReview: true });
});

test('the form before closing asks for the milestones that are missing', async () => {
  const { desk, alice } = await inChannel();
  await alice.type('incident resolve', {});
  const form = await alice.press('incident.close.ask', ['1']);
  expect(rawOf(form)).toContain('"name":"started"');
  expect(rawOf(form)).not.toContain('"name":"resolved"');
  expect(textOf(await alice.press('incident.close.submit', ['1'], { started: ['26:00'] }))).toContain(
    'time/impossible',
  );
  expect((await alice.press('incident.close.submit', ['1'], { started: ['18:00'], detected: ['~18:10'] })).ok).toBe(
    true,
  );
  expect((await desk.entries(1)).filter(({ kind }) => kind === 'milestone.recorded')).toHaveLength(3);
});

test('statistics come from milestones; drills and impossible times are listed, not averaged in', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  const declare = async (number: number, kind: string, started: string, detected: string) => {
    await alice.type('incident declare', { title: `i${number}`, severity: 'SEV-2', kind });
    await alice.type('incident milestone', { which: 'started', at: started, incident: String(number) });
    await alice.type('incident milestone', { which: 'detected', at: detected, incident: String(number) });
  };
  await declare(1, 'real', '10:00', '10:10');
  await declare(2, 'real', '11:00', '11:20');
  await declare(3, 'real', '12:00', '12:30');
  await declare(4, 'drill', '12:00', '18:00');
  await declare(5, 'real', '2025-11-22 12:00', '12:10');
  const text = textOf(await alice.type('incident stats', {}));
  expect(text).toContain('detect320 min30 min');
  expect(text).toContain('#4: drill');
  expect(text).toContain('#5: Time to detect: “Impact started” is 365 days before the declaration');
});

test('erasing drops the words, keeps the chain, and says who and why', async () => {
  const { desk, alice } = await inChannel();
  await alice.type('incident note', { text: 'Mallory Miller called' });
  const seq = (await desk.entries(1)).at(-1)?.seq ?? 0;
  expect(textOf(await alice.type('muster erase', { entries: `#${seq}`, reason: 'asked for' }))).toContain(
    'permission/missing',
  );
  const admin = desk.as(ALICE, CHANNEL, true);
  await admin.type('incident timeline', {});
  expect((await admin.type('muster erase', { entries: `#${seq}`, reason: 'asked for' })).ok).toBe(true);
  for (const format of ['md', 'json', 'csv', 'html'] as const) {
    expect(await whole((await desk.incidents.exportOf(1, format, admin.context().viewer))?.text)).not.toContain(
      'Mallory',
    );
  }
  expect(textOf(await admin.type('incident timeline', {}))).toContain('(erased: note.added)');
});

test('the incident can be shown as it was known at an earlier time', async () => {
  const { desk, alice } = await inChannel();
  await desk.clock.advance(3_600_000);
  await alice.type('incident severity', { level: 'SEV-4' });
  expect(textOf(await alice.type('incident show', {}))).toContain('SEV-4');
  expect(textOf(await alice.type('incident show', { at: '30 min ago' }))).toContain('SEV-1');
  expect(textOf(await alice.type('incident show', { at: 'yesterday 10:00' }))).toContain('incident/not-yet');
});

test('what a machine declares waits to be accepted; declining it takes a reason and ends it', async () => {
  const desk = openDesk();
  const alert = {
    title: 'Disk full on db1',
    severity: 'SEV-3' as const,
    description: '',
    services: [],
    kind: 'real' as const,
    private: false,
    triage: true,
    declarer: null,
  };
  const cause = (id: string) => ({
    causeId: id,
    actor: { kind: 'integration' as const, id: 'alertmanager' },
    source: { kind: 'webhook' as const },
  });
  await desk.incidents.declare(alert, cause('a'));
  await desk.incidents.declare(alert, cause('a'));
  await desk.incidents.declare(alert, cause('b'));
  const admin = desk.as(BOB, undefined, true);
  expect(textOf(await desk.as(STRANGER).press('incident.triage.accept', ['1']))).toContain('triage/stranger');
  expect((await admin.press('incident.triage.accept', ['1'])).ok).toBe(true);
  expect((await desk.entries(1)).map(({ kind }) => kind)).toContain('responder.added');
  expect(textOf(await admin.press('incident.triage.declined', ['1'], { reason: ['x'] }))).toContain('triage/done');
  for (const action of ['incident.triage.decline', 'incident.triage.declined']) {
    const refused = await desk.as(STRANGER).press(action, ['2'], { reason: ['Silence'] });
    expect(textOf(refused)).toContain('triage/stranger');
  }
  expect(textOf(await admin.press('incident.triage.declined', ['2'], {}))).toContain('triage/reason');
  expect((await admin.press('incident.triage.declined', ['2'], { reason: ['Known noise'] })).ok).toBe(true);
  expect(textOf(await desk.as(BOB).type('incident show', { incident: '2' }))).toContain('Cancelled');
  expect(await desk.streamOf(3)).toBe('');
  // Whoever was not sure may take it back.
  await desk.as(ALICE).type('incident declare', { title: 'Is this one?', severity: 'SEV-3', triage: true });
  expect((await desk.as(ALICE).press('incident.triage.declined', ['3'], { reason: ['It is none'] })).ok).toBe(true);
});

test('an empty line in somebody’s words does not end their line of the timeline', async () => {
  const { alice } = await inChannel();
  await alice.type('incident summary', { text: 'First the disk\n \n\nthen the pool' });
  expect(textOf(await alice.type('incident timeline'))).toContain(String.raw`First the disk\nthen the pool`);
});

test('the last page of the timeline is as full as the others, and says the date where it changes', async () => {
  const { desk, alice } = await inChannel();
  const before = (await desk.entries(1)).length;
  for (let n = before; n < 21; n++) await alice.type('incident note', { text: `note ${n}` });
  await alice.type('incident note', { text: 'the day before', at: 'yesterday 05:00' });
  const last = rawOf(await alice.type('incident timeline'));
  expect(last.match(/note \d+/g)).toHaveLength(10);
  expect(last).toContain('Page 3 of 3 · 22 entries');
  expect(last.match(/"style":"date-time"/g)).toHaveLength(1);
  const first = rawOf(await alice.type('incident timeline', { page: 1 }));
  expect(first.match(/"style":"date-time"/g)).toHaveLength(2);
});
