import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface MusterAtWork {
  /** The chat page. */
  readonly url: string;
  /** Where health and pages are. */
  readonly pages: string;
  /** As Ctrl+C does. */
  stop(): Promise<void>;
  /** In its folder, after `stop`. Rejects when an address has changed. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `npm start` as a newcomer types it: no token, an empty folder unless one is named, which then stays. Rejects with what it
 * wrote when it does not come up.
 */
export async function musterAtWork(named?: string, ...options: readonly string[]): Promise<MusterAtWork> {
  const folder = named ?? mkdtempSync(join(tmpdir(), 'muster-story-'));
  let child = await started(folder, named === undefined ? ['--port', '0'] : options);
  const { url, pages } = child;
  return {
    url,
    pages,
    stop: () => child.stop(),
    async startAgain() {
      child = await started(folder, []);
      if (child.url !== url || child.pages !== pages) throw new Error(`It is at ${child.url} and ${child.pages} now.`);
    },
    async close() {
      await child.stop();
      if (named === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Started extends Pick<MusterAtWork, 'url' | 'pages'> {
  stop(): Promise<void>;
}

async function started(folder: string, options: readonly string[]): Promise<Started> {
  // From a checkout: the sources, not what CI's other programs run (test/set-up/).
  const {
    DISCORD_TOKEN: _token,
    NODE_ENV: _environment,
    MUSTER_DATABASE_URL: _database,
    MUSTER_DIST: _built,
    ...environment
  } = process.env;
  const child = spawn(process.execPath, [join(root, 'bin/muster.js'), 'start', ...options], {
    cwd: folder,
    env: { ...environment, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const dead = once(child, 'exit');
  const [url, pages] = await new Promise<readonly [string, string]>((resolve, reject) => {
    const hear = (data: Buffer): void => {
      said += data.toString();
      const found = /Open +(\S+)[^]*Muster (\S+)\/healthz[^]*Ctrl\+C/.exec(said);
      if (found?.[1] !== undefined && found[2] !== undefined) resolve([found[1], found[2]]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void dead.then(() => {
      reject(new Error(`Muster did not start:\n${said}`));
    });
  });
  return {
    url,
    pages,
    async stop() {
      child.kill('SIGTERM');
      await dead;
    },
  };
}
