import { messageOf } from '../base/result.ts';
import { runSandboxChat } from '../sandbox/chat/chat.ts';
import { runningClock } from '../sandbox/page/running-clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { complain, print } from './output.ts';
import { SANDBOX_PORT, lastPorts } from './sandbox-ports.ts';
import { stopSignal } from './stop-signal.ts';

/** `muster sandbox`: the local Discord alone, for bots of any kind. Nothing is kept. */
export async function sandbox(options: { readonly port: number; readonly json?: true }): Promise<number> {
  let started: Sandbox;
  try {
    started = await startSandbox({ port: options.port, clock: runningClock() });
  } catch (error) {
    return complain({ code: 'sandbox/start', message: `The sandbox could not start (${messageOf(error)}).` }, 3);
  }
  const { url, restBase, token, controlToken, guildId, applicationId } = started;
  if (options.json) print(JSON.stringify({ url, restBase, token, controlToken, guildId, applicationId }));
  else {
    print(`The sandbox is at ${url}`);
    print(`  DISCORD_API_URL=${restBase}\n  DISCORD_TOKEN=${token}\n  DISCORD_GUILD_ID=${guildId}`);
    print(`  control token ${controlToken}`);
  }
  await stopSignal();
  await started.close();
  return 0;
}

/** `muster sandbox chat`: a terminal client for a sandbox of the same user. */
export const sandboxChat = (options: { readonly url?: string; readonly as?: string }): Promise<number> =>
  runSandboxChat({
    url: `http://127.0.0.1:${lastPorts().chat ?? SANDBOX_PORT}`,
    ...options,
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdout.isTTY,
  });
