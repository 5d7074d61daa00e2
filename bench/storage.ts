import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commits } from './storage/commits.ts';
import { dueAtOnce } from './storage/due-at-once.ts';
import { longTimeline } from './storage/long-timeline.ts';
import { type BenchRow, tableOf } from './table.ts';

/** Storage's part of `npm run bench`: every figure from one run, what is compared in interleaved rounds. */
export async function benchStorage(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  try {
    return [...(await commits(folder)), ...(await longTimeline(folder)), await dueAtOnce(folder)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  // The timers of the clock and the worker keep no process alive by themselves.
  const alive = setInterval(() => undefined, 1000);
  console.log(tableOf(await benchStorage()));
  clearInterval(alive);
}
