/** How long from `muster start` until the gateway is ready, and what it then holds in memory: from dist/, as it is installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../src/sandbox/start.ts';
import { type BenchRow, median, tableOf } from './table.ts';

const root = join(import.meta.dirname, '..');
const ROUNDS = 7;
const GOAL_MS = 1200;
const GOAL_MB = 200;

export async function benchStart(): Promise<readonly BenchRow[]> {
  if (!existsSync(join(root, 'dist/main.js'))) throw new Error('There is no dist/: run `npm run build` first.');
  const sandbox = await startSandbox({ rateLimits: false });
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-start-'));
  const readyMs: number[] = [];
  const megabytes: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const from = performance.now();
    const child = spawn(process.execPath, [join(root, 'bin/muster.js'), 'start'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env['PATH'] ?? '',
        MUSTER_DIST: '1',
        DISCORD_TOKEN: sandbox.token,
        DISCORD_API_URL: sandbox.restBase,
        DISCORD_GUILD_ID: sandbox.guildId,
        MUSTER_DATABASE_URL: 'sqlite:bench.db',
        MUSTER_HTTP_PORT: '0',
      },
    });
    for await (const data of child.stdout) if (String(data).includes('Muster is ready')) break;
    const took = performance.now() - from;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const resident = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
    if (round > 0) {
      readyMs.push(took);
      megabytes.push(resident);
    }
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    await dead;
  }
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
  const [ms, mb] = [median(readyMs), median(megabytes)];
  return [
    {
      name: 'start to gateway-ready, from dist/',
      ours: `${Math.round(ms)} ms`,
      limit: `${GOAL_MS} ms`,
      ratio: ms / GOAL_MS,
      reached: ms <= GOAL_MS,
      note: `${ROUNDS} starts, commands registered, HTTP listening`,
    },
    {
      name: 'memory after start',
      ours: `${Math.round(mb)} MB`,
      limit: `${GOAL_MB} MB`,
      ratio: mb / GOAL_MB,
      reached: mb <= GOAL_MB,
      note: 'resident set, half a second after',
    },
  ];
}

if (import.meta.main) console.log(tableOf(await benchStart()));
