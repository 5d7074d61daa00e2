import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, setGlobalDispatcher } from 'undici';
import { type App, openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { threadlessWorker } from '../../src/diagnostics/runner/threadless-worker.ts';
import { sandboxCompany } from '../../src/cli/sandbox-company.ts';
import { parseConfig, readSettings } from '../../src/config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type Serving, serve } from '../../src/serve.ts';
import { simulateProcess } from './simulated-process.ts';
import { atOnce, disk, inTime, turns } from './simulation.ts';

/** A whole Muster on a whole Discord; Muster can be restarted, Discord goes on. */
export interface MusterUnderTest {
  readonly sandbox: Sandbox;
  app(): App;
  databasePath(): string;
  /** The address of its HTTP port; another one after each start. */
  url(): string;
  restart(): Promise<void>;
  /** Lost after so many turns of what goes on, without a word, and started again on what its disk held at that moment. */
  crash(afterTurns: number): Promise<void>;
  stop(): Promise<void>;
}

/** Nothing here asks whether a disk keeps what it is given: memory answers sooner. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Everything runs on the process's clock, which is simulated. */
export async function startMusterUnderTest(): Promise<MusterUnderTest> {
  const sandbox = await atOnce(startSandbox({ heartbeatIntervalMs: 41_250, rateLimits: false }));
  const folder = mkdtempSync(join(memory, 'muster-simulation-'));
  const people = Object.fromEntries([...sandbox.world.state.users.values()].map((user) => [user.username, user.id]));
  const shop = { folder, database: join(folder, 'shop.db'), repository: undefined };
  const config = parseConfig(sandboxCompany({ people, channels: {}, timeZone: 'Europe/Berlin', shop }), {});
  if (!config.ok) throw new Error(JSON.stringify(config.faults));
  // Threads and programs run on the machine's time: plugins run in this thread, and programs not at all.
  const simulated = { config: { ...config.value, actions: {} }, startWorker: threadlessWorker(systemClock) };

  let life = simulateProcess();
  let path = join(folder, 'muster.db');
  const start = async (): Promise<{ app: App; serving: Serving; url: string }> => {
    const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: `sqlite:${path}` }));
    const app = expectOk(await openApp({ settings, ...simulated, clock: systemClock, log: silentLog }));
    const { token, restBase: apiUrl, guildId } = sandbox;
    const serving = serve(app, { token, apiUrl, guildId, web: { host: '127.0.0.1', ports: [0] } });
    await serving.ready;
    return { app, serving, url: `http://127.0.0.1:${await serving.webPort}` };
  };
  const started = () => atOnce(life.run(start));
  let running = await started();
  let crashes = 0;
  const end = async (): Promise<void> => {
    await running.serving.stop();
    await running.app.close();
  };
  return {
    sandbox,
    app: () => running.app,
    databasePath: () => path,
    url: () => running.url,
    async restart() {
      // Discord and the disk are well while Muster starts: to start it needs both, and no time passes.
      sandbox.faults.clear();
      disk.full = false;
      await inTime(life.run(end));
      running = await started();
    },
    async crash(afterTurns) {
      await turns(afterTurns);
      life.kill();
      sandbox.faults.clear();
      disk.full = false;
      const left = path;
      path = join(folder, `muster-${++crashes}.db`);
      // A process that was killed leaves no lock; here the lost one's still lies on its file.
      for (const end of ['', '-wal']) if (existsSync(`${left}${end}`)) copyFileSync(`${left}${end}`, `${path}${end}`);
      life = simulateProcess();
      // Connections that the lost one kept open belong to a pool of the whole process.
      setGlobalDispatcher(new Agent());
      running = await started();
    },
    async stop() {
      await inTime(life.run(end));
      await atOnce(sandbox.close());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
