import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../src/base/clock.ts';
import { newId } from '../src/base/ids.ts';
import { expectOk } from '../src/base/result.ts';
import { createPeople } from '../src/catalog/people.ts';
import { onCallConfigSchema } from '../src/oncall/config/oncall.ts';
import { policiesConfig } from '../src/oncall/config/policies.ts';
import { schedulesConfig } from '../src/oncall/config/schedules.ts';
import { createOnCall } from '../src/oncall/oncall.ts';
import { onCallShapes } from '../src/oncall/shapes.ts';
import { openSqliteStore } from '../src/storage/sqlite/open-sqlite-store.ts';
import { createEffectsWorker } from '../src/timeline/effects-worker.ts';
import { composeEntryKinds } from '../src/timeline/entry-kind.ts';
import { timelineKinds } from '../src/timeline/kinds.ts';
import { createTimeline } from '../src/timeline/timeline.ts';
import type { Measured } from './oncall.ts';

/**
 * `pages` open pages on SQLite on disk; then all of their next steps are due at once.
 * How long until each is decided and its notifications are queued.
 */
export async function stepsDueAtOnce(pages = 10_000): Promise<readonly Measured[]> {
  const path = join(tmpdir(), `muster-bench-${process.pid}.db`);
  let ahead = 0;
  const alive = setInterval(() => undefined, 1000); // the clock's own timers keep no process alive
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const kinds = composeEntryKinds(onCallShapes.kinds, timelineKinds);
  const store = openSqliteStore({ path, projections: onCallShapes.projections, kinds, clock });
  const timeline = createTimeline({ store, clock, kinds, newId });
  const raw = { alice: { discord: '100000000000000001' }, bob: { discord: '100000000000000002' } };
  const sections = {
    people: raw,
    services: {},
    schedules: schedulesConfig.parse({ primary: { layers: [{ users: ['alice'], start: '2026-01-01T00:00' }] } }),
    policies: policiesConfig.parse({
      checkout: {
        steps: [
          { page: ['schedule:primary'], wait: '1h' },
          { page: ['person:bob'], wait: '1h' },
        ],
      },
    }),
  };
  const oncall = createOnCall({
    timeline,
    store,
    clock,
    sections: () => sections,
    people: () => createPeople(raw, 'UTC'),
    config: () => onCallConfigSchema.parse({}),
    nameOf: () => undefined,
  });
  try {
    await Promise.all(
      Array.from({ length: pages }, async (_, n) => {
        const cause = {
          causeId: `bench:${n}`,
          actor: { kind: 'muster', id: 'bench' },
          source: { kind: 'api' },
        } as const;
        const to = { type: 'policy', key: 'checkout' } as const;
        expectOk(await oncall.pages.open({ to, message: `Page ${n}`, urgency: 'high' }, cause));
      }),
    );
    let steps = 0;
    const stepped = Promise.withResolvers<undefined>();
    const step = oncall.effects['page.step'];
    const worker = createEffectsWorker({
      store,
      clock,
      timeline,
      handlers: {
        'page.notify': async () => ({ outcome: 'done' }),
        async 'page.step'(effect, signal) {
          const outcome = (await step?.(effect, signal)) ?? { outcome: 'done' as const };
          if (++steps === pages) stepped.resolve(undefined);
          return outcome;
        },
      },
    });
    worker.start(); // the first notifications
    while ((await store.countEffects('pending')) > pages) await systemClock.sleep(20);
    await systemClock.sleep(200);

    const woken = performance.now();
    await store.claimEffects(clock.now(), clock.now() + 1, 100);
    await store.nextEffectDue();
    const idle = performance.now() - woken;

    ahead = 3_600_000 + 60_000;
    await worker.stop(0);
    const started = performance.now();
    worker.start();
    await stepped.promise;
    const took = performance.now() - started;
    await worker.stop(0);
    return [
      { name: `a wake-up with nothing due, ${pages} open pages`, medianMs: idle, worstMs: idle, targetMs: 1 },
      { name: `${pages} steps due at once, decided and queued`, medianMs: took, worstMs: took, targetMs: 2000 },
    ];
  } finally {
    clearInterval(alive);
    await store.close();
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  }
}

if (import.meta.main) {
  for (const { name, medianMs, targetMs } of await stepsDueAtOnce(Number(process.argv[2] ?? 10_000))) {
    console.log(`${name}: ${medianMs.toFixed(1)} ms (target ${targetMs} ms)`);
  }
}
