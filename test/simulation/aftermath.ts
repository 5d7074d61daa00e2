import Database from 'better-sqlite3';
import { notAsRecorded } from '../e2e/as-recorded.ts';
import type { Asked } from '../e2e/asked.ts';
import type { MusterUnderTest } from './muster-under-test.ts';
import { disk, pass, time } from './simulation.ts';

/** Discord and the disk are well again, and all that is to be done gets the time it needs; what is then not as it should be. */
export async function aftermath(muster: MusterUnderTest, asked: readonly Asked[]): Promise<readonly string[]> {
  muster.sandbox.faults.clear();
  disk.full = false;
  const left = await rest(muster);
  return [
    ...left,
    ...(await notAsRecorded(muster.app(), muster.sandbox.world.state, asked)),
    ...recordedTwice(muster.databasePath()),
  ];
}

/** Whatever comes twice (an interaction, an event, an effect whose first try was cut off) is one cause, and is recorded at once. */
function recordedTwice(path: string): readonly string[] {
  const db = new Database(path, { readonly: true });
  try {
    const found = db
      .prepare<[], { cause: string; kinds: string }>(
        `SELECT cause_id AS cause, group_concat(DISTINCT kind) AS kinds FROM entries GROUP BY cause_id
         HAVING count(DISTINCT recorded_at) > 1 OR count(*) > count(DISTINCT stream || kind || coalesce(data, id))`,
      )
      .all();
    return found.map(({ cause, kinds }) => `the cause ${cause} was recorded twice: ${kinds}`);
  } finally {
    db.close();
  }
}

/** Waits until nothing is due any more; what is left after half a day. */
async function rest(muster: MusterUnderTest): Promise<readonly string[]> {
  const { store } = muster.app();
  let open: readonly string[] = [];
  for (let waited = 0; waited < 36; waited++) {
    await pass(20 * 60_000);
    const due = [
      ...(await store.effects({ state: 'running', limit: 50 })),
      ...(await store.effects({ state: 'pending', limit: 500 })).filter(({ dueAt }) => dueAt <= time.now()),
    ];
    open = due.map(({ kind, lastError }) => `${kind} is not done: ${lastError ?? 'no error'}`);
    if (open.length === 0) break;
  }
  return open;
}
