import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchRow, median, quantile } from './table.ts';

/** Two pages of SQLite's. */
const BLOCK = Buffer.alloc(8_192, 7);

/** Milliseconds that one durable write takes on this disk now, without any database; `count` of them. */
export function syncTimes(folder: string, count: number): readonly number[] {
  const path = join(folder, 'sync');
  const file = openSync(path, 'w');
  const times = Array.from({ length: count }, () => {
    writeSync(file, BLOCK);
    const from = performance.now();
    fdatasyncSync(file);
    return performance.now() - from;
  });
  closeSync(file);
  rmSync(path);
  return times;
}

export function diskRow(times: readonly number[]): BenchRow {
  const ours = `${median(times).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms`;
  return {
    name: 'the disk’s own sync',
    ours,
    limit: '',
    ratio: null,
    note: `8 KB and fdatasync, ${times.length} times, some beside every round`,
  };
}
