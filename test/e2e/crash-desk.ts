import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';

export interface CrashDesk {
  readonly sandbox: Sandbox;
  /** Empty, for what a Muster is started with. */
  readonly folder: string;
  readonly databasePath: string;
  readonly close: () => Promise<void>;
}

/** What stays when a Muster is killed: the chat, and its files. */
export async function openCrashDesk(options: SandboxOptions = {}): Promise<CrashDesk> {
  const sandbox = await startSandbox({ rateLimits: false, ...options });
  const folder = mkdtempSync(join(tmpdir(), 'muster-crash-'));
  return {
    sandbox,
    folder,
    databasePath: join(folder, 'muster.db'),
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
