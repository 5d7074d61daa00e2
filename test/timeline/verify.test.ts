import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { expectOk, ok } from '../../src/base/result.ts';
import { GENESIS, digestOf, hashOf } from '../../src/timeline/chain.ts';
import { createErasure } from '../../src/timeline/erasure.ts';
import { composeEntryKinds, defineEntryKind } from '../../src/timeline/entry-kind.ts';
import { createHeads } from '../../src/timeline/heads.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';
import { newId } from '../../src/base/ids.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { type Verification, verify } from '../../src/timeline/verify.ts';
import { causeOf, kinds as allKinds, noteAdded, textsOf } from '../storage/fixtures.ts';
import { type House, openHouse } from './house.ts';

const STREAM = 'incident-x';

/** Ten notes, the head recorded behind the tenth. */
async function recorded(house: House): Promise<void> {
  for (let n = 1; n <= 10; n++) {
    expectOk(
      await house.timeline.change(STREAM, textsOf, causeOf(`c${n}`), () =>
        ok({ entries: [noteAdded({ text: `note ${n}` })], answer: null }),
      ),
    );
  }
  expectOk(await createHeads(house).record([STREAM], causeOf('resolve')));
}

/** What somebody with access to the file does to it, past every rule. */
async function tampered(
  sql: string | ((db: Database.Database) => void),
  options?: Parameters<typeof verify>[1],
): Promise<Verification> {
  await using house = await openHouse();
  await recorded(house);
  expect((await verify(house.store)).faults).toEqual([]);
  await house.store.close();
  const db = new Database(house.path);
  if (typeof sql === 'string') expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  else sql(db);
  db.close();
  const store = openSqliteStore({ path: house.path, readOnly: true });
  const verification = await verify(store, options);
  await store.close();
  return verification;
}

const at = (seq: number, reason: RegExp) => [
  expect.objectContaining({ stream: STREAM, seq, reason: expect.stringMatching(reason) as string }) as unknown,
];

test.each([
  [
    'an altered payload',
    `UPDATE entries SET data = '{"text":"nothing happened"}' WHERE stream = 'incident-x' AND seq = 4`,
    4,
    /payload was altered/,
  ],
  [
    'an altered time',
    `UPDATE entries SET event_at = event_at - 60000 WHERE stream = 'incident-x' AND seq = 4`,
    4,
    /header was altered/,
  ],
  [
    'an altered actor',
    `UPDATE entries SET actor_id = '1' WHERE stream = 'incident-x' AND seq = 10`,
    10,
    /header was altered/,
  ],
  [
    'an altered kind',
    `UPDATE entries SET kind = 'note.removed' WHERE stream = 'incident-x' AND seq = 1`,
    1,
    /header was altered/,
  ],
  [
    'an altered mark of masking',
    `UPDATE entries SET masked = 1 WHERE stream = 'incident-x' AND seq = 2`,
    2,
    /header was altered/,
  ],
  ['a removed row', `DELETE FROM entries WHERE stream = 'incident-x' AND seq = 5`, 6, /expected entry 5/],
  ['a removed first row', `DELETE FROM entries WHERE stream = 'incident-x' AND seq = 1`, 2, /expected entry 1/],
  [
    'a cut tail',
    `DELETE FROM entries WHERE stream = 'incident-x' AND seq > 7`,
    8,
    /missing: organisation #1 holds a head .* at entry 10, but it ends at 7/,
  ],
  ['a stream of which nothing is left', `DELETE FROM entries WHERE stream = 'incident-x'`, 1, /missing/],
  [
    'an erasure without a record',
    `UPDATE entries SET data = NULL, salt = NULL WHERE stream = 'incident-x' AND seq = 3`,
    3,
    /no erasure is recorded/,
  ],
  [
    'an erasure that names another record',
    `UPDATE entries SET data = NULL, salt = NULL, erased_by = (SELECT id FROM entries WHERE stream = 'organisation') WHERE stream = 'incident-x' AND seq = 3`,
    3,
    /no erasure of it is recorded/,
  ],
  [
    'an erasure that was recorded elsewhere, as earlier versions imported it',
    `UPDATE entries SET data = NULL, salt = NULL, erased_by = '0V5gOtherOrganisation01' WHERE stream = 'incident-x' AND seq = 3`,
    3,
    /names one of another record \(0V5gOtherOrganisation01\).*verify it where it comes from/,
  ],
  [
    'a mark of erasure beside the payload',
    `UPDATE entries SET erased_by = (SELECT id FROM entries WHERE stream = 'organisation') WHERE stream = 'incident-x' AND seq = 3`,
    3,
    /marked as erased, but its payload is here/,
  ],
  [
    'a payload that is no JSON any more',
    `UPDATE entries SET data = substr(data, 2) WHERE stream = 'incident-x' AND seq = 6`,
    6,
    /cannot be read: it was altered/,
  ],
  [
    'a source that is no JSON any more, in the first row',
    `UPDATE entries SET source = 'x' WHERE stream = 'incident-x' AND seq = 1`,
    1,
    /cannot be read: it was altered/,
  ],
  ...[`{"text":"\\ud800"}`, `{"text":1e999}`, `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`].map(
    (data): [string, string, number, RegExp] => [
      `a payload that no JSON of Muster's can be: ${data.slice(0, 20)}`,
      `UPDATE entries SET data = '${data}' WHERE stream = 'incident-x' AND seq = 6`,
      6,
      /payload was altered/,
    ],
  ),
  [
    'what was altered in front of a row that cannot be read',
    `UPDATE entries SET data = iif(seq = 8, 'x', '{"text":"nothing happened"}') WHERE stream = 'incident-x' AND seq IN (4, 8)`,
    4,
    /payload was altered/,
  ],
])('finds %s', async (_what, sql, seq, reason) => {
  expect((await tampered(sql)).faults).toEqual(at(seq, reason));
});

test('finds re-ordered rows', async () => {
  const { faults } = await tampered((db) => {
    for (const [from, to] of [
      [3, 99],
      [4, 3],
      [99, 4],
    ]) {
      db.prepare('UPDATE entries SET seq = ? WHERE stream = ? AND seq = ?').run(to, STREAM, from);
    }
  });
  expect(faults).toEqual(at(3, /header was altered, or an entry was exchanged/));
});

test('finds an inserted row', async () => {
  const { faults } = await tampered((db) => {
    for (let seq = 10; seq >= 5; seq--)
      db.prepare('UPDATE entries SET seq = seq + 1 WHERE stream = ? AND seq = ?').run(STREAM, seq);
    db.exec(`CREATE TEMP TABLE copy AS SELECT * FROM entries WHERE stream = 'incident-x' AND seq = 4;
      UPDATE copy SET seq = 5, id = 'inserted'; INSERT INTO entries SELECT * FROM copy;`);
  });
  expect(faults).toEqual(at(5, /does not follow/));
});

test.each([0, -3, 1e300, 'text'])(
  'finds a row that was put in with the number %s, where no reading comes by',
  async (seq) => {
    const { faults } = await tampered((db) => {
      db.exec(`CREATE TEMP TABLE copy AS SELECT * FROM entries WHERE stream = 'incident-x' AND seq = 4`);
      db.prepare(`UPDATE copy SET seq = ?, id = 'inserted'`).run(seq);
      db.exec('INSERT INTO entries SELECT * FROM copy');
    });
    expect(faults).toEqual([
      expect.objectContaining({ stream: STREAM, seq, reason: 'its number is none that an entry has: it was put in' }),
    ]);
  },
);

test.each([
  [`''`, ''],
  [`x'31'`, `X'31'`],
])('finds a row that was put in on a timeline with the name %s, and ends', async (sql, stream) => {
  const putIn = (db: Database.Database): void => {
    db.exec(`CREATE TEMP TABLE copy AS SELECT * FROM entries WHERE stream = 'incident-x' AND seq = 4;
      UPDATE copy SET stream = ${sql}, id = 'inserted'; INSERT INTO entries SELECT * FROM copy;`);
  };
  const reason = 'its timeline’s name is none that an entry has: it was put in';
  expect((await tampered(putIn)).faults).toEqual([{ stream, seq: 4, entryId: 'inserted', reason }]);
  expect((await tampered(putIn, { streams: [STREAM] })).faults).toEqual([]);
});

test('what somebody added to an entry’s source is shown and exported nowhere', async () => {
  await using house = await openHouse();
  await recorded(house);
  const db = new Database(house.path);
  db.exec(`UPDATE entries SET source = json_set(source, '$.evil', 'x') WHERE seq = 4`);
  db.close();
  await house.restart();
  expect((await house.timeline.read(STREAM))[3]?.source).toEqual({ kind: 'command' });
});

test('finds a snapshot and a projection that do not say what the entries say, and builds them anew', async () => {
  await using house = await openHouse();
  for (let n = 1; n <= 11; n++)
    expectOk(
      await house.timeline.change(STREAM, textsOf, causeOf(`c${n}`), () =>
        ok({
          entries: Array.from({ length: 50 }, (_, index) => noteAdded({ text: `note ${n}.${index}` })),
          answer: null,
        }),
      ),
    );
  expect((await house.store.snapshot(STREAM, textsOf.name))?.seq).toBeGreaterThan(400);
  const look = (): Promise<Verification> => verify(house.store, { kinds: allKinds, folds: [textsOf] });
  expect(await look()).toMatchObject({ faults: [], derived: [], entries: 550 });
  const expectFound = async (sql: string, derived: readonly string[]): Promise<void> => {
    await house.store.close();
    const db = new Database(house.path);
    expect(db.prepare(sql).run().changes).toBe(1);
    db.close();
    await house.restart();
    expect(await look()).toMatchObject({ faults: [], derived });
    await house.store.rebuild();
    expect((await look()).derived).toEqual([]);
  };
  await expectFound(`UPDATE snapshots SET state = '{"texts":["nothing happened"]}'`, [
    'the snapshot of incident-x (test.texts) is not what its entries say',
  ]);
  expect(await house.store.snapshot(STREAM, textsOf.name)).toBeUndefined();
  const projected = 'test.latest-notes of incident-x is not what the entries say';
  await expectFound(`UPDATE projected_rows SET row = replace(row, 'note', 'nothing')`, [projected]);
  await expectFound(`UPDATE projected_rows SET row = substr(row, 2)`, [projected]);
  await expectFound(`UPDATE projected_rows SET sort = 7`, [projected]);
  await expectFound(`DELETE FROM projected_rows`, [projected]);
  await expectFound(`UPDATE projected_rows SET key = 'incident-y'`, [
    'test.latest-notes of incident-y is not what the entries say',
    projected,
  ]);
  // One that cannot be read is believed by nobody: the state is folded anew.
  await house.store.close();
  const db = new Database(house.path);
  db.prepare('INSERT INTO snapshots (stream, fold, seq, version, state) VALUES (?, ?, 500, 1, ?)').run(
    STREAM,
    textsOf.name,
    'x',
  );
  db.close();
  await house.restart();
  expect(await look()).toMatchObject({ faults: [], derived: [] });
  expect((await house.timeline.state(STREAM, textsOf)).texts).toHaveLength(550);
});

/** The whole chain again from entry 4 on, with another payload there: consistent in itself. */
async function computedAnew(options?: Parameters<typeof verify>[1], forget = ''): Promise<Verification> {
  return tampered((db) => {
    type Row = { seq: number; data: string; salt: string; hash: string; digest: string } & Record<string, unknown>;
    const rows = db.prepare<[string], Row>('SELECT * FROM entries WHERE stream = ? ORDER BY seq').all(STREAM);
    let previous = GENESIS;
    for (const row of rows) {
      const data: unknown = row.seq === 4 ? { text: 'nothing happened' } : JSON.parse(row.data);
      const digest = digestOf(row.salt, data);
      const header = {
        id: String(row['id']),
        stream: STREAM,
        seq: row.seq,
        kind: 'note.added',
        v: 1,
        eventAt: Number(row['event_at']),
        precision: 'second' as const,
        after: null,
        recordedAt: Number(row['recorded_at']),
        actor: { kind: 'person' as const, id: String(row['actor_id']) },
        subject: null,
        source: { kind: 'command' as const },
        revises: null,
        masked: false,
        digest,
      };
      previous = hashOf(previous, header);
      db.prepare('UPDATE entries SET data = ?, digest = ?, hash = ? WHERE id = ?').run(
        JSON.stringify(data),
        digest,
        previous,
        header.id,
      );
    }
    if (forget) db.exec(forget);
  }, options);
}

test('finds a chain computed anew where a head is recorded', async () => {
  expect((await computedAnew()).faults).toEqual(
    at(10, /not the one that organisation #1 holds: the chain was computed anew/),
  );
});

test('finds a chain computed anew, and a cut tail, by a head from outside', async () => {
  const forget = `DELETE FROM entries WHERE stream = 'organisation'`;
  expect((await computedAnew({}, forget)).faults).toEqual([]); // nothing inside can tell
  const outside = { stream: STREAM, seq: 10, hash: 'f'.repeat(64) };
  expect((await computedAnew({ heads: [outside] }, forget)).faults).toEqual(
    at(10, /not the one that the head given holds/),
  );
  const cut = (db: Database.Database) =>
    void db.exec(`DELETE FROM entries WHERE stream = 'incident-x' AND seq > 7; ${forget}`);
  expect((await tampered(cut, { streams: [STREAM], heads: [outside] })).faults).toEqual(at(8, /missing/));
});

test('a recorded erasure verifies; one that crashed before the payload was dropped is carried out at the next start', async () => {
  await using house = await openHouse();
  await recorded(house);
  const entries = await house.timeline.read(STREAM);
  const ids = [entries[2]?.id ?? '', entries[3]?.id ?? ''];
  const erasure = createErasure(house);
  expect(await erasure.erase({ stream: STREAM, entryIds: ids, reason: ' ', cause: causeOf('e0') })).toMatchObject({
    refusal: { code: 'erasure/reason' },
  });
  expect(
    await erasure.erase({ stream: 'incident-y', entryIds: ids, reason: 'asked', cause: causeOf('e0') }),
  ).toMatchObject({
    refusal: { code: 'erasure/unknown' },
  });
  await house.timeline.state(STREAM, textsOf);
  expectOk(await erasure.erase({ stream: STREAM, entryIds: ids, reason: 'She asked for it', cause: causeOf('e1') }));
  expect((await house.timeline.state(STREAM, textsOf)).texts).not.toContain('note 3');
  expect(await verify(house.store)).toMatchObject({ faults: [], erased: 2, unerased: [] });
  expect(await erasure.erase({ stream: STREAM, entryIds: ids, reason: 'again', cause: causeOf('e2') })).toMatchObject({
    refusal: { code: 'erasure/already' },
  });

  // What a backup made before the erasure holds: the payload, while the record says that it is gone.
  const third = entries[2];
  await house.store.close();
  const db = new Database(house.path);
  db.prepare('UPDATE entries SET data = ?, salt = ?, erased_by = NULL WHERE id = ?').run(
    JSON.stringify(third?.data),
    third?.salt,
    third?.id,
  );
  db.close();
  await house.restart();
  expect(await verify(house.store)).toMatchObject({ faults: [], unerased: [third?.id] });
  expect(await createErasure(house).reapply()).toBe(1);
  expect(await verify(house.store)).toMatchObject({ faults: [], erased: 2, unerased: [] });
});

test('heads are recorded once for each that moved, the organisation’s own too, and announced in the same commit', async () => {
  await using house = await openHouse();
  await recorded(house);
  const announced: string[] = [];
  const heads = createHeads({
    ...house,
    announce: (moved) => {
      announced.push(...moved.map(({ stream }) => stream));
      return Promise.resolve([{ kind: 'message.post', lane: null, payload: null }]);
    },
  });
  expect(expectOk(await heads.recordAll('monday'))).toBe(1);
  expect(expectOk(await heads.recordAll('monday'))).toBe(1); // the same run again: told the same
  expect(expectOk(await heads.recordAll('tuesday'))).toBe(0);
  expect(announced).toEqual(['organisation']);
  expect(await house.store.countEffects('pending')).toBe(1);
  expect(await verify(house.store)).toMatchObject({ faults: [], heads: 2 });
});

const registered = defineEntryKind({
  kind: 'thing.registered',
  v: 1,
  schema: z.object({ stream: z.string() }),
  describe: ({ data }) => ({ line: [data.stream] }),
  begins: ({ stream }) => stream,
});

test('finds a timeline of which nothing is left, and one that was put in, by what says that they began', async () => {
  await using house = await openHouse();
  const kinds = composeEntryKinds([noteAdded, registered], timelineKinds);
  const timeline = createTimeline({ ...house, kinds, newId });
  for (const name of ['a', 'b', 'c'])
    expectOk(
      await timeline.change(`incident-${name}`, textsOf, causeOf(name), () =>
        ok({
          entries: [noteAdded({ text: name })],
          also: [{ stream: 'organisation', entries: [registered({ stream: `incident-${name}` })] }],
          answer: null,
        }),
      ),
    );
  const { path, store } = house;
  expect(await verify(store, { kinds })).toMatchObject({ faults: [], streams: 4, entries: 6 });
  const db = new Database(path);
  db.exec(`DELETE FROM entries WHERE stream = 'incident-b'`);
  const missing = {
    stream: 'incident-b',
    seq: 1,
    entryId: null,
    reason: 'it is missing, and everything behind it: organisation #2 says that this timeline began',
  };
  expect((await verify(store, { kinds })).faults).toEqual([missing]);
  expect((await verify(store, { kinds, streams: ['incident-b'] })).faults).toEqual([missing]);
  expect((await verify(store, { kinds, streams: ['incident-c'] })).faults).toEqual([]);
  // Its chain is right in itself: the organisation's timeline alone knows that there was no such thing.
  db.exec(`DELETE FROM entries WHERE stream = 'incident-a'`);
  db.close();
  await house.restart();
  const forger = createTimeline({ store: house.store, clock: house.clock, kinds, newId });
  expectOk(
    await forger.change('incident-z', textsOf, causeOf('z'), () =>
      ok({ entries: [noteAdded({ text: 'z' })], answer: null }),
    ),
  );
  expect((await verify(house.store, { kinds })).faults).toEqual([
    { ...missing, stream: 'incident-a', reason: expect.stringContaining('organisation #1 says') as string },
    missing,
    {
      stream: 'incident-z',
      seq: 1,
      entryId: expect.any(String) as string,
      reason: 'nothing on the organisation’s timeline says that it began: it was put in',
    },
  ]);
});
