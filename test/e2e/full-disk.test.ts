import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { verify } from '../../src/timeline/verify.ts';
import { type MusterProcess, startMuster } from './muster-process.ts';
import { words } from './words.ts';

/* A disk that is really full: a small file system of its own, which needs the right to mount one. */

const disk = mkdtempSync(join(tmpdir(), 'muster-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;
if (!mounted) process.stderr.write('\n!!! SKIPPED: the full disk: this user may not mount a small file system\n\n');

/** In pages of the file system: what SQLite needs to open a database at all. */
const ROOM_TO_OPEN = 14;

let sandbox: Sandbox;
let muster: MusterProcess;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: false });
});
afterAll(async () => {
  await sandbox.close();
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

test.skipIf(!mounted)(
  'on a full disk whoever types is told so, nothing of it is on record, and with room again it goes on without a restart',
  async () => {
    const path = join(disk, 'muster.db');
    muster = await startMuster(sandbox, path);
    const ben = sandbox.as('ben');
    const answer = async (command: string): Promise<string> => {
      const exchange = await ben.type('#general', command);
      return 'final' in exchange ? words((await exchange.final()).message) : '';
    };
    expect(await answer('/incident declare title:"Before" severity:SEV-3')).toContain('Incident 1');
    await ben.waitFor(() => ben.channels().find(({ name }) => name === 'inc-1-before'), 20_000);

    const fill = join(disk, 'fill');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(fill, Buffer.alloc(bavail * bsize));
    expect(statfsSync(disk).bavail).toBe(0);
    // The log's file has room of its own left: it is used up first.
    let told = '';
    let kept = 0;
    for (; kept < 200 && !told.includes('disk is full'); kept++)
      told = await answer(`/incident note incident:1 text:"note ${kept} ${'x'.repeat(1500)}"`);
    expect(told).toContain('The disk is full: nothing was saved. Make room');
    // A form, too; what was typed waits in memory.
    const form = await ben.type('#general', '/incident declare');
    if (!('final' in form)) throw new Error('no form');
    const typed = { title: 'Typed on a full disk', description: 'x'.repeat(900) };
    const refused = (await (await ben.submit(form, typed)).final()).message;
    expect(words(refused)).toContain('The disk is full: nothing was saved. Make room');
    const again = await (await ben.press(refused?.id ?? '', 'Try again')).final();
    expect(JSON.stringify(again.modal)).toContain('Typed on a full disk');

    rmSync(fill);
    expect(await answer('/incident note incident:1 text:"there is room"')).toContain('there is room');
    await muster.kill();
    const store = openSqliteStore({ path, readOnly: true });
    const [stream = ''] = await store.streams({ type: 'incident', limit: 1 });
    const notes = (await store.read(stream)).filter(({ kind }) => kind === 'note.added');
    expect(notes).toHaveLength(kept);
    expect((await verify(store)).faults).toEqual([]);
    await store.close();
    expect(readdirSync(disk)).toContain('muster.db');
  },
  180_000,
);

test.skipIf(!mounted)(
  'on a disk that is full at the start the calendar is armed as soon as there is room, and until then that is said',
  async () => {
    const path = join(disk, 'armed.db');
    const first = await startMuster(sandbox, path);
    first.child.kill('SIGTERM');
    await first.dead;
    // As after an upgrade that brings timers.
    const database = new Database(path);
    database.prepare("DELETE FROM effects WHERE kind = 'calendar.run'").run();
    database.close();
    const fill = join(disk, 'fill');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(fill, Buffer.alloc((bavail - ROOM_TO_OPEN) * bsize));

    muster = await startMuster(sandbox, path);
    const port = /HTTP on port (\d+)/.exec(muster.log())?.[1] ?? '';
    const isArmed = async (): Promise<string | undefined> =>
      /^muster_calendar_armed (\d)$/m.exec(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())?.[1];
    const ben = sandbox.as('ben');
    const status = async (): Promise<string> => {
      const exchange = await ben.type('#general', '/muster status');
      return 'final' in exchange ? words((await exchange.final()).message) : '';
    };
    expect(await isArmed()).toBe('0');
    expect(await status()).toMatch(/🔴 Calendar: .* tried again and again\. The disk is full/);

    rmSync(fill);
    await expect.poll(isArmed, { timeout: 60_000 }).toBe('1');
    expect(await status()).not.toContain('Calendar');
    await muster.kill();
    const store = openSqliteStore({ path, readOnly: true });
    expect((await store.effects({ kind: 'calendar.run', state: 'pending', limit: 9 })).length).toBeGreaterThan(0);
    await store.close();
  },
  180_000,
);

/* A disk that the system makes read-only when it reports an error, as ext4 does: on a file system in a file, told to give up. */

const image = mkdtempSync(join(tmpdir(), 'muster-ext4-'));
const failing = join(image, 'mounted');
const mountImage = (): boolean =>
  spawnSync('mount', ['-o', 'loop,errors=remount-ro', join(image, 'disk'), failing]).status === 0;
mkdirSync(failing);
writeFileSync(join(image, 'disk'), Buffer.alloc(16 * 1024 * 1024));
const isDisk = spawnSync('mkfs.ext4', ['-q', '-F', join(image, 'disk')]).status === 0 && mountImage();
if (!isDisk)
  process.stderr.write('\n!!! SKIPPED: the disk that becomes read-only: no ext4, or no right to mount it\n\n');
afterAll(() => {
  if (isDisk) spawnSync('umount', [failing]);
  rmSync(image, { recursive: true, force: true });
});

test.skipIf(!isDisk)(
  'on a disk that becomes read-only whoever types is told so, what can be read is read, and what was told before is there after a restart',
  async () => {
    const path = join(failing, 'muster.db');
    muster = await startMuster(sandbox, path);
    const ben = sandbox.as('ben');
    const answer = async (command: string): Promise<string> => {
      const exchange = await ben.type('#general', command);
      return 'final' in exchange ? words((await exchange.final()).message) : '';
    };
    const [, number = ''] =
      /Incident (\d+)/.exec(await answer('/incident declare title:"On a bad disk" severity:SEV-3')) ?? [];
    await ben.waitFor(() => ben.channels().find(({ name }) => name === `inc-${number}-on-a-bad-disk`), 20_000);
    expect(await answer(`/incident note incident:${number} text:"told before"`)).toContain('told before');

    spawnSync('mount', ['-o', 'remount,abort', failing]);
    expect(() => {
      writeFileSync(join(failing, 'anything'), 'x');
    }).toThrow(/EROFS/);
    const told = await answer(`/incident note incident:${number} text:"told after"`);
    expect(told).toContain('The disk reports an error or has become read-only: nothing was saved.');
    expect(await answer('/incident list')).toContain('On a bad disk');
    await muster.kill();

    spawnSync('umount', [failing]);
    expect(mountImage()).toBe(true);
    const store = openSqliteStore({ path, readOnly: true });
    const [stream = ''] = await store.streams({ type: 'incident', limit: 1 });
    const notes = (await store.read(stream)).filter(({ kind }) => kind === 'note.added');
    expect(notes.map(({ data }) => data)).toMatchObject([{ text: 'told before' }]);
    expect((await verify(store)).faults).toEqual([]);
    await store.close();
  },
  180_000,
);
