import { fdatasyncSync, openSync, rmSync, writeSync, closeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { systemClock } from '../src/base/clock.ts';
import { newId } from '../src/base/ids.ts';
import { expectOk, ok } from '../src/base/result.ts';
import { openSqliteStore } from '../src/storage/sqlite/open-sqlite-store.ts';
import type { Cause } from '../src/timeline/cause.ts';
import { createEffectsWorker } from '../src/timeline/effects-worker.ts';
import { composeEntryKinds, defineEntryKind } from '../src/timeline/entry-kind.ts';
import type { Fold } from '../src/timeline/fold.ts';
import { timelineKinds } from '../src/timeline/kinds.ts';
import type { Store } from '../src/timeline/store.ts';
import { type Timeline, createTimeline } from '../src/timeline/timeline.ts';
import { verify } from '../src/timeline/verify.ts';
import { type BenchRow, median, quantile, tableOf } from './table.ts';

const ROUNDS = 5;
const ENTRIES_A_ROUND = 6400;
const TOGETHER = 64;
const LONG = 100_000;
const DUE_AT_ONCE = 10_000;

const noteAdded = defineEntryKind({
  kind: 'note.added',
  v: 1,
  schema: z.object({ text: z.string() }),
  describe: ({ data }) => ({ line: [data.text] }),
});
const kinds = composeEntryKinds([noteAdded], timelineKinds);
type Count = { readonly notes: number };
const count: Fold<Count> = {
  name: 'bench.count',
  version: 1,
  initial: { notes: 0 },
  evolve: ({ notes }) => ({ notes: notes + 1 }),
};
const TEXT = 'The replica is 4 GB behind; we stop the backup and look at the WAL sender. Next look in ten minutes.';

const causeOf = (causeId: string): Cause => ({
  causeId,
  actor: { kind: 'person', id: '80351110224678912' },
  source: { kind: 'command', correlationId: causeId },
});

/** Storage's part of `npm run bench`: every figure from one run, what is compared in interleaved rounds. */
export async function benchStorage(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  try {
    const sync = diskSync(join(folder, 'sync'));
    return [sync, ...(await commits(folder)), ...(await longTimeline(folder)), await dueAtOnce(folder)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What one wait for this disk takes, without any database. */
function diskSync(path: string): BenchRow {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 7);
  const times: number[] = [];
  for (let n = 0; n < 500; n++) {
    const start = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    times.push(performance.now() - start);
  }
  closeSync(file);
  rmSync(path);
  const ours = `${median(times).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms`;
  return { name: 'the disk: 4 KB and fdatasync', ours, limit: '', ratio: null, note: '500 times' };
}

const open = (path: string): { store: Store; timeline: Timeline } => {
  const store = openSqliteStore({ path, kinds });
  return { store, timeline: createTimeline({ store, clock: systemClock, kinds, newId }) };
};

const note = (timeline: Timeline, stream: string, causeId: string) =>
  timeline.change(stream, count, causeOf(causeId), (state) =>
    ok({ entries: [noteAdded({ text: TEXT })], answer: state.notes }),
  );

/** The whole way (decide, seal, hash, commit, answer) against writing the finished rows and nothing else. */
async function commits(folder: string): Promise<readonly BenchRow[]> {
  const path = join(folder, 'commits.db');
  const { store, timeline } = open(path);
  const rawPath = join(folder, 'raw.db');
  await openSqliteStore({ path: rawPath }).close(); // the same tables and indexes
  const raw = new Database(rawPath);
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma('wal_autocheckpoint = 10000');
  const rows = new Database(path, { readonly: true });
  const width = rows.prepare('SELECT * FROM entries').columns().length;
  const insertEntry = raw.prepare(`INSERT INTO entries VALUES (${Array(width).fill('?').join(', ')})`);
  const insertCommit = raw.prepare('INSERT INTO commits VALUES (?, ?, ?)');
  const written = rows
    .prepare<[number, number], unknown[]>('SELECT * FROM entries WHERE rowid > ? ORDER BY rowid LIMIT ?')
    .raw();
  const causes = rows
    .prepare<[number, number], unknown[]>('SELECT * FROM commits WHERE rowid > ? ORDER BY rowid LIMIT ?')
    .raw();

  const ours: number[] = [];
  const theirs: number[] = [];
  const oursCpu: number[] = [];
  const theirsCpu: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    let start = performance.now();
    let cpu = process.cpuUsage();
    for (let done = 0; done < ENTRIES_A_ROUND; done += TOGETHER) {
      const changes = Array.from({ length: TOGETHER }, (_, n) =>
        note(timeline, `incident-${n % 8}`, `interaction-${round}-${done + n}`),
      );
      for (const change of await Promise.all(changes)) expectOk(change);
    }
    const oursMs = performance.now() - start;
    const oursCpuUs = cpuUsSince(cpu);

    const entryRows = written.all(round * ENTRIES_A_ROUND, ENTRIES_A_ROUND);
    const commitRows = causes.all(round * ENTRIES_A_ROUND, ENTRIES_A_ROUND);
    start = performance.now();
    cpu = process.cpuUsage();
    for (let done = 0; done < ENTRIES_A_ROUND; done += TOGETHER) {
      raw.exec('BEGIN IMMEDIATE');
      for (let n = done; n < done + TOGETHER; n++) {
        insertEntry.run(...(entryRows[n] ?? []));
        insertCommit.run(...(commitRows[n] ?? []));
      }
      raw.exec('COMMIT');
    }
    const theirsMs = performance.now() - start;
    const theirsCpuUs = cpuUsSince(cpu);
    if (round === 0) continue; // warming up
    ours.push((ENTRIES_A_ROUND / oursMs) * 1000);
    theirs.push((ENTRIES_A_ROUND / theirsMs) * 1000);
    oursCpu.push(oursCpuUs / ENTRIES_A_ROUND);
    theirsCpu.push(theirsCpuUs / ENTRIES_A_ROUND);
  }
  rows.close();
  raw.close();
  await store.close();
  const ratio = median(ours.map((value, index) => value / (theirs[index] ?? Number.NaN)));
  return [
    {
      name: 'entries committed a second',
      ours: `${Math.round(median(ours)).toLocaleString('en')} /s`,
      limit: `${Math.round(median(theirs)).toLocaleString('en')} /s`,
      ratio,
      reached: ratio >= 0.5,
      note: `${TOGETHER} in flight, against raw better-sqlite3 writing the same rows in transactions of ${TOGETHER}; ${ROUNDS} interleaved rounds of ${ENTRIES_A_ROUND}; goal at least 0.5`,
    },
    {
      name: 'CPU an entry',
      ours: `${median(oursCpu).toFixed(1)} µs`,
      limit: `${median(theirsCpu).toFixed(1)} µs`,
      ratio: median(oursCpu.map((value, index) => value / (theirsCpu[index] ?? Number.NaN))),
      note: 'what a busy machine distorts least; the garbage collector’s other threads included',
    },
  ];
}

/** User and system time of all threads. */
function cpuUsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

async function longTimeline(folder: string): Promise<readonly BenchRow[]> {
  const path = join(folder, 'long.db');
  const first = open(path);
  for (let done = 0; done < LONG; done += 500) {
    const changes = Array.from({ length: 500 }, (_, n) =>
      note(first.timeline, 'incident-long', `interaction-${done + n}`),
    );
    for (const change of await Promise.all(changes)) expectOk(change);
  }
  await first.store.close();

  const folds: number[] = [];
  const verifies: number[] = [];
  let longestStall = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { store, timeline } = open(path);
    const other: Fold<Count> = { ...count, name: `bench.count.${round}` }; // no snapshot to start from
    let start = performance.now();
    const state = await timeline.state('incident-long', other);
    folds.push(performance.now() - start);
    if (state.notes !== LONG) throw new Error(`The fold found ${state.notes} entries instead of ${LONG}`);
    const stall = measureStalls();
    start = performance.now();
    const verification = await verify(store);
    verifies.push(performance.now() - start);
    longestStall = Math.max(longestStall, stall());
    if (verification.faults.length > 0 || verification.entries !== LONG) throw new Error('The chain does not verify');
    await store.close();
  }
  const size = LONG.toLocaleString('en');
  return [
    {
      name: `fold of ${size} entries`,
      ours: `${Math.round(median(folds))} ms`,
      limit: '',
      ratio: null,
      note: 'from SQLite, without a snapshot',
    },
    {
      name: `verify of ${size} entries`,
      ours: `${Math.round(median(verifies))} ms`,
      limit: '',
      ratio: null,
      note: `every hash recomputed; the event loop never waited longer than ${Math.round(longestStall)} ms`,
    },
  ];
}

/** The longest time that the event loop did not turn, until the returned function is called. */
function measureStalls(): () => number {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return Math.max(longest, performance.now() - last);
  };
}

/** Escalation steps that fall due together: each is decided, an entry is written, and a delivery is queued. */
async function dueAtOnce(folder: string): Promise<BenchRow> {
  const times: number[] = [];
  let longestStall = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { store, timeline } = open(join(folder, `due-${round}.db`));
    const dueAt = Date.now();
    for (let done = 0; done < DUE_AT_ONCE; done += 500) {
      await Promise.all(
        Array.from({ length: 500 }, (_, n) => {
          const stream = `page-${newId(dueAt)}`;
          const step = { kind: 'page.step', lane: null, key: `step:${stream}`, dueAt, payload: { stream } };
          return timeline.change(stream, count, causeOf(`alert-${done + n}`), () =>
            ok({ entries: [noteAdded({ text: TEXT })], effects: [step], answer: null }),
          );
        }),
      );
    }
    let left = DUE_AT_ONCE;
    const queued = Promise.withResolvers<undefined>();
    const worker = createEffectsWorker({
      store,
      timeline,
      clock: systemClock,
      handlers: {
        'page.step': async (effect) => {
          const deliver = {
            kind: 'page.deliver',
            lane: `page:${effect.stream}`,
            dueAt: dueAt + 3_600_000,
            payload: {},
          };
          const cause = { ...causeOf(`effect:${effect.id}`), completes: effect.id };
          expectOk(
            await timeline.change(effect.stream, count, cause, () =>
              ok({ entries: [noteAdded({ text: TEXT })], effects: [deliver], answer: null }),
            ),
          );
          if (--left === 0) queued.resolve(undefined);
          return { outcome: 'done' };
        },
      },
    });
    const stall = measureStalls();
    const start = performance.now();
    worker.start();
    await queued.promise;
    times.push(performance.now() - start);
    longestStall = Math.max(longestStall, stall());
    await worker.stop();
    await store.close();
  }
  const middle = median(times);
  return {
    name: `${DUE_AT_ONCE.toLocaleString('en')} effects due at once`,
    ours: `${Math.round(middle)} ms`,
    limit: '2000 ms',
    ratio: middle / 2000,
    reached: middle <= 2000,
    note: `decided, recorded and their deliveries queued; the event loop never waited longer than ${Math.round(longestStall)} ms`,
  };
}

if (import.meta.main) {
  // The timers of the clock and the worker keep no process alive by themselves.
  const alive = setInterval(() => undefined, 1000);
  console.log(tableOf(await benchStorage()));
  clearInterval(alive);
}
