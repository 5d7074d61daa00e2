import { type ChildProcess, spawn } from 'node:child_process';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';

/** A bot in a process of its own, as in production; resolves when it says that it is ready. */
export async function startBot(
  file: string,
  args: readonly string[],
  sandbox: Sandbox,
  more: object,
): Promise<ChildProcess> {
  const bot = spawn(process.execPath, [file, ...args], {
    env: {
      ...process.env,
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.restBase,
      DISCORD_GUILD_ID: sandbox.guildId,
      LOG_LEVEL: 'error',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    bot.stdout.on('data', (text: Buffer) => {
      if (/ready/.test(text.toString())) resolve();
    });
    bot.once('exit', (code) => {
      reject(new Error(`${file} ended with ${code} before it was ready`));
    });
  });
  return bot;
}

/** The sandbox as it is in production's place: no checks that would take the bots' share of the machine. */
export const quickSandbox = (): Promise<Sandbox> => startSandbox({ rateLimits: false, validate: false });
