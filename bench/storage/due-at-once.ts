import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { expectOk, ok } from '../../src/base/result.ts';
import { createEffectsWorker } from '../../src/timeline/effects-worker.ts';
import { type BenchRow, median } from '../table.ts';
import { TEXT, causeOf, count, noteAdded, open } from './notes.ts';
import { measureStalls } from './stalls.ts';

const ROUNDS = 5;
const DUE_AT_ONCE = 10_000;

/** Escalation steps that fall due together: each is decided, an entry is written, and a delivery is queued. */
export async function dueAtOnce(folder: string): Promise<BenchRow> {
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
