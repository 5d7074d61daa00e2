import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageIn, startBot } from '../../test/diagnostics/bot.ts';

export interface WholePath {
  /** Types the command, and has its message: both commits, the names of addresses and the rendering included. */
  run(command: string, options: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** A bot on a store that lies on disk: everything of a run but Discord. */
export async function wholePath(config: unknown): Promise<WholePath> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const bot = await startBot(config, { databasePath: join(folder, 'muster.db') });
  return {
    async run(command, options) {
      messageIn(await bot.command(command, options));
    },
    async close() {
      await bot.close();
      rmSync(folder, { recursive: true });
    },
  };
}
