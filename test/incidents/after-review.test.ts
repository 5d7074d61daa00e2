import { expect, test } from 'vitest';
import type { Form } from '../../src/commands/message.ts';
import { shownIn } from '../../src/commands/shown-marks.ts';
import { incidentFold } from '../../src/incidents/fold.ts';
import { ALICE, BOB, type Desk, nothingDue, openChannel, openDesk, textOf, whole, working } from './desk.ts';

const CHANNEL = '200000000000000001';
const said = {
  id: '300000000000000001',
  channelId: CHANNEL,
  authorId: BOB,
  authorName: 'Bob',
  text: 'the pool is empty',
  sentAt: Date.parse('2026-11-22T19:29:00Z'),
  permalink: 'https://discord.com/channels/1/2/3',
  attachments: [],
};

test.each([
  ['an edit in chat', 'corrected: the message was edited in chat'],
  ['a deletion in chat', 'corrected: the message was deleted in chat'],
  ['a mark that was taken back', 'retracted: the mark was taken back'],
  ['a correction by command', 'corrected'],
])('%s of what was captured says that it came after the review', async (how, words) => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-2' });
  await openChannel(desk, 1, CHANNEL);
  const alice = desk.as(ALICE, CHANNEL);
  const mark = { emoji: '📌', personId: ALICE, channelId: CHANNEL, messageId: said.id, message: said };
  const { viewer } = alice.context();
  const { capture } = desk.incidents;
  await capture.marked({ ...mark, added: true, causeId: 'reaction:1' }, viewer);
  const seq = (await desk.entries(1)).at(-1)?.seq ?? 0;
  expect((await capture.edited({ ...said, text: 'the pool was empty' })).ok).toBe(true);
  expect(textOf(await alice.type('incident timeline'))).not.toContain('after the review');

  await alice.type('incident role', { role: 'commander' });
  await alice.type('incident resolve', {});
  await alice.type('postmortem', { state: 'in review' });
  expect((await alice.type('postmortem', { state: 'reviewed' })).ok).toBe(true);
  const change = {
    'an edit in chat': () => capture.edited({ ...said, text: 'it was half empty' }),
    'a deletion in chat': () => capture.deleted(CHANNEL, said.id),
    'a mark that was taken back': () => capture.marked({ ...mark, added: false, causeId: 'reaction:2' }, viewer),
    'a correction by command': () => alice.type('incident correct', { entry: `#${seq}`, text: 'half empty' }),
  }[how];
  expect((await change?.())?.ok).toBe(true);
  const revision = (await desk.entries(1)).at(-1);
  expect(revision).toMatchObject({ data: { afterReview: true } });
  const line = JSON.stringify(revision && desk.kinds.get(revision.kind)?.describe(revision).line).replaceAll('","', '');
  expect(line).toContain(words);
  expect(line).toContain('(after the review)');
});

test('what was agreed on in a review is not rewritten, and a milestone that is recorded later says so', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-2' });
  await openChannel(desk, 1, CHANNEL);
  const alice = desk.as(ALICE, CHANNEL);
  await alice.type('incident role', { role: 'commander' });
  await alice.type('incident summary', { text: 'The pool was empty' });
  await alice.type('incident resolve', {});
  await alice.type('postmortem', { owner: ALICE, state: 'draft' });
  await alice.type('postmortem', { state: 'in review' });
  expect((await alice.type('postmortem', { state: 'reviewed' })).ok).toBe(true);
  const { seq } = (await desk.entries(1)).at(-1) ?? {};
  const form = { title: ['Shop is slow'], summary: ['It was full'], impact: [''], services: [''] };
  for (const refused of [
    await alice.type('incident summary', { text: 'It was full' }),
    await alice.type('incident impact', { text: 'Nobody' }),
    await alice.press('incident.describe.submit', ['1'], form),
  ])
    expect(refused).toMatchObject({ refusal: { code: 'postmortem/reviewed' } });
  expect((await desk.entries(1)).at(-1)?.seq).toBe(seq);
  expect((await alice.type('incident milestone', { which: 'detected', at: '19:29' })).ok).toBe(true);
  const late = (await desk.entries(1)).at(-1);
  expect(late).toMatchObject({ kind: 'milestone.recorded', data: { afterReview: true } });
  expect(JSON.stringify(late && desk.kinds.get(late.kind)?.describe(late).line)).toContain('(after the review)');
  await alice.type('postmortem', { state: 'in review' });
  expect((await alice.type('incident summary', { text: 'It was full' })).ok).toBe(true);
});

test('an attachment of a message is a link in the exports, though its name looks like an address', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow' });
  await openChannel(desk, 1, CHANNEL);
  const { viewer } = desk.as(ALICE, CHANNEL).context();
  const url = 'https://cdn.example/attachments/1/2/graph.png?ex=1';
  const message = { ...said, attachments: [{ name: 'graph.png', url, contentType: null, sizeBytes: 1 }] };
  const mark = { emoji: '📌', personId: ALICE, channelId: CHANNEL, messageId: said.id, message };
  expect((await desk.incidents.capture.marked({ ...mark, added: true, causeId: 'reaction:1' }, viewer)).ok).toBe(true);
  const exported = async (format: 'md' | 'html'): Promise<string> =>
    whole((await desk.incidents.exportOf(1, format, viewer))?.text);
  expect(await exported('md')).toContain(`[attached: graph.png](<${url}>)`);
  expect(await exported('html')).toContain(
    `<a href="${url}" title="${url}" rel="noopener noreferrer">attached: graph.png</a>`,
  );
});

/** Opens a form; `send` answers it as Discord does: every field as it was shown, and what was typed over it. */
async function opened(person: ReturnType<Desk['as']>, name: string) {
  const reply = await person.press(`${name}.ask`, ['1']);
  if (!reply.ok || reply.value.reply !== 'form') throw new Error(textOf(reply));
  const { form }: { form: Form } = reply.value;
  const shown = Object.fromEntries(form.fields.map((field) => [field.name, shownIn(field)]));
  return {
    shown,
    send: (typed: Readonly<Record<string, string>>) =>
      person.press(`${name}.submit`, form.args ?? [], {
        ...shown,
        ...Object.fromEntries(Object.entries(typed).map(([field, text]) => [field, [text]])),
      }),
  };
}

test.each([
  ['incident.postmortem.story', 'factors', 'resolution', 'Contributing factors'],
  ['incident.describe', 'impact', 'summary', 'Impact'],
  ['incident.describe', 'services', 'title', 'Services'],
])('two who have %s open write over nothing of each other’s unseen', async (name, bobs, alices, label) => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', description: 'Since noon', service: 'shop' });
  await openChannel(desk, 1, CHANNEL);
  const [alice, bob] = [desk.as(ALICE, CHANNEL), desk.as(BOB, CHANNEL)];
  await bob.press('incident.join', ['1']);
  const [first, second, third] = [await opened(alice, name), await opened(bob, name), await opened(alice, name)];
  expect((await second.send({ [bobs]: 'shop, bobs' })).ok).toBe(true);
  expect((await first.send({ [alices]: 'by Alice' })).ok).toBe(true);
  expect((await opened(alice, name)).shown).toMatchObject({ [bobs]: ['shop, bobs'], [alices]: ['by Alice'] });

  const before = (await desk.entries(1)).length;
  const refused = await third.send({ [bobs]: 'shop, another' });
  expect(textOf(refused)).toMatch(new RegExp(`form/changed-meanwhile: .*${label} \\(by Bob, #\\d+\\)`));
  expect(await desk.entries(1)).toHaveLength(before);
  // Two who wrote the same agree.
  expect(textOf(await third.send({ [bobs]: 'shop, bobs' }))).toContain('/same');
});

test('a form that shows the description for want of a summary records nothing when that is cleared', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE, CHANNEL);
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', description: 'Since noon' });
  await openChannel(desk, 1, CHANNEL);
  const form = await opened(alice, 'incident.postmortem.story');
  const before = (await desk.entries(1)).length;
  expect(await form.send({ summary: '' })).toMatchObject({ refusal: { code: 'postmortem/same' } });
  expect(await desk.entries(1)).toHaveLength(before);
  expect((await form.send({ summary: '', factors: 'No limit' })).ok).toBe(true);
  expect((await desk.entries(1)).slice(before).map(({ kind }) => kind)).not.toContain('summary.changed');
});

test('what is too long for its field in a form stays whole when somebody writes in another one', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE, CHANNEL);
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow' });
  await openChannel(desk, 1, CHANNEL);
  const services = Array.from({ length: 20 }, (_, n) => `shop-${n}-${'x'.repeat(60)}`);
  for (const service of services) await alice.type('incident impact', { service });
  const form = await opened(alice, 'incident.describe');
  const cut = services.join(', ').slice(0, 1000);
  expect((await form.send({ title: 'Shop is down', services: cut })).ok).toBe(true);
  const { title, services: after } = await desk.timeline.state(await desk.streamOf(1), incidentFold);
  expect({ title, after }).toEqual({ title: 'Shop is down', after: services });
});

const DAY_MS = 86_400_000;

/** An incident with a channel, and what its channel was told. */
async function worked(more: Readonly<Record<string, string>> = {}) {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-2', ...more });
  await openChannel(desk, 1, CHANNEL);
  const { worker, posts } = working(desk);
  const alice = desk.as(ALICE, CHANNEL);
  const postmortem = async () => (await desk.timeline.state(await desk.streamOf(1), incidentFold)).postmortem;
  const reminders = () => posts().filter((post) => post.includes('The postmortem of incident')).length;
  return { desk, worker, alice, postmortem, reminders };
}

test('a postmortem begun before the end gets owner and date by resolving, unless somebody said them, and is reminded of', async () => {
  const { desk, worker, alice, postmortem, reminders } = await worked();
  await alice.type('incident role', { role: 'commander' });
  await alice.press('incident.postmortem.to', ['1', 'draft']);
  expect(await postmortem()).toMatchObject({ state: 'draft', owner: null, dueAt: null });
  await alice.type('postmortem', { owner: BOB });
  await alice.type('incident resolve', {});
  expect(await postmortem()).toMatchObject({ state: 'draft', owner: BOB, dueAt: desk.clock.now() + 5 * DAY_MS });
  await desk.clock.advance(6 * DAY_MS);
  await expect.poll(reminders).toBeGreaterThan(0);
  await worker.stop();
});

test('a postmortem that nobody must write has a date, too, once it is begun and the incident is over', async () => {
  const { desk, worker, alice, postmortem } = await worked({ severity: 'SEV-4', kind: 'drill' });
  await alice.type('incident resolve', {});
  expect(await postmortem()).toMatchObject({ state: 'none', dueAt: null });
  await alice.press('incident.postmortem.own', ['1']);
  expect(await postmortem()).toMatchObject({ state: 'draft', owner: ALICE, dueAt: desk.clock.now() + 5 * DAY_MS });
  await worker.stop();
});

test('what is cancelled asks nobody for its postmortem; reopened and resolved it does', async () => {
  const { desk, worker, alice, postmortem, reminders } = await worked();
  await alice.type('incident resolve', {});
  await alice.type('incident reopen', { reason: 'It came back' });
  await alice.type('incident cancel', { reason: 'A false alarm' });
  await desk.clock.advance(7 * DAY_MS);
  await nothingDue(desk);
  expect(reminders()).toBe(0);
  await alice.type('incident reopen', { reason: 'No, it was one' });
  await alice.type('incident resolve', {});
  expect(await postmortem()).toMatchObject({ dueAt: desk.clock.now() + 5 * DAY_MS });
  await desk.clock.advance(6 * DAY_MS);
  await expect.poll(reminders).toBeGreaterThan(0);
  await worker.stop();
});

test('what was overdue when its incident came back is not asked for while that lasts', async () => {
  const { desk, worker, alice, reminders } = await worked();
  await alice.type('incident resolve', {});
  await desk.clock.advance(6 * DAY_MS);
  await expect.poll(reminders).toBeGreaterThan(0);
  await alice.type('incident reopen', { reason: 'It came back' });
  await nothingDue(desk);
  const asked = reminders();
  expect((await alice.type('postmortem', { owner: BOB })).ok).toBe(true);
  expect((await alice.type('postmortem', { state: 'in review' })).ok).toBe(true);
  await desk.clock.advance(2 * DAY_MS);
  await nothingDue(desk);
  expect(reminders()).toBe(asked);
  await worker.stop();
});

test('a reviewed postmortem goes back to review when its incident is reopened', async () => {
  const { worker, alice, postmortem } = await worked();
  await alice.type('incident resolve', {});
  await alice.type('postmortem', { state: 'in review', owner: ALICE });
  expect(textOf(await alice.type('postmortem', { state: 'reviewed' }))).toMatch(/Reviewed without: .*What happened/);
  for (const again of [
    await alice.press('incident.postmortem.to', ['1', 'reviewed']),
    await alice.type('postmortem', { owner: ALICE }),
  ])
    expect(again).toMatchObject({ refusal: { code: 'postmortem/same' } });
  expect(textOf(await alice.type('incident reopen', { reason: 'It came back' }))).toContain('in review again');
  expect(await postmortem()).toMatchObject({ state: 'in review', owner: ALICE });
  expect((await alice.type('incident summary', { text: 'It is back' })).ok).toBe(true);
  await worker.stop();
});

test('action items are written once one of them says who does it by when', async () => {
  const { worker, alice } = await worked();
  const missing = async () => /Action items[^.]*/.exec(textOf(await alice.type('postmortem', {})))?.[0];
  expect(await missing()).toBe('Action items');
  await alice.type('incident task', { text: 'Alert on failed backups', 'follow-up': true });
  expect(await missing()).toBe('Action items with owner and date');
  await alice.type('incident task', { number: 'T1', person: BOB, due: 'friday' });
  expect(await missing()).toBeUndefined();
  await worker.stop();
});
