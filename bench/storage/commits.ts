import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expectOk } from '../../src/base/result.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { diskRow, syncTimes } from '../disk.ts';
import { type BenchRow, median, quantile } from '../table.ts';
import { note, open } from './notes.ts';

const ROUNDS = 9;
/** Muster runs for months: what is compared is compiled code. Half a second's worth of notes. */
const WARM_UP = 4;
const ENTRIES_A_ROUND = 6400;
const TOGETHER = 64;

/** What one side took in one round. */
interface Round {
  readonly perSecond: number;
  /** Microseconds of CPU an entry, of all threads. */
  readonly cpu: number;
  /** Milliseconds of each transaction of TOGETHER entries. */
  readonly transactions: readonly number[];
}

/** `prepare` is not counted: what it makes is for one transaction, and is garbage of its own afterwards. */
async function timed<T>(prepare: (first: number) => T, transaction: (prepared: T) => unknown): Promise<Round> {
  let cpu = 0;
  const transactions: number[] = [];
  for (let done = 0; done < ENTRIES_A_ROUND; done += TOGETHER) {
    const prepared = prepare(done);
    const before = process.cpuUsage();
    const from = performance.now();
    await transaction(prepared);
    transactions.push(performance.now() - from);
    const { user, system } = process.cpuUsage(before);
    cpu += user + system;
  }
  const ms = transactions.reduce((sum, each) => sum + each, 0);
  return { perSecond: (ENTRIES_A_ROUND / ms) * 1000, cpu: cpu / ENTRIES_A_ROUND, transactions };
}

/** The whole way (decide, seal, hash, commit, answer) against writing the finished rows and nothing else. */
export async function commits(folder: string): Promise<readonly BenchRow[]> {
  const path = join(folder, 'commits.db');
  const { store, timeline } = open(path);
  const rows = new Database(path, { readonly: true });
  const page = (table: string) =>
    rows.prepare<[number, number], unknown[]>(`SELECT * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`).raw();
  const written = { entries: page('entries'), commits: page('commits') };
  const raw = await bareWriter(join(folder, 'raw.db'), written.entries.columns().length);

  const rounds: { readonly ours: Round; readonly bare: Round }[] = [];
  const syncs: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const ours = await timed(
      (first) => Array.from({ length: TOGETHER }, (_, n) => `interaction-${round}-${first + n}`),
      async (causes) => {
        const changes = causes.map((causeId, n) => note(timeline, `incident-${n % 8}`, causeId));
        for (const change of await Promise.all(changes)) expectOk(change);
      },
    );
    const bare = await timed((first) => {
      const behind = round * ENTRIES_A_ROUND + first;
      return { entries: written.entries.all(behind, TOGETHER), commits: written.commits.all(behind, TOGETHER) };
    }, raw.write);
    if (round < WARM_UP) continue;
    rounds.push({ ours, bare });
    syncs.push(...syncTimes(folder, 100));
  }
  rows.close();
  raw.close();
  await store.close();
  return [...compared(rounds), diskRow(syncs)];
}

/** The same tables and indexes, the same pragmas, prepared statements. */
async function bareWriter(path: string, width: number) {
  await openSqliteStore({ path }).close();
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 10000');
  const insertEntry = db.prepare(`INSERT INTO entries VALUES (${Array(width).fill('?').join(', ')})`);
  const insertCommit = db.prepare('INSERT INTO commits VALUES (?, ?, ?)');
  return {
    write: (rows: { readonly entries: readonly unknown[][]; readonly commits: readonly unknown[][] }): void => {
      db.exec('BEGIN IMMEDIATE');
      for (const row of rows.entries) insertEntry.run(...row);
      for (const row of rows.commits) insertCommit.run(...row);
      db.exec('COMMIT');
    },
    close: () => db.close(),
  };
}

function compared(rounds: readonly { readonly ours: Round; readonly bare: Round }[]): readonly BenchRow[] {
  const of = (pick: (round: Round) => number) => ({
    ours: median(rounds.map(({ ours }) => pick(ours))),
    bare: median(rounds.map(({ bare }) => pick(bare))),
    ratio: median(rounds.map(({ ours, bare }) => pick(ours) / pick(bare))),
  });
  const rate = of(({ perSecond }) => perSecond);
  const tail = of(({ transactions }) => quantile(transactions, 0.99));
  const cpu = of(({ cpu: used }) => used);
  const count = (value: number): string => `${Math.round(value).toLocaleString('en')} /s`;
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const us = (value: number): string => `${value.toFixed(1)} µs`;
  return [
    {
      name: 'entries committed a second',
      ours: count(rate.ours),
      limit: count(rate.bare),
      ratio: rate.ratio,
      reached: rate.ratio >= 0.5,
      note: `${TOGETHER} in flight, against raw better-sqlite3 writing the same rows in transactions of ${TOGETHER}; ${ROUNDS} interleaved rounds of ${ENTRIES_A_ROUND} after ${WARM_UP} to warm up; goal at least 0.5`,
    },
    {
      name: `p99 of ${TOGETHER} entries`,
      ours: ms(tail.ours),
      limit: ms(tail.bare),
      ratio: tail.ratio,
      note: 'one transaction; the median of the rounds’ p99',
    },
    {
      name: 'CPU an entry',
      ours: us(cpu.ours),
      limit: us(cpu.bare),
      ratio: cpu.ratio,
      note: 'what a busy machine distorts least; the garbage collector’s other threads included',
    },
  ];
}
