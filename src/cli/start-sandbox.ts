import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { openApp } from '../app.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { messageOf } from '../base/result.ts';
import { runningClock } from '../sandbox/page/running-clock.ts';
import { openShop } from '../sandbox/shop.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { serve } from '../serve.ts';
import { followConfig } from './follow-config.ts';
import { type Configured, readConfiguration } from './open.ts';
import { openOperatorDoor } from './operator-door.ts';
import { complain, print } from './output.ts';
import { tellHeldBack } from './tell-held-back.ts';
import { awaitAlert, begin, isBeginning } from './sandbox-beginning.ts';
import { sandboxCompany } from './sandbox-company.ts';
import { SANDBOX_FILES } from './sandbox-files.ts';
import { SANDBOX_PORT, lastPorts, rememberPorts } from './sandbox-ports.ts';
import { PAST_MS } from './sandbox-past.ts';
import { startFailed } from './start-refusal.ts';
import { endSoon, stopSignal } from './stop-signal.ts';

/** `muster start` without a token: a local Discord with the bot on it, nothing to install and no account. */
export async function startWithSandbox(configured: Configured, options: { readonly port?: number }): Promise<number> {
  try {
    accessSync('.', constants.W_OK);
  } catch (error) {
    const message = `The sandbox keeps its files in the folder where it is started, and may not write here (${messageOf(error)}). Start it in a folder of yours.`;
    return complain({ code: 'sandbox/folder', message }, 3);
  }
  const { environment } = configured.settings;
  const settings = { ...configured.settings, MUSTER_DATABASE_URL: `sqlite:${SANDBOX_FILES.record}` };
  const log = await createLog({
    level: environment['LOG_LEVEL'] === undefined ? 'warn' : settings.LOG_LEVEL,
    format: settings.LOG_FORMAT ?? 'pretty',
    secrets: settings.secrets,
  });
  const isNew = await isBeginning(settings, configured.isDefault);
  // Runs along with the machine's clock, but the page can move it forward: escalations and reminders are then seen at once.
  // A new one begins in the past, to have one; until that is played it stands still, so that no slow machine misses a deadline.
  const clock = runningClock(systemClock, isNew ? { behindMs: PAST_MS, standing: true } : {});
  const last = lastPorts();
  const ports = options.port === undefined ? [last.chat ?? SANDBOX_PORT, SANDBOX_PORT, 0] : [options.port];
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({
      ports,
      clock,
      file: SANDBOX_FILES.guild,
      saveFailed: (error) => {
        log.error({ err: error }, `the guild cannot be saved in ${SANDBOX_FILES.guild}: it is tried again meanwhile`);
      },
    });
  } catch (error) {
    const isPort = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
    const message = isPort
      ? `The sandbox could not start on port ${ports[0]} (${messageOf(error)}). Name another one: muster start --port 3001.`
      : `The sandbox could not start: ${messageOf(error)}`;
    return complain({ code: 'sandbox/start', message }, 3);
  }
  const used = configured.isDefault ? companyOf(sandbox, configured) : configured;
  if (typeof used === 'number') {
    await sandbox.close();
    return used;
  }
  const app = await openApp({ ...used, settings, clock, log, pluginsMayArrive: true });
  if (!app.ok) {
    await sandbox.close();
    return complain(app.refusal, 3);
  }
  const serving = serve(app.value, {
    token: sandbox.token,
    apiUrl: sandbox.restBase,
    guildId: sandbox.guildId,
    // The same port again where it is free: links to pages work for a day, also after a restart.
    web: {
      host: '127.0.0.1',
      ports:
        environment['MUSTER_HTTP_PORT'] === undefined
          ? [last.pages ?? settings.MUSTER_HTTP_PORT, settings.MUSTER_HTTP_PORT, 0]
          : [settings.MUSTER_HTTP_PORT],
    },
  });
  await tellHeldBack(app.value.store, clock.now());
  const door = await openOperatorDoor(app.value, settings, log);
  const stopWatching = followConfig(used, systemClock, serving);
  let trouble: unknown;
  try {
    await serving.ready;
    const pages = await serving.webPort;
    rememberPorts({ chat: Number(new URL(sandbox.url).port), ...(pages !== undefined && { pages }) });
    if (isNew) await begin(sandbox, app.value, clock, log);
    if (pages !== undefined && configured.isDefault) awaitAlert(pages, clock, log);
    print(
      'DISCORD_TOKEN is not set: this is the sandbox, a local Discord with Muster on it. Nothing leaves this machine.\n',
    );
    print(`  Open   ${sandbox.url}`);
    const elsewhere = sandbox.url.endsWith(`:${SANDBOX_PORT}`) ? '' : ` --url ${sandbox.url}`;
    print(`  or     npx muster sandbox chat${elsewhere}     in another terminal`);
    print(`  Muster http://127.0.0.1:${pages ?? 0}/healthz\n`);
    const first = '/incident declare title:"Checkout fails" severity:SEV-2';
    // The guide there is about the sandbox's own company.
    print(
      configured.isDefault
        ? `The first message in #general says what to try, e.g.  ${first}`
        : `Try in #general:  ${first}      /muster help lists the rest.`,
    );
    print(
      `The record is kept in ${SANDBOX_FILES.record}, the guild in ${SANDBOX_FILES.guild}; ${used.configPath}${configured.isDefault ? ' (its muster.yaml)' : ''} says who is on call and what may be run: change it, and Muster follows. Ctrl+C ends it.`,
    );
    await stopSignal();
    return 0;
  } catch (error) {
    trouble = error;
  } finally {
    stopWatching();
    await door.close();
    await serving.stop();
    await app.value.close();
    await sandbox.close();
    endSoon();
  }
  return startFailed(trouble);
}

/** The same; where its files cannot be written that is said, and is exit code 3. */
function companyOf(sandbox: Sandbox, configured: Configured): Configured | number {
  try {
    return readCompany(sandbox, configured);
  } catch (error) {
    const message = `What the sandbox's company runs could not be written here (${messageOf(error)}). Start it in a folder of yours, where nothing else is called ${SANDBOX_FILES.shop}.`;
    return complain({ code: 'sandbox/files', message }, 3);
  }
}

/** The company's muster.yaml, written when it is not there, or the exit code after having said what is wrong with it. */
function readCompany(sandbox: Sandbox, configured: Configured): Configured | number {
  const configPath = SANDBOX_FILES.company;
  if (!existsSync(configPath)) {
    const { users, channels } = sandbox.world.state;
    const facts = {
      people: Object.fromEntries([...users.values()].map(({ username, id }) => [username, id])),
      channels: Object.fromEntries([...channels.values()].map(({ name, id }) => [name, id])),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      shop: openShop(SANDBOX_FILES.shop),
    };
    writeFileSync(configPath, sandboxCompany(facts));
  }
  const read = readConfiguration({ ...configured.settings.environment, MUSTER_CONFIG: configPath });
  return typeof read === 'number' ? read : { ...read, settings: configured.settings };
}
