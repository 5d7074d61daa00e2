import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { openApp } from '../app.ts';
import { applicationIdOf, MALFORMED_TOKEN } from '../discord/invite.ts';
import { serve } from '../serve.ts';
import { followConfig } from './follow-config.ts';
import { readConfiguration } from './open.ts';
import { openOperatorDoor } from './operator-door.ts';
import { complain, print } from './output.ts';
import { startFailed } from './start-refusal.ts';
import { startWithSandbox } from './start-sandbox.ts';
import { endSoon, stopSignal } from './stop-signal.ts';
import { tellHeldBack } from './tell-held-back.ts';

/** `muster start`: runs until SIGINT or SIGTERM. Without a token the sandbox comes with it; in production that is refused. */
export async function start(options: { readonly port?: number }): Promise<number> {
  const configured = readConfiguration();
  if (typeof configured === 'number') return configured;
  const { settings } = configured;
  if (settings.DISCORD_TOKEN === undefined) {
    if (settings.NODE_ENV === 'production' || settings.MUSTER_DATABASE_URL !== undefined) {
      return complain({ code: 'start/token', message: NO_TOKEN }, 2);
    }
    return startWithSandbox(configured, options);
  }
  if (applicationIdOf(settings.DISCORD_TOKEN) === undefined)
    return complain({ code: 'start/malformed', message: MALFORMED_TOKEN }, 2);
  const log = await createLog({
    level: settings.LOG_LEVEL,
    format: settings.LOG_FORMAT ?? (process.stderr.isTTY ? 'pretty' : 'json'),
    secrets: settings.secrets,
  });
  const app = await openApp({ ...configured, clock: systemClock, log, pluginsMayArrive: true });
  if (!app.ok) return complain(app.refusal, 3);
  await tellHeldBack(app.value.store, systemClock.now());
  const guildId = settings.DISCORD_GUILD_ID ?? configured.config.organisation.guild;
  // From before the first connection: who ends Muster while Discord does not answer is heard, too.
  const stopped = stopSignal();
  const serving = serve(app.value, {
    token: settings.DISCORD_TOKEN,
    apiUrl: settings.DISCORD_API_URL,
    ...(guildId !== undefined && { guildId }),
    web: { host: settings.MUSTER_HTTP_HOST, ports: [settings.MUSTER_HTTP_PORT] },
  });
  const door = await openOperatorDoor(app.value, settings, log);
  const stopWatching = followConfig(configured, systemClock, serving);
  let trouble: unknown;
  try {
    const isReady = await Promise.race([serving.ready.then(() => true), stopped.then(() => false)]);
    if (isReady) print(`Muster is ready; HTTP on port ${(await serving.webPort) ?? 0}.`);
    await stopped;
    return 0;
  } catch (error) {
    trouble = error;
  } finally {
    stopWatching();
    await door.close();
    await serving.stop();
    await app.value.close();
    endSoon();
  }
  return startFailed(trouble);
}

const NO_TOKEN =
  'DISCORD_TOKEN is not set. Set it (or DISCORD_TOKEN_FILE) to the bot’s token; to try Muster without Discord, start it ' +
  'without MUSTER_DATABASE_URL and NODE_ENV=production.';
