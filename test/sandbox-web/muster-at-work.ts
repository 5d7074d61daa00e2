import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface MusterAtWork {
  /** The chat page. */
  readonly url: string;
  close(): Promise<void>;
}

/** `npm start` as a newcomer types it: no token, an empty folder. Rejects with what it wrote when it does not come up. */
export async function musterAtWork(): Promise<MusterAtWork> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-story-'));
  const { DISCORD_TOKEN: _token, NODE_ENV: _environment, MUSTER_DATABASE_URL: _database, ...environment } = process.env;
  const child = spawn(process.execPath, [join(root, 'bin/muster.js'), 'start', '--port', '0'], {
    cwd: folder,
    env: { ...environment, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const dead = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (data: Buffer): void => {
      said += data.toString();
      const address = /Open +(http:\/\/127\.0\.0\.1:\d+)[^]*Ctrl\+C/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void dead.then(() => {
      reject(new Error(`Muster did not start:\n${said}`));
    });
  });
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await dead;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
