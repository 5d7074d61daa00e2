import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { newId } from '../../src/base/ids.ts';
import { digestOf, GENESIS, hashOf } from '../../src/timeline/chain.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { checkExport, checkWrittenExport } from '../../src/incidents/export/check-export.ts';
import { ALICE, BOB, openChannel, openDesk, START, whole } from './desk.ts';

const CHANNEL = '500000000000000001';

/*
 * A file whose chain was computed by whoever wrote it: every hash fits, and nothing in it is to be believed.
 */

const cause = () => ({
  causeId: newId(START),
  actor: { kind: 'person' as const, id: 'cli' },
  source: { kind: 'cli' as const },
});

interface Written {
  readonly kind: string;
  readonly data: unknown;
  readonly recordedAt?: number;
}

function fileOf(written: readonly Written[], more: object = {}): { readonly text: string; readonly stream: string } {
  const stream = `incident-${newId(START)}`;
  let hash = GENESIS;
  const entries = written.map(({ kind, data, recordedAt = START - 60_000 }, index) => {
    const salt = 'a salt of theirs';
    const header: Omit<Entry, 'data' | 'salt' | 'hash' | 'erasedBy'> = {
      id: newId(START),
      stream,
      seq: index + 1,
      kind,
      v: 1,
      eventAt: recordedAt,
      precision: 'second',
      after: null,
      recordedAt,
      actor: { kind: 'person', id: BOB },
      subject: null,
      source: { kind: 'cli' },
      revises: null,
      masked: false,
      digest: digestOf(salt, data),
    };
    hash = hashOf(hash, header);
    const { after: _after, subject: _subject, revises: _revises, stream: _stream, ...rest } = header;
    const iso = (at: number): string => new Date(at).toISOString();
    return { ...rest, eventAt: iso(recordedAt), recordedAt: iso(recordedAt), data, salt, hash };
  });
  const incident = { stream, number: 7, private: false, ...more };
  return {
    stream,
    text: JSON.stringify({ schema: 'muster.incident/1', incident, entries, head: { seq: entries.length, hash } }),
  };
}

const declared = (title: string): Written => ({
  kind: 'incident.declared',
  data: {
    number: 7,
    title,
    severity: 'SEV-3',
    kind: 'real',
    description: '',
    services: [],
    private: false,
    triage: false,
    declarer: BOB,
  },
});

test('an export that is checked while it is written is judged as its file is', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Slow', severity: 'SEV-3' });
  const alice = desk.as(ALICE);
  for (const text of ['One', 'Two', 'Three']) await alice.type('incident note', { text, incident: '1' });
  const exported = await desk.incidents.exportOf(1, 'json', alice.context().viewer);
  const text = await whole(exported?.text);
  const lines = text.split('\n');
  const versions = {
    whole: text,
    'a byte altered': text.replace('Slow', 'Fast'),
    'a line missing': lines.toSpliced(4, 1).join('\n'),
    'its end missing': lines.toSpliced(-4, 1).join('\n').replace(/,\n\]/, '\n]'),
    'cut off': text.slice(0, -40),
    'no export': '{"schema":"other",\n"entries":[\n]}',
  };
  const inPieces = async function* (of: string) {
    for (let at = 0; at < of.length; at += 7) yield of.slice(at, at + 7);
  };
  const verdicts = Object.entries(versions).map(([name, of]) => {
    const checked = checkExport(of);
    return [name, checked.ok ? 'fits' : checked.refusal.code];
  });
  expect(new Set(verdicts.map(([, verdict]) => verdict)).size).toBeGreaterThan(3);
  for (const [name, of] of Object.entries(versions)) {
    const checked = await checkWrittenExport(inPieces(of));
    expect([name, checked.ok ? 'fits' : checked.refusal.code]).toEqual(verdicts.find(([each]) => each === name));
  }
});

test('what such a file says is an incident like others', async () => {
  const desk = openDesk();
  const { text } = fileOf([declared('From elsewhere')]);
  expect(await desk.incidents.importFrom(text, cause())).toMatchObject({ ok: true, value: { number: 7 } });
  expect(JSON.stringify(await desk.as(ALICE).type('incident show', { incident: '7' }))).toContain('From elsewhere');
});

test('a private incident is not made public by what no hash holds', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Zebrafish', private: true });
  const exported = await desk.incidents.exportOf(1, 'json', desk.as(ALICE).context().viewer);
  const text = await whole(exported?.text);
  const altered = text.replace(/("private": ?)true/, '$1false');
  expect(altered).not.toBe(text);
  const other = openDesk();
  expect(await other.incidents.importFrom(altered, cause())).toMatchObject({
    ok: false,
    refusal: { code: 'import/altered' },
  });
  expect((await other.incidents.importFrom(text, cause())).ok).toBe(true);
});

test('it takes no other incident’s number, nor its channel', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  expectOk(await alice.type('incident declare', { title: 'Ours' }));
  const ours = await desk.streamOf(1);
  await openChannel(desk, 1, CHANNEL);
  const hostile = fileOf([
    declared('Theirs'),
    { kind: 'channel.opened', data: { channel: CHANNEL, thread: false } },
    { kind: 'thread.opened', data: { thread: CHANNEL, name: 'inc-1' } },
    { kind: 'incident.registered', data: { number: 1, stream: `incident-${newId(START)}`, private: false } },
    { kind: 'incident.registered', data: { number: 1234, stream: ours, private: false } },
  ]);
  await desk.incidents.importFrom(hostile.text, cause());
  expect(await desk.streamOf(1)).toBe(ours);
  const viewer = alice.context().viewer;
  expect((await desk.incidents.lookup.byNumber(1, viewer))?.title).toBe('Ours');
  expect((await desk.incidents.lookup.byStream(ours, viewer))?.number).toBe(1);
  expect((await desk.incidents.lookup.byChannel(CHANNEL, viewer))?.title).toBe('Ours');
});

test.each([9_007_199_254_740_991, 999_999_999])(
  'the number %d, behind which none is left, is refused',
  async (number) => {
    const desk = openDesk();
    const outcome = await desk.incidents.importFrom(fileOf([declared('Far')], { number }).text, cause());
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'import/shape' } });
    expectOk(await desk.as(ALICE).type('incident declare', { title: 'The next one' }));
    expect((await desk.incidents.lookup.byNumber(1, desk.as(ALICE).context().viewer))?.title).toBe('The next one');
  },
);

test('what was recorded in a time to come is refused: all that follows would be dated so', async () => {
  const desk = openDesk();
  const late = { ...declared('From the future'), recordedAt: Date.UTC(9998, 0, 1) };
  expect(await desk.incidents.importFrom(fileOf([late]).text, cause())).toMatchObject({
    ok: false,
    refusal: { code: 'import/future' },
  });
});

test('names that every object has are no more than names', async () => {
  const desk = openDesk();
  const text = fileOf([declared('Polluted')]).text.replace(
    '"services":[]',
    '"services":["__proto__","constructor"],"__proto__":{"isAdmin":true}',
  );
  await desk.incidents.importFrom(text, cause());
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});
