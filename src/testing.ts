import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, openApp } from './app.ts';
import { type Clock, countedClock, systemClock, type VirtualClock } from './base/clock.ts';
import { type Log, silentLog } from './base/log.ts';
import { expectOk } from './base/result.ts';
import { parseConfig, readSettings } from './config.ts';
import { runningRuns } from './diagnostics/running-runs.ts';
import { threadlessWorker } from './diagnostics/runner/threadless-worker.ts';
import type { Person } from './sandbox/control/person.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/start.ts';
import { serve, type Serving } from './serve.ts';

export interface BotOptions {
  /** The text of muster.yaml. A function is given the people's Discord ids by name, for `people:`. */
  readonly config?: string | ((ids: Readonly<Record<string, string>>) => string);
  /** A `virtualClock` makes time stand still until the test moves it. */
  readonly clock?: Clock;
  /**
   * Plugins run in the test's own thread, on its clock: `context.clock` is then the one given above. One that blocks
   * cannot be ended so; by default each has a worker thread and the system's clock, as in earnest.
   */
  readonly pluginsInThread?: boolean;
  readonly sandbox?: Omit<SandboxOptions, 'clock' | 'port'>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly log?: Log;
}

/** A whole Muster on a local Discord of its own: tests speak as people, and read what they are shown. */
export interface Bot {
  readonly sandbox: Sandbox;
  readonly app: App;
  readonly serving: Serving;
  readonly databasePath: string;
  /** One of the sandbox's people, by name: `bot.as('ada').type('#general', '/oncall who')`. */
  as(person: string): Person;
  /** Resolves when every effect that is due has been done. Rejects, naming what is left, after 10 s. */
  settled(): Promise<void>;
  /** What ends with the test: throws when an effect was parked, which nobody expected, or a diagnostic still runs. */
  stop(): Promise<void>;
}

/** Starts the bot and its Discord. Whatever it opens, `stop` closes. */
export async function startBot(options: BotOptions = {}): Promise<Bot> {
  const clock = options.clock ?? systemClock;
  const ofPlugins = countedClock(clock);
  const log = options.log ?? silentLog;
  const sandbox = await startSandbox({ ...options.sandbox, clock });
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const databasePath = join(folder, 'muster.db');
  const ids = Object.fromEntries([...sandbox.world.state.users.values()].map((user) => [user.username, user.id]));
  const text = typeof options.config === 'function' ? options.config(ids) : (options.config ?? '');
  const config = parseConfig(text, options.environment ?? {});
  if (!config.ok) {
    await sandbox.close();
    throw new Error(
      config.faults.map(({ line, column, message }) => `muster.yaml:${line}:${column}: ${message}`).join('\n'),
    );
  }
  const settings = expectOk(readSettings({ ...options.environment, MUSTER_DATABASE_URL: `sqlite:${databasePath}` }));
  const app = expectOk(
    await openApp({
      settings,
      config: config.value,
      configPath: join(folder, 'muster.yaml'),
      clock,
      log,
      ...(options.pluginsInThread === true && { startWorker: threadlessWorker(ofPlugins) }),
    }),
  );
  const serving = serve(app, { token: sandbox.token, apiUrl: sandbox.restBase, guildId: sandbox.guildId });
  await serving.ready;

  return {
    sandbox,
    app,
    serving,
    databasePath,
    as: (person) => sandbox.as(person),
    async settled() {
      const patience = Date.now() + 10_000; // of real time: the bot's own clock may stand still
      for (;;) {
        const open = [
          ...(await app.store.effects({ state: 'running', limit: 100 })),
          ...(await app.store.effects({ state: 'pending', limit: 100 })).filter(
            (effect) => effect.dueAt <= clock.now(),
          ),
        ];
        if (open.length === 0) return;
        if (Date.now() > patience) {
          throw new Error(
            `Still to be done: ${open.map(({ kind, lastError }) => `${kind} (${lastError ?? 'no error'})`).join(', ')}`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async stop() {
      const parked = await app.store.effects({ state: 'parked', limit: 10 });
      const running = await app.store.project(runningRuns, { bucket: 'running', limit: 10 });
      const leftOver = [
        ...running.map(({ row }) => `${row.diagnostic}, which still runs`),
        ...(options.pluginsInThread === true ? await leftOvers(app, ofPlugins) : []),
      ];
      await serving.stop();
      await app.close();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
      if (parked.length > 0) {
        throw new Error(
          `Could not be done: ${parked.map(({ kind, lastError }) => `${kind}: ${lastError ?? ''}`).join('; ')}`,
        );
      }
      if (leftOver.length > 0) throw new Error(`Left over at the end of the test: ${leftOver.join('; ')}`);
    },
  };
}

/** What a plugin under test has begun and not ended: timers of its own, and messages that nobody waited for. */
async function leftOvers(app: App, clock: Pick<VirtualClock, 'now' | 'pending'>): Promise<readonly string[]> {
  const timers = clock.pending();
  const effects = [
    ...(await app.store.effects({ state: 'running', limit: 10 })),
    ...(await app.store.effects({ state: 'pending', limit: 100 })).filter(({ dueAt }) => dueAt <= clock.now()),
  ];
  return [...(timers === 0 ? [] : [timers === 1 ? '1 timer' : `${timers} timers`]), ...effects.map(({ kind }) => kind)];
}

export { virtualClock } from './base/clock.ts';
