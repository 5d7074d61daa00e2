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
import { DECIDES, type EffectDraft, type EffectHandlers } from '../src/timeline/effect.ts';
import { createEffectsWorker } from '../src/timeline/effects-worker.ts';
import { composeEntryKinds } from '../src/timeline/entry-kind.ts';
import { timelineKinds } from '../src/timeline/kinds.ts';
import { createTimeline } from '../src/timeline/timeline.ts';
import { measureStalls } from './storage/stalls.ts';
import { type BenchRow, median, quantile, tableOf } from './table.ts';

const path = join(tmpdir(), `muster-bench-${process.pid}.db`);
const raw = { alice: { discord: '100000000000000001' }, bob: { discord: '100000000000000002' } };
const people = createPeople(raw, 'UTC');
/** Waits of 1.0, 1.1 … 5.9 s: pages whose steps do not fall due together. */
const SOON = Array.from({ length: 50 }, (_, n) => 1000 + n * 100);
const parsed = policiesConfig.parse({
  checkout: {
    steps: [
      { page: ['schedule:primary'], wait: '1h' },
      { page: ['person:bob'], wait: '1h' },
    ],
    repeat: 2, // so that every round reaches a further step, and none the end of the policy
  },
});
const soon = SOON.flatMap((waitMs) =>
  Object.values(parsed).map((policy) => [
    `soon-${waitMs}`,
    { ...policy, steps: policy.steps.map((step, n) => (n === 0 ? { ...step, waitMs } : step)) },
  ]),
);
const sections = {
  people: raw,
  services: {},
  schedules: schedulesConfig.parse({ primary: { layers: [{ users: ['alice'], start: '2026-01-01T00:00' }] } }),
  policies: { ...parsed, ...Object.fromEntries(soon) } as typeof parsed,
};

/** Everything from the timer to the queue is Muster's own, on SQLite on disk; only the chat takes each message at once. */
function openDesk(clock: Clock, onStep: (lateMs: number) => void) {
  const kinds = composeEntryKinds(onCallShapes.kinds, timelineKinds);
  const store = openSqliteStore({ path, projections: onCallShapes.projections, kinds, clock });
  const timeline = createTimeline({ store, clock, kinds, newId });
  const oncall = createOnCall({
    timeline,
    store,
    clock,
    sections: () => sections,
    people: () => people,
    config: () => onCallConfigSchema.parse({}),
    nameOf: () => undefined,
  });
  const chat: EffectHandlers = {
    'direct-message.send': async () => ({ outcome: 'done' }),
    'message.post': async () => ({ outcome: 'done' }),
    'bench.hang': (_effect, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ outcome: 'done' }));
      }),
  };
  oncall.connectChat(chat);
  const worker = createEffectsWorker({
    store,
    clock,
    timeline,
    handlers: {
      ...chat,
      ...oncall.effects,
      async 'page.step'(effect, signal) {
        const lateMs = clock.now() - effect.dueAt;
        const outcome = (await oncall.effects['page.step']?.(effect, signal)) ?? { outcome: 'done' as const };
        onStep(lateMs);
        return outcome;
      },
    },
  });
  const page = async (policy: string, n: number): Promise<void> => {
    const cause = {
      causeId: `bench:${policy}:${n}`,
      actor: { kind: 'muster', id: 'bench' },
      source: { kind: 'api' },
    } as const;
    const to = { type: 'policy', key: policy } as const;
    expectOk(await oncall.pages.open({ to, message: `Page ${n}`, urgency: 'high' }, cause));
  };
  return { store, timeline, worker, page, audit: oncall.audit };
}

type Desk = ReturnType<typeof openDesk>;

/** Until so many effects and no more are waiting. */
async function quiet({ store, worker }: Desk, pending: number): Promise<void> {
  while ((await store.countEffects('pending')) > pending || worker.running() > 0) await systemClock.sleep(20);
}

/** In portions: a real Muster is not asked for ten thousand pages in one turn of its event loop. */
async function openPages(desk: Desk, pages: number, policyOf: (n: number) => string): Promise<void> {
  for (let n = 0; n < pages; n += 200) {
    await Promise.all(
      Array.from({ length: Math.min(200, pages - n) }, (_, each) => desk.page(policyOf(n + each), n + each)),
    );
  }
}

/** All of the pages' next steps are due at once: first in the process that opened them, then in one that has just started. */
async function stepsDueAtOnce(pages: number): Promise<readonly BenchRow[]> {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  let steps = 0;
  let stepped = Promise.withResolvers<undefined>();
  const onStep = (): void => {
    if (++steps === pages) stepped.resolve(undefined);
  };
  const round = async (desk: Desk): Promise<string> => {
    steps = 0;
    stepped = Promise.withResolvers();
    ahead += 3_600_000 + 60_000;
    const cpu = process.cpuUsage();
    const started = performance.now();
    desk.worker.start();
    await stepped.promise;
    const tookMs = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    await quiet(desk, pages);
    await desk.worker.stop(0);
    took.push(tookMs);
    return `CPU ${((user + system) / 1000).toFixed(0)} ms`;
  };
  const took: number[] = [];
  const row = (name: string, note: string): BenchRow => {
    const ms = took.at(-1) ?? Number.NaN;
    return { name, ours: `${ms.toFixed(0)} ms`, limit: '2000 ms', ratio: ms / 2000, reached: ms <= 2000, note };
  };
  let desk = openDesk(clock, onStep);
  try {
    desk.worker.start();
    await openPages(desk, pages, () => 'checkout');
    await quiet(desk, pages);
    const idle: number[] = [];
    for (let lap = 0; lap < 21; lap++) {
      const woken = performance.now();
      await desk.store.claimEffects(clock.now(), clock.now() + 1, 100);
      await desk.store.nextEffectDue();
      idle.push(performance.now() - woken);
    }
    await desk.worker.stop(0);
    const asleep = median(idle);
    const warm = row(`${pages} steps due at once, decided and queued`, await round(desk));
    await desk.store.close();
    desk = openDesk(clock, onStep);
    const cold = row('the same in a process that has just started', await round(desk));
    // The auditor compares the open pages with every timer of a page there is.
    await addTimers(desk, pages * 9, clock.now() + 86_400_000);
    const audits: number[] = [];
    const longest: number[] = [];
    for (let lap = 0; lap < 9; lap++) {
      const stalls = measureStalls();
      const begun = performance.now();
      await desk.audit();
      audits.push(performance.now() - begun);
      longest.push(stalls());
    }
    return [
      {
        name: `a wake-up with nothing due, ${pages} open pages`,
        ours: `${asleep.toFixed(2)} ms`,
        limit: '1 ms',
        ratio: asleep,
        reached: asleep < 1,
        note: 'median of 21',
      },
      {
        name: `the auditor looks at ${pages} open pages, ${pages * 10} timers pending`,
        ours: `${median(audits).toFixed(0)} ms`,
        limit: '',
        ratio: null,
        note: `each minute; the event loop never waited longer than ${Math.max(...longest).toFixed(0)} ms`,
      },
      warm,
      cold,
    ];
  } finally {
    await desk.store.close();
    removeFiles();
  }
}

/** Timers of pages that fall due one millisecond after the other, from `first` on. */
const addTimers = (desk: Desk, timers: number, first: number): Promise<void> =>
  addEffects(desk, timers, (n) => ({
    kind: 'page.step',
    pool: DECIDES,
    lane: null,
    key: `page:bench-${n}:next`,
    dueAt: first + n,
    stream: 'organisation',
    payload: {},
  }));

const addHanging = (desk: Desk, sends: number): Promise<void> =>
  addEffects(desk, sends, () => ({ kind: 'bench.hang', lane: null, payload: {} }));

async function addEffects({ timeline }: Desk, count: number, effectOf: (n: number) => EffectDraft): Promise<void> {
  const none = { name: 'none', version: 1, initial: null, evolve: () => null };
  for (let n = 0; n < count; n += 1000) {
    const cause = {
      causeId: newId(n),
      actor: { kind: 'muster', id: 'bench' },
      source: { kind: 'api' },
    } as const;
    const effects = Array.from({ length: Math.min(1000, count - n) }, (_, each) => effectOf(n + each));
    expectOk(
      await timeline.change('organisation', none, cause, () => ({
        ok: true,
        value: { entries: [], effects, answer: null },
      })),
    );
  }
}

/** `due` steps at their own times within six seconds, while so many timers wait for later and so many sends hang. */
async function dueWithManyPending(timers: number, due: number, hanging: number): Promise<BenchRow> {
  const lateness: number[] = [];
  const done = Promise.withResolvers<undefined>();
  const desk = openDesk(systemClock, (lateMs) => {
    lateness.push(lateMs);
    if (lateness.length === due) done.resolve(undefined);
  });
  try {
    await addTimers(desk, timers, systemClock.now() + 86_400_000);
    await addHanging(desk, hanging);
    desk.worker.start();
    await openPages(desk, due, (n) => `soon-${SOON[n % SOON.length] ?? 1000}`);
    // The auditor goes through all timers thirty times as often as it really does: in no six seconds is it left out.
    const auditing = setInterval(() => void desk.audit(), 2000);
    await done.promise;
    clearInterval(auditing);
    await desk.worker.stop(0);
    const p99 = quantile(lateness, 0.99);
    return {
      name: `a due step begins after its time, ${timers} timers pending, the auditor looking every 2 s${hanging > 0 ? `, ${hanging} sends hanging` : ''}`,
      ours: `${p99.toFixed(0)} ms at p99`,
      limit: '250 ms',
      ratio: p99 / 250,
      reached: p99 <= 250,
      note: `${due} steps; median ${median(lateness).toFixed(0)} ms`,
    };
  } finally {
    await desk.store.close();
    removeFiles();
  }
}

function removeFiles(): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

const alive = setInterval(() => undefined, 1000); // the clock's own timers keep no process alive
const pages = Number(process.argv[2] ?? 10_000);
console.log(
  tableOf([
    ...(await stepsDueAtOnce(pages)),
    await dueWithManyPending(pages * 10, pages / 20, 0),
    await dueWithManyPending(pages * 10, pages / 20, pages / 10),
  ]),
);
clearInterval(alive);
