import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createActions } from '../src/actions/actions.ts';
import { actionsConfigSchema } from '../src/actions/config/actions-config.ts';
import { actionsShapes } from '../src/actions/shapes.ts';
import { systemClock } from '../src/base/clock.ts';
import { newId } from '../src/base/ids.ts';
import { silentLog } from '../src/base/log.ts';
import { expectOk } from '../src/base/result.ts';
import { MUSTER_ADMIN } from '../src/catalog/permission.ts';
import { parseDue } from '../src/incidents/due.ts';
import type { CommandContext } from '../src/commands/context.ts';
import { createDispatcher } from '../src/commands/dispatch.ts';
import { openSqliteStore } from '../src/storage/sqlite/open-sqlite-store.ts';
import { createEffectsWorker } from '../src/timeline/effects-worker.ts';
import { composeEntryKinds } from '../src/timeline/entry-kind.ts';
import { timelineKinds } from '../src/timeline/kinds.ts';
import { createTimeline } from '../src/timeline/timeline.ts';
import { type BenchRow, median, quantile } from './table.ts';

/** How many are confirmed at the same moment. */
const AT_ONCE = 50;
const ROUNDS = 40;
const TOGETHER_ROUNDS = 9;
const GOAL_MS = 200;

/** What Node alone takes for as many programs: milliseconds from now to each program's own clock. */
function spawnBare(count: number, folder: string): Promise<readonly number[]> {
  const begin = performance.timeOrigin + performance.now();
  const one = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const child = spawn('date', ['+%s%N'], { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      child.once('error', reject);
      child.once('close', () => resolve(Number(said) / 1e6 - begin));
    });
  return Promise.all(Array.from({ length: count }, one));
}

/** From the press of the last confirmation to the program's own first moment, on a store that syncs. */
export async function benchActions(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-actions-'));
  const kinds = composeEntryKinds(timelineKinds, actionsShapes.kinds);
  const store = openSqliteStore({ path: join(folder, 'muster.db'), projections: actionsShapes.projections, kinds });
  const timeline = createTimeline({ store, clock: systemClock, kinds, newId });
  const config = actionsConfigSchema.parse({
    actions: {
      touch: { summary: 'Touch', risk: 'change', runs: { program: ['date', '+%s%N'], folder } },
      flood: { summary: 'Flood', risk: 'read', runs: { program: ['head', '-c', '104857600', '/dev/zero'], folder } },
    },
  });
  const actions = createActions({
    timeline,
    store,
    clock: systemClock,
    log: silentLog,
    config: () => config,
    environment: process.env,
    secrets: [],
    folder: join(folder, 'runs'),
    publicUrl: () => undefined,
    openIncidentsOf: async () => [],
    nameOf: () => undefined,
    timeZone: () => 'UTC',
    dueInWords: parseDue,
    services: () => [],
  });
  const worker = createEffectsWorker({
    store,
    clock: systemClock,
    timeline,
    handlers: { ...actions.effects, 'run-card.refresh': async () => ({ outcome: 'done' }) },
  });
  await actions.recover();
  worker.start();
  const permissions = actions.permissions();
  const dispatcher = createDispatcher({
    declarations: () => ({ commands: actions.commands, actions: actions.actions, menus: [], permissions }),
  });
  const context = (): CommandContext => ({
    cause: { causeId: newId(Date.now()), actor: { kind: 'person', id: 'bench' }, source: { kind: 'command' } },
    viewer: { id: 'bench', name: 'bench', roleIds: [], permissions: new Set([MUSTER_ADMIN]) },
    now: Date.now(),
    place: null,
    locale: 'en-GB',
    timeZone: 'UTC',
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  const ask = async (action: string): Promise<string> => {
    const reply = expectOk(await dispatcher.command('run', { action }, context()));
    const button = reply.reply === 'message' ? reply.message.buttons?.[0]?.[0] : undefined;
    return button && 'action' in button ? (button.args?.[0] ?? '') : '';
  };
  const ended = (runs: ReadonlySet<string>): Promise<Map<string, string>> =>
    new Promise((resolve) => {
      const tails = new Map<string, string>();
      const stop = timeline.onCommitted((entries) => {
        for (const { kind, subject, data } of entries)
          if (kind === 'run.finished' && subject && runs.has(subject.id))
            tails.set(subject.id, (data as { tail: string }).tail);
        if (tails.size < runs.size) return;
        stop();
        resolve(tails);
      });
    });
  /** Milliseconds from the press to what the program's own clock said. */
  const confirmAll = async (runs: readonly string[]): Promise<readonly number[]> => {
    const done = ended(new Set(runs));
    const pressed = performance.timeOrigin + performance.now();
    await Promise.all(runs.map((run) => dispatcher.action('run.confirm', [run], {}, context())));
    return [...(await done).values()].map((nanoseconds) => Number(nanoseconds) / 1e6 - pressed);
  };

  const single: number[] = [];
  for (let round = 0; round < ROUNDS; round++) single.push(...(await confirmAll([await ask('touch')])));
  const lastOfEach: number[] = [];
  const bareLast: number[] = [];
  for (let round = 0; round < TOGETHER_ROUNDS; round++) {
    const asked = await Promise.all(Array.from({ length: AT_ONCE }, () => ask('touch')));
    lastOfEach.push(Math.max(...(await confirmAll(asked))));
    bareLast.push(Math.max(...(await spawnBare(AT_ONCE, folder))));
  }

  const flooded = timeline.onCommitted.bind(timeline);
  const floodStart = performance.now();
  const finished = new Promise<void>((resolve) => {
    const stop = flooded((entries) => {
      if (!entries.some(({ kind }) => kind === 'run.finished')) return;
      stop();
      resolve();
    });
  });
  await dispatcher.command('run', { action: 'flood' }, context());
  await finished;
  const floodMs = performance.now() - floodStart;

  await actions.stop();
  await worker.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  const row = (name: string, values: readonly number[], note: string): BenchRow => ({
    name,
    ours: `${median(values).toFixed(1)} ms`,
    limit: `${GOAL_MS} ms`,
    ratio: median(values) / GOAL_MS,
    reached: quantile(values, 0.99) <= GOAL_MS,
    note: `${note}; p99 ${quantile(values, 0.99).toFixed(1)} ms`,
  });
  return [
    row('confirmed action starts', single, `${ROUNDS} one by one, from the press to the program's own clock`),
    row(
      `${AT_ONCE} confirmed at once: the last starts`,
      lastOfEach,
      `${TOGETHER_ROUNDS} times, two commits to the disk and ${AT_ONCE} forks included`,
    ),
    {
      name: `${AT_ONCE} confirmed at once, against bare child_process.spawn`,
      ours: `${median(lastOfEach).toFixed(1)} ms`,
      limit: `${median(bareLast).toFixed(1)} ms`,
      ratio: median(lastOfEach) / median(bareLast),
      note: `the last of ${AT_ONCE} from the same process (${Math.round(process.memoryUsage.rss() / 1e6)} MB), with nothing asked, confirmed or recorded`,
    },
    {
      name: '100 MB of output, kept whole',
      ours: `${Math.round(floodMs)} ms`,
      limit: '',
      ratio: null,
      note: 'from the command to its end on disk; no line end',
    },
  ];
}

if (import.meta.main) {
  const { tableOf } = await import('./table.ts');
  console.log(tableOf(await benchActions()));
}
