import { spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { verify } from '../../src/timeline/verify.ts';
import { dataOf, kinds, latestNotes } from './fixtures.ts';
import { temporaryFolder } from './temporary-folder.ts';

const CHILD = join(import.meta.dirname, 'durability-child.ts');
const hasStrace = spawnSync('strace', ['-V']).status === 0;
const MANY = Number(process.env['MUSTER_KILLS'] ?? (process.env['CI'] ? 50 : 5));

/** Runs the child until it ends or is killed; what it acknowledged. */
async function run(args: readonly string[], options: { failpoint?: string; killAfterMs?: number } = {}) {
  const env = { ...process.env, ...(options.failpoint !== undefined && { MUSTER_FAILPOINT: options.failpoint }) };
  const child = spawn(process.execPath, [CHILD, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '' && options.killAfterMs !== undefined)
      timer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
    output += text;
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
    child.on('close', (_code, ended) => resolve(ended)),
  );
  clearTimeout(timer);
  return { signal, acknowledged: [...output.matchAll(/^ack (\S+)$/gm)].map((match) => match[1] ?? '') };
}

/** After a kill: what was acknowledged is there exactly once, what is there is whole, and it goes on from there. */
async function expectWhole(path: string, acknowledged: readonly string[]): Promise<void> {
  const store = openSqliteStore({ path, projections: [latestNotes], kinds });
  const texts: unknown[] = [];
  for (const stream of await store.streams({ limit: 10 })) {
    const found = dataOf(await store.read(stream));
    texts.push(...found);
    expect((await store.projected(latestNotes, stream))?.count).toBe(found.length);
  }
  const causes = texts.filter((text) => String(text).startsWith('cause-'));
  expect(new Set(causes).size).toBe(causes.length);
  expect(causes).toEqual(expect.arrayContaining([...acknowledged]));
  const also = texts.filter((text) => String(text).startsWith('also ')).map((text) => String(text).slice(5));
  expect(also.toSorted()).toEqual(causes.map(String).toSorted());
  const effects = (await store.effects({ limit: 1_000_000 })).map(({ payload }) => payload);
  expect(effects.toSorted()).toEqual(causes.toSorted());
  expect((await verify(store)).faults).toEqual([]);
  await store.close();
}

test.each(['store.entries-written:20', 'store.before-commit:4', 'store.after-commit:4', 'commit.acknowledged:20'])(
  'kill -9 at %s loses nothing that was acknowledged and leaves nothing by halves',
  async (failpoint) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'muster.db');
    const killed = await run([path, '20', '6'], { failpoint });
    expect(killed.signal).toBe('SIGKILL');
    await expectWhole(path, killed.acknowledged);
    const restarted = await run([path, '2', '6', '100']);
    expect(restarted.acknowledged).toHaveLength(12);
    await expectWhole(path, [...killed.acknowledged, ...restarted.acknowledged]);
  },
);

test(`${MANY} kills at random moments, on the same file`, async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const acknowledged: string[] = [];
  for (let n = 0; n < MANY; n++) {
    const killed = await run([path, '100000', '6', String(n * 1_000_000)], { killAfterMs: Math.random() * 150 });
    expect(killed.signal).toBe('SIGKILL');
    acknowledged.push(...killed.acknowledged);
  }
  await expectWhole(path, acknowledged);
}, 300_000);

test.skipIf(!hasStrace && !process.env['CI'])(
  'a system-call trace shows the sync before every acknowledgement',
  async () => {
    expect(hasStrace, 'strace is not installed: apt-get install strace').toBe(true);
    await using folder = await temporaryFolder();
    const trace = join(folder.path, 'trace');
    const args = ['-f', '-s', '64', '-e', 'trace=write,pwrite64,fdatasync,fsync', '-o', trace, process.execPath, CHILD];
    const { status } = spawnSync('strace', [...args, join(folder.path, 'muster.db'), '15', '1'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    expect(status).toBe(0);
    let syncedSinceWrite = false;
    let acknowledgements = 0;
    for (const line of (await readFile(trace, 'utf8')).split('\n')) {
      if (/\bpwrite64\(/.test(line)) syncedSinceWrite = false;
      if (/\b(fdatasync|fsync)(\(| resumed).*= 0/.test(line)) syncedSinceWrite = true;
      if (!/\bwrite\(1, "ack /.test(line)) continue;
      acknowledgements++;
      expect(syncedSinceWrite, `written, not yet synced, before: ${line}`).toBe(true);
      syncedSinceWrite = false;
    }
    expect(acknowledgements).toBe(15);
  },
);
