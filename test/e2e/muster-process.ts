import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/start.ts';

/** What a program needs of ours and nothing besides: where programs are, and how it starts fast (vitest.config.ts, test/set-up/). */
export const bareEnvironment = {
  PATH: process.env['PATH'] ?? '',
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
  MUSTER_DIST: process.env['MUSTER_DIST'] ?? '',
  // A bundle below node_modules, where users have it, Node says nothing of: a dependency of a dependency takes its punycode.
  ...(process.env['MUSTER_DIST'] && { NODE_OPTIONS: '--disable-warning=DEP0040' }),
};

const root = join(import.meta.dirname, '../..');

export interface MusterProcess {
  readonly child: ChildProcess;
  /** Resolves when it has died, however. */
  readonly dead: Promise<void>;
  readonly log: () => string;
  /** Failpoints with `@armed` count from when this resolves. */
  arm(): Promise<void>;
  kill(): Promise<void>;
}

/** `muster start` as an operator runs it, against a sandbox; resolves when it says that it is ready (or has died before). */
export async function startMuster(...how: Parameters<typeof spawnMuster>): Promise<MusterProcess> {
  const { ready, ...muster } = spawnMuster(...how);
  await Promise.race([ready, muster.dead]);
  return muster;
}

/** The same, not waited for; `ready` resolves when it says that it is. */
export function spawnMuster(
  sandbox: Pick<Sandbox, 'token' | 'restBase' | 'guildId'>,
  databasePath: string,
  environment: Readonly<Record<string, string>> = {},
  /** A program that runs it, with its arguments: `strace -f`. */
  under: readonly string[] = [],
): MusterProcess & { readonly ready: Promise<void> } {
  const [program = '', ...args] = [...under, process.execPath, join(root, 'bin/muster.js'), 'start'];
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...bareEnvironment,
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.restBase,
      DISCORD_GUILD_ID: sandbox.guildId,
      MUSTER_DATABASE_URL: `sqlite:${databasePath}`,
      MUSTER_HTTP_PORT: '0',
      LOG_LEVEL: 'warn',
      LOG_FORMAT: 'json',
      ...environment,
    },
  });
  let log = '';
  const dead = once(child, 'exit').then(() => undefined);
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      log += data.toString();
      if (log.includes('Muster is ready')) resolve();
    });
  });
  child.stderr.on('data', (data: Buffer) => {
    log += data.toString();
  });
  return {
    child,
    ready,
    dead,
    log: () => log,
    async arm() {
      const before = log.length;
      child.kill('SIGUSR2');
      while (!log.slice(before).includes('failpoint armed')) await once(child.stderr, 'data');
    },
    async kill() {
      child.kill('SIGKILL');
      await dead;
    },
  };
}
