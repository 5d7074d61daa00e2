import { messageOf } from '../base/result.ts';
import { runningClock } from './page/running-clock.ts';
import { type Sandbox, startSandbox } from './start.ts';
import { leaveToken } from './token-file.ts';

export interface RunSandboxOptions {
  readonly port: number;
  readonly json?: boolean;
  /** Where the guild is kept over a restart; nowhere unless given. */
  readonly file?: string;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Ends the sandbox. */
  readonly until: Promise<unknown>;
}

/** `muster sandbox`: runs until `until` resolves. Returns the exit code: 0, or 3 when the port cannot be had. */
export async function runSandbox(options: RunSandboxOptions): Promise<number> {
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({
      port: options.port,
      clock: runningClock(),
      ...(options.file !== undefined && { file: options.file }),
    });
  } catch (error) {
    options.complain(`The sandbox cannot start: ${messageOf(error)}. Choose another port with --port.`);
    return 3;
  }
  const takeAway = leaveToken(Number(new URL(sandbox.url).port), sandbox.controlToken);
  options.print(options.json ? JSON.stringify(addresses(sandbox)) : described(sandbox));
  await options.until;
  takeAway();
  await sandbox.close();
  return 0;
}

/** What `--json` prints. */
export const addresses = (sandbox: Sandbox): Readonly<Record<string, string>> => ({
  token: sandbox.token,
  guildId: sandbox.guildId,
  applicationId: sandbox.applicationId,
  restBase: sandbox.restBase,
  page: sandbox.url,
  controlToken: sandbox.controlToken,
});

export const described = (sandbox: Sandbox): string =>
  [
    `A local Discord runs at ${sandbox.url}: open it in a browser, or run "muster sandbox chat --url ${sandbox.url}".`,
    'Start a bot on it with',
    `  DISCORD_API_URL=${sandbox.restBase} DISCORD_TOKEN=${sandbox.token} DISCORD_GUILD_ID=${sandbox.guildId}`,
  ].join('\n');
