import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { allKinds } from '../../src/app/open-record.ts';
import { expectOk, ok } from '../../src/base/result.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { composeEntryKinds, defineEntryKind, type EntryKind, upcast } from '../../src/timeline/entry-kind.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';
import { verify } from '../../src/timeline/verify.ts';
import { newId } from '../../src/base/ids.ts';
import { causeOf, latestNotes, textsOf } from '../storage/fixtures.ts';
import { openHouse } from './house.ts';

/*
 * What was recorded in an old shape is read in today's. A kind that gets a version gets an upcaster from the one before,
 * and for it a golden file: fixtures/upcasters/KIND.vN.json, `{ "before": …, "after": … }` with payloads of N and of today.
 */

const GOLDEN = join(import.meta.dirname, '../fixtures/upcasters');

/** What is wrong with a kind's upcasters, each held against its golden file. */
function upcasterFaults(kind: EntryKind): readonly string[] {
  const kinds = new Map([[kind.kind, kind]]);
  return Array.from({ length: kind.v - 1 }, (_, index) => index + 1).flatMap((v) => {
    const name = `${kind.kind}.v${v}.json`;
    const path = join(GOLDEN, name);
    if (!existsSync(path)) return [`${name} is missing`];
    const { before, after } = JSON.parse(readFileSync(path, 'utf8')) as { before: object; after: object };
    const frozen = JSON.stringify(before);
    const [once, again] = [1, 2].map(
      () => upcast(kinds, { kind: kind.kind, v, data: before } as unknown as Entry).data,
    );
    return [
      ...(JSON.stringify(once) === JSON.stringify(after) ? [] : [`${name}: it became ${JSON.stringify(once)}`]),
      ...(JSON.stringify(again) === JSON.stringify(once) ? [] : [`${name}: it becomes something else each time`]),
      ...(JSON.stringify(before) === frozen ? [] : [`${name}: the old payload was changed in place`]),
      ...(kind.schema.safeParse(once).success ? [] : [`${name}: what it became is not of today's shape`]),
    ];
  });
}

/** A kind of the test's own at its third version: the text was called `note` once, and its language was not asked. */
const note = {
  kind: 'note.added',
  v: 3,
  schema: z.object({ text: z.string(), language: z.string() }),
  upcasters: {
    1: (data) => ({ text: z.object({ note: z.string() }).parse(data).note }),
    2: (data) => ({ ...z.object({ text: z.string() }).parse(data), language: 'en' }),
  },
  describe: ({ data }) => ({ line: [data.text] }),
} satisfies EntryKind<string, { text: string; language: string }>;
const kindOf = (more: Partial<EntryKind>): EntryKind => ({ ...(note as unknown as EntryKind), ...more });

test('every upcaster of every kind turns its golden file into today’s payload', () => {
  expect([...allKinds().values()].flatMap(upcasterFaults)).toEqual([]);
});

test('an upcaster that is missing a golden file, changes its input, depends on chance, or misses today’s shape is found', () => {
  let calls = 0;
  const { 2: second } = note.upcasters;
  const first = (data: unknown): unknown => Object.assign(data as object, { text: (data as { note: string }).note });
  expect(upcasterFaults(kindOf({}))).toEqual([]);
  expect(upcasterFaults(kindOf({ v: 4 }))).toContain('note.added.v3.json is missing');
  expect(upcasterFaults(kindOf({ upcasters: { 1: first, 2: second } }))).toContainEqual(
    expect.stringContaining('in place'),
  );
  expect(upcasterFaults(kindOf({ upcasters: { 1: () => ({ text: String(calls++) }), 2: second } }))).toContainEqual(
    expect.stringContaining('each time'),
  );
  expect(upcasterFaults(kindOf({ upcasters: { 1: () => ({}), 2: (data) => data } }))).toContainEqual(
    expect.stringContaining('today'),
  );
});

test('old entries are read, folded and projected in today’s shape, and their chain verifies as it was written', async () => {
  const old = defineEntryKind({
    kind: 'note.added',
    v: 1,
    schema: z.object({ note: z.string() }),
    describe: ({ data }) => ({ line: [data.note] }),
  });
  await using house = await openHouse();
  const nothing = { name: 'test.nothing', version: 1, initial: null, evolve: () => null };
  await house.store.close();
  const oldKinds = composeEntryKinds([old], timelineKinds);
  const before = openSqliteStore({ path: house.path, kinds: oldKinds, clock: house.clock });
  const writing = createTimeline({ store: before, clock: house.clock, kinds: oldKinds, newId });
  expectOk(
    await writing.change('incident-x', nothing, causeOf('c1'), () =>
      ok({ entries: [old({ note: 'of long ago' })], answer: null }),
    ),
  );
  await before.close();

  const kinds = composeEntryKinds([defineEntryKind(note)], timelineKinds);
  const store = openSqliteStore({ path: house.path, kinds, projections: [latestNotes], clock: house.clock });
  const timeline = createTimeline({ store, clock: house.clock, kinds, newId });
  expect(await timeline.read('incident-x')).toMatchObject([{ v: 3, data: { text: 'of long ago', language: 'en' } }]);
  expect((await timeline.state('incident-x', textsOf)).texts).toEqual(['of long ago']);
  expect(await store.projected(latestNotes, 'incident-x')).toEqual({ text: 'of long ago', count: 1 });
  expect(await store.read('incident-x')).toMatchObject([{ v: 1, data: { note: 'of long ago' } }]);
  expect((await verify(store)).faults).toEqual([]);
  await store.close();
});
