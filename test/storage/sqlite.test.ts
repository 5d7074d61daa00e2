import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { heldSince, overdueEffects, release } from '../../src/timeline/held.ts';
import type { Store } from '../../src/timeline/store.ts';
import { NOW, effect, kinds, latestNotes, notes, request } from './fixtures.ts';
import { storeContract } from './store-contract.ts';
import { temporaryFolder } from './temporary-folder.ts';

storeContract('sqlite', async () => {
  const folder = await temporaryFolder();
  const opened: Store[] = [];
  return {
    async open(options) {
      const store = openSqliteStore({ path: join(folder.path, 'muster.db'), ...options });
      opened.push(store);
      return store;
    },
    async dispose() {
      for (const store of opened) await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
});

const refusalOf = (open: () => unknown): unknown => {
  try {
    open();
  } catch (error) {
    return error;
  }
  return undefined;
};

test('a second Muster on the same file is refused, a reader beside it is not, and after a stop it may start', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const first = openSqliteStore({ path });
  await first.commit(request('c1', { appends: [await notes(first, 'incident-a', 'x')] }));
  expect(refusalOf(() => openSqliteStore({ path }))).toMatchObject({
    code: 'store/locked',
    message: expect.stringContaining('Another Muster is running') as string,
  });
  const reader = openSqliteStore({ path, readOnly: true });
  expect(await reader.read('incident-a')).toHaveLength(1);
  await first.commit(request('c2', { appends: [await notes(first, 'incident-a', 'y')] }));
  expect(await reader.read('incident-a')).toHaveLength(2);
  await expect(reader.commit(request('c3'))).rejects.toMatchObject({ code: 'store/read-only' });
  await reader.close();
  await first.close();
  await openSqliteStore({ path }).close();
});

test('while another program holds the file, what is written is refused with a sentence, and goes through when it lets go', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const store = openSqliteStore({ path });
  const other = new Database(path);
  other.exec('BEGIN IMMEDIATE');
  const locked = { code: 'store/locked', message: expect.stringContaining('holds the database locked') as string };
  const asked = ['c1', 'c2'].map((cause) => store.commit(request(cause)));
  for (const commit of asked) await expect(commit).rejects.toMatchObject(locked);
  other.exec('ROLLBACK');
  other.close();
  expect(await store.commit(request('c1'))).toMatchObject({ outcome: 'committed' });
  await store.close();
});

test('a database of a newer Muster, of another program, or that is none, is refused with a sentence', async () => {
  await using folder = await temporaryFolder();
  const newer = join(folder.path, 'newer.db');
  await openSqliteStore({ path: newer }).close();
  const db = new Database(newer);
  db.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)').run('x', Date.now() * 2);
  db.close();
  expect(refusalOf(() => openSqliteStore({ path: newer }))).toMatchObject({ code: 'store/newer' });

  const foreign = join(folder.path, 'foreign.db');
  const other = new Database(foreign);
  other.exec('CREATE TABLE photos (id)');
  other.close();
  expect(refusalOf(() => openSqliteStore({ path: foreign }))).toMatchObject({ code: 'store/corrupt' });

  const text = join(folder.path, 'text.db');
  await writeFile(text, 'Not a database, but long enough to look like one would. '.repeat(40));
  // Twice: what could not be opened is not locked by who tried.
  for (let n = 0; n < 2; n++) {
    expect(refusalOf(() => openSqliteStore({ path: text }))).toMatchObject({ code: 'store/corrupt' });
  }
  expect(await readFile(text, 'utf8')).toContain('Not a database');

  const nowhere = join(folder.path, 'missing', 'muster.db');
  expect(refusalOf(() => openSqliteStore({ path: nowhere }))).toMatchObject({ code: 'store/failed' });
});

test('a damaged file is reported as such, and nothing is written to it', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const store = openSqliteStore({ path });
  for (let n = 0; n < 50; n++) {
    await store.commit(request(`c${n}`, { appends: [await notes(store, 'incident-a', 'x'.repeat(500))] }));
  }
  await store.close();
  const bytes = await readFile(path);
  bytes.fill(0xa5, 4096 * 3, bytes.length);
  await writeFile(path, bytes);
  const error = refusalOf(() => openSqliteStore({ path, projections: [latestNotes], kinds }));
  expect(error).toMatchObject({ code: 'store/corrupt', message: expect.stringContaining('backup') as string });
});

test('of a damaged file no backup is made that would be taken for one', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const store = openSqliteStore({ path });
  for (let n = 0; n < 50; n++) {
    await store.commit(request(`c${n}`, { appends: [await notes(store, 'incident-a', 'x'.repeat(500))] }));
  }
  await store.close();
  const bytes = await readFile(path);
  // Its last page holds entries alone: what is read at the opening is whole.
  bytes.fill(0xa5, bytes.length - 4096);
  await writeFile(path, bytes);
  const reader = openSqliteStore({ path, readOnly: true });
  await expect(reader.backup(join(folder.path, 'backup.db'))).rejects.toMatchObject({
    code: 'store/corrupt',
    message: expect.stringContaining('Keep the older ones') as string,
  });
  await reader.close();
  expect((await readdir(folder.path)).filter((name) => name.startsWith('backup'))).toEqual([]);
});

test('a file that may not be written is reported as such', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  await openSqliteStore({ path }).close();
  await chmod(path, 0o444);
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'read-only-child.ts'), path]);
  expect(child.stdout.toString()).toMatch(/^store\/read-only: .*The database cannot be written: nothing was saved/);
});

/** A record of three entries as `nobody` reads it where they may write nothing; `temporary` is where they may, if anywhere. */
async function readWhereNothingIsWritten(ends: readonly string[], temporary: string): Promise<string> {
  await using folder = await temporaryFolder();
  await using closed = await temporaryFolder();
  const store = openSqliteStore({ path: join(folder.path, 'muster.db') });
  for (let n = 0; n < 3; n++)
    await store.commit(request(`c${n}`, { appends: [await notes(store, 'incident-a', 'x')] }));
  if (ends.length === 1) await store.close();
  const path = join(closed.path, 'muster.db');
  for (const end of ends) await copyFile(join(folder.path, `muster.db${end}`), path + end);
  if (ends.length > 1) await store.close();
  await chmod(closed.path, 0o555);
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'read-only-child.ts'), path, 'read'], { env });
  await chmod(closed.path, 0o755);
  return child.stdout.toString();
}

test.each([
  ['closed in peace', ['']],
  ['left behind by a process that died', ['', '-wal']],
  ['left behind with all its files', ['', '-wal', '-shm']],
])('a record that was %s is read whole where nothing may be written, and no copy stays', async (_, ends) => {
  await using temporary = await temporaryFolder();
  await chmod(temporary.path, 0o777);
  // What somebody who was killed while reading left there goes with the next copy that is made.
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = join(temporary.path, `muster-read-${pid}-abc123`);
  if (ends.length < 3) {
    await mkdir(left);
    await writeFile(join(left, 'muster.db'), '');
    await chmod(left, 0o777);
  }
  // Of somebody else, who may not be entered (the reader is nobody where this runs as root).
  const theirs = `muster-read-${pid}-theirs`;
  const asRoot = process.geteuid?.() === 0;
  if (asRoot) {
    await mkdir(join(temporary.path, theirs), { mode: 0o700 });
    await writeFile(join(temporary.path, theirs, 'muster.db'), '');
  }
  expect(await readWhereNothingIsWritten(ends, temporary.path)).toBe('opened: 3');
  expect(await readdir(temporary.path)).toEqual(asRoot ? [theirs] : []);
});

test('where no copy can be made either, that is said to who only wants to read', async () => {
  expect(await readWhereNothingIsWritten([''], '/nowhere')).toMatch(
    /^store\/read-only: .*The folder of the database cannot be written.*TMPDIR/,
  );
});

test('a full disk refuses the commit, keeps what was there, and lets the next one through when there is room', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const store = openSqliteStore({ path, maxPages: 60 });
  let failed: unknown;
  let kept = 0;
  for (; failed === undefined; kept++) {
    const append = await notes(store, 'incident-a', 'x'.repeat(3000));
    failed = await store.commit(request(`c${kept}`, { appends: [append] })).then(
      () => undefined,
      (error: unknown) => error,
    );
  }
  expect(failed).toMatchObject({ code: 'store/full', message: expect.stringContaining('disk is full') as string });
  expect(await store.read('incident-a')).toHaveLength(kept - 1);
  await store.close();
  const roomy = openSqliteStore({ path });
  const append = await notes(roomy, 'incident-a', 'there is room');
  expect(await roomy.commit(request('again', { appends: [append] }))).toEqual({ outcome: 'committed' });
  await roomy.close();
});

test('a restored backup is whole and holds its effects back until it is released', async () => {
  await using folder = await temporaryFolder();
  const store = openSqliteStore({ path: join(folder.path, 'muster.db'), projections: [latestNotes], kinds });
  const append = await notes(store, 'incident-a', 'before');
  await store.commit(request('c1', { appends: [append], effects: [effect('page somebody')] }));
  const copy = join(folder.path, 'backup.db');
  const [, committed] = await Promise.all([
    store.backup(copy),
    store.commit(request('c2', { appends: [await notes(store, 'incident-b', 'meanwhile')] })),
  ]);
  expect(committed).toEqual({ outcome: 'committed' });
  expect(await heldSince(store)).toBeUndefined();
  await store.close();

  const restored = openSqliteStore({ path: copy, projections: [latestNotes], kinds });
  expect(await restored.read('incident-a')).toEqual(append.entries);
  expect(await heldSince(restored)).toBeTypeOf('number');
  expect(await restored.claimEffects(NOW, NOW + 1000, 10)).toEqual([]);
  expect(await restored.nextEffectDue()).toBeUndefined();
  expect((await overdueEffects(restored, NOW, 10)).map(({ payload }) => payload)).toEqual(['page somebody']);
  let heard = 0;
  restored.onEffects(() => heard++);
  await release(restored);
  expect(heard).toBe(1);
  expect(await restored.claimEffects(NOW, NOW + 1000, 10)).toHaveLength(1);
  await restored.close();
});

/** The file as the Muster before any migration left it. */
function asFirstMuster(path: string): void {
  const db = new Database(path);
  db.exec(`DROP INDEX effects_ready; ALTER TABLE effects DROP COLUMN pool;
    CREATE INDEX effects_ready ON effects (ready_at) WHERE ready_at IS NOT NULL;
    DELETE FROM __drizzle_migrations WHERE created_at > (SELECT min(created_at) FROM __drizzle_migrations)`);
  db.close();
}

test('a record of an older Muster is read and backed up without being changed; a start brings it up to date', async () => {
  await using folder = await temporaryFolder();
  const [path, copy] = [join(folder.path, 'muster.db'), join(folder.path, 'backup.db')];
  const store = openSqliteStore({ path, projections: [latestNotes], kinds });
  const append = await notes(store, 'incident-a', 'before');
  await store.commit(request('c1', { appends: [append], effects: [effect('page somebody')] }));
  await store.close();
  asFirstMuster(path);
  const before = await readFile(path);

  const reader = openSqliteStore({ path, readOnly: true, projections: [{ ...latestNotes, version: 2 }], kinds });
  expect(await reader.read('incident-a')).toEqual(append.entries);
  expect(await reader.projected(latestNotes, 'incident-a')).toEqual({ text: 'before', count: 1 });
  await reader.backup(copy);
  await reader.close();
  expect(await readFile(path)).toEqual(before);
  const copies = (await readdir(tmpdir())).filter((name) => name.startsWith(`muster-read-${process.pid}-`));
  expect(copies).toEqual([]);
  // Who goes back to the older Muster can start it on this.
  const backup = new Database(copy, { readonly: true });
  expect(backup.prepare("SELECT count(*) FROM pragma_table_info('effects') WHERE name = 'pool'").pluck().get()).toBe(0);
  backup.close();

  const started = openSqliteStore({ path, projections: [latestNotes], kinds });
  expect(await started.claimEffects(NOW, NOW + 1000, 10)).toMatchObject([{ payload: 'page somebody' }]);
  await started.close();
});

test('an erased text is gone from the file itself, its log included', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const store = openSqliteStore({ path, projections: [latestNotes], kinds });
  const append = await notes(store, 'incident-a', 'Jane Doe, 12 Elm Street');
  await store.commit(request('c1', { appends: [append] }));
  await store.erase([append.entries[0]?.id ?? ''], 'record');
  const bytes = Buffer.concat([await readFile(path), await readFile(`${path}-wal`).catch(() => Buffer.alloc(0))]);
  expect(bytes.includes('Elm Street')).toBe(false);
  await store.close();
});

test('the drizzle schema and the migrations agree', async () => {
  const { getTableConfig } = await import('drizzle-orm/sqlite-core');
  const schema = await import('../../src/storage/sqlite/schema.ts');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  await openSqliteStore({ path }).close();
  const db = new Database(path, { readonly: true });
  for (const table of Object.values(schema)) {
    const { name, columns } = getTableConfig(table);
    const actual = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name);
    expect(actual).toEqual(columns.map((column) => column.name));
  }
  db.close();
});
