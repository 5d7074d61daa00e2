import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { sandboxCompany } from '../../src/cli/sandbox-company.ts';
import { parseConfig, readSettings } from '../../src/config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type Serving, serve } from '../../src/serve.ts';
import { atOnce, inTime } from './simulation.ts';

/** A whole Muster on a whole Discord; Muster can be restarted, Discord goes on. */
export interface MusterUnderTest {
  readonly sandbox: Sandbox;
  app(): App;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Nothing here asks whether a disk keeps what it is given: memory answers sooner. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Everything runs on the process's clock, which is simulated. */
export async function startMusterUnderTest(): Promise<MusterUnderTest> {
  const sandbox = await atOnce(startSandbox({ heartbeatIntervalMs: 41_250, rateLimits: false }));
  const folder = mkdtempSync(join(memory, 'muster-simulation-'));
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: `sqlite:${join(folder, 'muster.db')}` }));
  const people = Object.fromEntries([...sandbox.world.state.users.values()].map((user) => [user.username, user.id]));
  const shop = { folder, database: join(folder, 'shop.db'), repository: undefined };
  const config = parseConfig(sandboxCompany({ people, channels: {}, timeZone: 'Europe/Berlin', shop }), {});
  if (!config.ok) throw new Error(JSON.stringify(config.faults));

  const start = async (): Promise<{ app: App; serving: Serving }> => {
    const app = expectOk(await openApp({ settings, config: config.value, clock: systemClock, log: silentLog }));
    const serving = serve(app, { token: sandbox.token, apiUrl: sandbox.restBase, guildId: sandbox.guildId });
    await serving.ready;
    return { app, serving };
  };
  let running = await atOnce(start());
  const end = async (): Promise<void> => {
    await running.serving.stop();
    await running.app.close();
  };
  return {
    sandbox,
    app: () => running.app,
    async restart() {
      // Discord is well while Muster starts: to start it needs Discord, and no time passes.
      sandbox.faults.clear();
      await inTime(end());
      running = await atOnce(start());
    },
    async stop() {
      await inTime(end());
      await atOnce(sandbox.close());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
