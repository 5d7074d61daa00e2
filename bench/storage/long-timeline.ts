import { join } from 'node:path';
import { expectOk } from '../../src/base/result.ts';
import type { Fold } from '../../src/timeline/fold.ts';
import { verify } from '../../src/timeline/verify.ts';
import { type BenchRow, median } from '../table.ts';
import { type Count, count, note, open } from './notes.ts';
import { measureStalls } from './stalls.ts';

const ROUNDS = 5;
const LONG = 100_000;

export async function longTimeline(folder: string): Promise<readonly BenchRow[]> {
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
