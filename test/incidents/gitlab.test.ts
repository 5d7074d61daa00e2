import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCsv } from '../../src/incidents/parse-csv.ts';
import { ALICE, BOB, openDesk, rawOf, textOf, whole } from './desk.ts';

const csv = readFileSync(new URL('../fixtures/gitlab-2017-timeline.csv', import.meta.url), 'utf8');
const events = parseCsv(csv)
  .slice(1)
  .map((record) => record[5] ?? '');

/** The outage as it is uploaded two days later. */
async function backfilled() {
  const desk = openDesk({ start: Date.parse('2017-02-03T10:00:00Z') });
  const alice = desk.as(ALICE);
  await alice.type('incident declare', {
    title: 'GitLab.com database outage',
    severity: 'SEV-1',
    kind: 'backfilled',
  });
  const url = `data:,${Buffer.from(csv).toString('base64')}`;
  const preview = await alice.type('incident backfill', {
    file: { name: 'timeline.csv', url, contentType: 'text/csv', sizeBytes: csv.length },
    incident: '1',
  });
  const draft = /"incident.backfill.confirm","args":\["(\w+)"\]/.exec(rawOf(preview))?.[1] ?? '';
  return { desk, alice, preview, draft };
}

const exportOf = async (desk: Awaited<ReturnType<typeof backfilled>>['desk'], format: 'md' | 'json' | 'csv' | 'html') =>
  whole((await desk.incidents.exportOf(1, format, desk.as(ALICE).context().viewer))?.text);

test('nothing is recorded before the preview is confirmed, and then everything once', async () => {
  const { desk, alice, preview, draft } = await backfilled();
  expect(textOf(preview)).toContain('49 lines for incident 1');
  expect(await desk.entries(1)).toHaveLength(1);
  expect(textOf(await desk.as(BOB).press('incident.backfill.confirm', [draft]))).toContain('draft/gone');
  expect((await alice.press('incident.backfill.confirm', [draft])).ok).toBe(true);
  expect(textOf(await alice.press('incident.backfill.confirm', [draft]))).toContain('draft/gone');
  expect((await desk.entries(1)).filter(({ kind }) => kind === 'note.added')).toHaveLength(49);
});

test('none of the 49 entries is lost or re-ordered, and those without a time say so', async () => {
  const { desk, alice, draft } = await backfilled();
  await alice.press('incident.backfill.confirm', [draft]);
  const table = parseCsv(await exportOf(desk, 'csv'));
  const notes = table.filter((record) => record[4] === 'note.added');
  expect(notes.map((record) => record[7])).toEqual(events);
  const markdown = await exportOf(desk, 'md');
  expect(markdown.match(/_time unknown_/g)).toHaveLength(events.length - notes.filter((record) => record[1]).length);
  const places = events.map((event) => markdown.indexOf(event.slice(0, 20).replace(/[_#]/g, '\\$&')));
  expect(places.every((place, index) => place > (places[index - 1] ?? 0))).toBe(true);
  const json = JSON.parse(await exportOf(desk, 'json')) as { entries: { precision: string; eventAt: string | null }[] };
  expect(
    json.entries.filter(({ precision }) => precision === 'order-only').every(({ eventAt }) => eventAt === null),
  ).toBe(true);
});

test('an export imports into another Muster with every hash, once', async () => {
  const { desk, alice, draft } = await backfilled();
  await alice.press('incident.backfill.confirm', [draft]);
  const json = await exportOf(desk, 'json');
  const told = new Map<string, string>();
  const other = openDesk({
    given: {
      nameOf: (id) => (id === BOB ? 'Bob' : told.get(id)),
      believeNames: (names) => {
        for (const [id, name] of names) told.set(id, name);
      },
    },
  });
  const cause = (id: string) => ({
    causeId: id,
    actor: { kind: 'person' as const, id: 'cli' },
    source: { kind: 'cli' as const },
  });
  await other.as(BOB).type('incident declare', { title: 'Has the number already' });
  const imported = await other.incidents.importFrom(json, cause('1'));
  expect(imported).toMatchObject({ ok: true, value: { number: 2, changed: true, entries: 50 } });
  expect(await other.store.effects({ stream: await other.streamOf(2), limit: 10 })).toEqual([]);
  const root = other.as(BOB, undefined, true).context().viewer;
  const again = await whole((await other.incidents.exportOf(2, 'json', root))?.text);
  const entriesOf = (text: string): unknown => (JSON.parse(text) as { entries: unknown }).entries;
  const headOf = (text: string): unknown => (JSON.parse(text) as { head: unknown }).head;
  // Who did it is called as there, although nobody here knows her.
  expect(told.get(ALICE)).toBe('Alice');
  expect(JSON.stringify(entriesOf(again))).toBe(JSON.stringify(entriesOf(json)));
  expect(headOf(again)).toEqual(headOf(json));

  expect(await other.incidents.importFrom(json, cause('2'))).toMatchObject({
    ok: true,
    value: { changed: false, number: 2 },
  });
  await alice.type('incident note', { text: 'One more', incident: '1' });
  const longer = await other.incidents.importFrom(await exportOf(desk, 'json'), cause('3'));
  expect(longer).toMatchObject({ ok: false, refusal: { code: 'import/different' } });
  const altered = await other.incidents.importFrom(json.replace('Spammers blocked', 'Spammers hugged'), cause('4'));
  expect(altered).toMatchObject({ ok: false, refusal: { code: 'import/altered' } });
});
