import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { GENESIS, hashOf } from '../../src/timeline/chain.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { createErasure } from '../../src/timeline/erasure.ts';
import { verify } from '../../src/timeline/verify.ts';
import { ALICE, BOB, openChannel, openDesk, START, STRANGER, textOf, whole } from './desk.ts';

const CHANNEL = '200000000000000001';

async function erased(more: Record<string, string | boolean> = {}) {
  const desk = openDesk();
  const admin = desk.as(ALICE, CHANNEL, true);
  await desk.as(BOB).type('incident declare', {
    title: 'Jane Roe cannot log in',
    description: 'jane@example.com',
    severity: 'SEV-2',
    service: 'login',
    ...more,
  });
  await openChannel(desk, 1, CHANNEL);
  expectOk(await admin.type('muster erase', { entries: '#1', reason: 'Asked for by the person', incident: '1' }));
  return { desk, admin, stranger: desk.as(STRANGER) };
}

test('an incident whose declaration is erased keeps its number, dates, severity and services, and is called [erased]', async () => {
  const { desk, stranger } = await erased();
  expect(textOf(await stranger.type('incident list'))).toMatch(/1.*\[erased\]/);
  const row = await desk.incidents.lookup.byNumber(1, stranger.context().viewer);
  expect(row).toMatchObject({
    number: 1,
    title: '[erased]',
    severity: 'SEV-2',
    kind: 'real',
    private: false,
    services: ['login'],
    declaredBy: BOB,
  });
  const card = JSON.stringify((await desk.incidents.boards.card(row?.stream ?? ''))?.message);
  expect(card).toContain('Incident ');
  expect(card).toContain('[erased]');
  expect(await stranger.suggest('incident show', 'incident', '1')).toMatchObject([{ value: '1' }]);
  expect(textOf(await stranger.type('incident stats'))).not.toContain('stats/none');
  const renames = await desk.store.effects({ kind: 'channel.rename', limit: 9 });
  expect(renames.map(({ payload }) => payload)).toMatchObject([{ name: 'inc-1-erased' }]);
});

test.each(['md', 'json', 'csv', 'html'] as const)(
  'nothing of its words is left in the %s export, and the record verifies',
  async (format) => {
    const { desk, admin } = await erased();
    const text = await whole((await desk.incidents.exportOf(1, format, admin.context().viewer))?.text);
    expect(text).not.toMatch(/Jane|jane@/);
    expect(text).toMatch(/erased/);
    expect((await verify(desk.store)).faults).toEqual([]);
  },
);

test('a private one stays private', async () => {
  const { desk, stranger } = await erased({ private: true });
  expect(await desk.incidents.lookup.byNumber(1, stranger.context().viewer)).toBeUndefined();
  expect(await desk.incidents.lookup.byNumber(1, desk.as(BOB).context().viewer)).toMatchObject({ title: '[erased]' });
});

test('what happened to it later stays: a changed severity, a service taken off', async () => {
  const desk = openDesk();
  const admin = desk.as(ALICE, undefined, true);
  await admin.type('incident declare', { title: 'Jane Roe', severity: 'SEV-2', service: 'login' });
  await admin.type('incident severity', { level: 'SEV-4', incident: '1' });
  await admin.type('incident resolve', { incident: '1' });
  expectOk(await admin.type('muster erase', { entries: '#1', reason: 'Asked for', incident: '1' }));
  expect(await desk.incidents.lookup.byNumber(1, admin.context().viewer)).toMatchObject({
    severity: 'SEV-4',
    status: 'resolved',
  });
});

test('an incident keeps its channel when the entry that opened the channel is erased', async () => {
  const { desk, admin } = await erased();
  const [opened] = (await desk.entries(1)).filter(({ kind }) => kind === 'channel.opened');
  expectOk(
    await admin.type('muster erase', { entries: `#${opened?.seq ?? 0}`, reason: 'The name was theirs', incident: '1' }),
  );
  const { viewer } = admin.context();
  expect(await desk.incidents.lookup.byNumber(1, viewer)).toMatchObject({ channelId: CHANNEL });
  expect(await desk.incidents.lookup.byChannel(CHANNEL, viewer)).toMatchObject({ number: 1 });
  // Without naming the incident: the channel says which one is meant.
  expect(textOf(await admin.type('incident note', { text: 'Still here' }))).toContain('Still here');
  const text = await whole((await desk.incidents.exportOf(1, 'json', viewer))?.text);
  expect(text).not.toMatch(/jane-roe/);
  expect((await verify(desk.store)).faults).toEqual([]);
});

test('an incident keeps a thread when the entry that opened the thread is erased', async () => {
  const THREAD = '200000000000000077';
  const { desk, admin } = await erased();
  const thread = { id: THREAD, parentId: CHANNEL, name: 'Janet Poe’s account', openedAt: START };
  const opened = expectOk(await desk.incidents.capture.threadOpened(thread));
  expectOk(
    await admin.type('muster erase', { entries: `#${opened.seq}`, reason: 'The name was theirs', incident: '1' }),
  );
  const { viewer } = admin.context();
  expect(await desk.incidents.lookup.byChannel(THREAD, viewer)).toMatchObject({ number: 1 });
  const text = await whole((await desk.incidents.exportOf(1, 'json', viewer))?.text);
  expect(text).not.toMatch(/Janet/);
  expect((await verify(desk.store)).faults).toEqual([]);
});

test('what was erased elsewhere is recorded as erased where it is imported, and the record verifies', async () => {
  const { desk, admin } = await erased();
  const file = await whole((await desk.incidents.exportOf(1, 'json', admin.context().viewer))?.text);
  const elsewhere = openDesk();
  const { cause } = elsewhere.as(BOB).context();
  expect(await elsewhere.incidents.importFrom(file, cause)).toMatchObject({ ok: true, value: { number: 1 } });
  expect(await verify(elsewhere.store)).toMatchObject({ faults: [], unerased: [], erased: 1 });
  const [declared] = await elsewhere.entries(1);
  const record = await elsewhere.store.find(declared?.erasedBy ?? '');
  expect(record).toMatchObject({ stream: 'organisation', kind: 'entry.erased', actor: { id: BOB } });
  expect((await elsewhere.entries(1)).at(-1)?.hash).toBe((await desk.entries(1)).at(-1)?.hash);
  // Imported again, nothing is recorded twice.
  const before = await elsewhere.store.head('organisation');
  expect(await elsewhere.incidents.importFrom(file, cause)).toMatchObject({ ok: true, value: { changed: false } });
  expect(await elsewhere.store.head('organisation')).toEqual(before);
});

test('a file whose payload is here and is said to be erased is refused', async () => {
  const { desk, admin } = await erased();
  const file = await whole((await desk.incidents.exportOf(1, 'json', admin.context().viewer))?.text);
  const altered = file.replace('"salt":"', `"erasedBy":"${'0'.repeat(22)}","salt":"`);
  expect(altered).not.toBe(file);
  const elsewhere = openDesk();
  expect(await elsewhere.incidents.importFrom(altered, elsewhere.as(BOB).context().cause)).toMatchObject({
    ok: false,
    refusal: { code: 'import/altered' },
  });
});

test('a file that says that an entry of another incident was erased erases nothing', async () => {
  const { desk, admin } = await erased();
  const file = await whole((await desk.incidents.exportOf(1, 'json', admin.context().viewer))?.text);
  const elsewhere = openDesk();
  const bob = elsewhere.as(BOB);
  await bob.type('incident declare', { title: 'Ours' });
  const [ours] = await elsewhere.entries(1);
  const [theirs] = await desk.entries(1);
  const document = JSON.parse(file) as { entries: Entry[]; head: { hash: string } };
  let hash = GENESIS;
  for (const entry of document.entries) {
    const id = entry.id === theirs?.id ? (ours?.id ?? '') : entry.id;
    const recordedAt = Date.parse(String(entry.recordedAt));
    const eventAt = entry.eventAt === null ? null : Date.parse(String(entry.eventAt));
    const { stream } = theirs ?? { stream: '' };
    const header = { ...entry, id, stream, recordedAt, eventAt, after: entry.after ?? null };
    hash = hashOf(hash, {
      ...header,
      actor: { kind: entry.actor.kind, id: entry.actor.id },
      subject: entry.subject ?? null,
      revises: entry.revises ?? null,
    });
    Object.assign(entry, { id, hash });
  }
  document.head.hash = hash;
  expect(await elsewhere.incidents.importFrom(JSON.stringify(document), bob.context().cause)).toMatchObject({
    ok: false,
    refusal: { code: 'import/taken' },
  });
  await createErasure(elsewhere).reapply();
  expect((await elsewhere.entries(1))[0]?.data).toMatchObject({ title: 'Ours' });
});
