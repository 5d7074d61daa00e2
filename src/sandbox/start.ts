import { WebSocketServer } from 'ws';
import { type Clock, systemClock } from '../base/clock.ts';
import { randomDigits } from '../base/ids.ts';
import { firstFree } from '../base/first-free.ts';
import { doorkeeper } from './control/doorkeeper.ts';
import { eventLog } from './control/event-log.ts';
import { controlApi } from './control/http.ts';
import type { Person } from './control/person.ts';
import { personOf } from './control/person-of.ts';
import { type Faults, createFaults } from './faults.ts';
import { type Frames, frameLog } from './frames.ts';
import { type Gateway, createGateway } from './gateway/gateway.ts';
import { httpServer, listen } from './http-server.ts';
import { createInteractions } from './interactions/interactions.ts';
import { pageServer } from './page/page-server.ts';
import { type WorldOptions, openWorld } from './open-world.ts';
import { rateLimits } from './rest/rate-limits.ts';
import { restServer } from './rest/serve.ts';
import { leaveToken } from './token-file.ts';
import type { World } from './world.ts';

export interface SandboxOptions extends WorldOptions {
  /** 0: any free one, as without. Where one is given, 0 too, `muster sandbox chat` finds the control token by itself. */
  readonly port?: number;
  /** Instead of `port`: the first of these that is not taken. */
  readonly ports?: readonly number[];
  /** Loopback only: the sandbox has no passwords. */
  readonly host?: '127.0.0.1';
  /** 429s as Discord's; on unless false. */
  readonly rateLimits?: boolean;
  /** Bodies held against Discord's document; on unless false. */
  readonly validate?: boolean;
  readonly heartbeatIntervalMs?: number;
  /** By which a client that stops beating is found out; the machine's by default, as the client's. */
  readonly heartbeatClock?: Clock;
}

export interface Sandbox {
  readonly url: string;
  /** For DISCORD_API_URL and discord.js's `rest.api`: without the version. */
  readonly restBase: string;
  readonly token: string;
  readonly controlToken: string;
  readonly applicationId: string;
  readonly guildId: string;
  readonly world: World;
  readonly faults: Faults;
  readonly frames: Frames;
  readonly gateway: Gateway;
  /** Interactions that nobody has answered yet: for tests that answer by hand. */
  waiting(): readonly { readonly id: string; readonly token: string }[];
  /** A person by id or name. Throws a DiscordRefusal when there is none. */
  as(person: string): Person;
  /** Writes what is unsaved to `file` now, where there is one. Throws the system's error. */
  save(): void;
  close(): Promise<void>;
}

const HEARTBEAT_MS = 41_250;

/**
 * A local Discord: REST v10, gateway, control API and chat page on one port of the loopback interface.
 * Throws when the port is taken or `file` is not the sandbox's.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { world, clock, token, saving } = await openWorld(options);
  const controlToken = randomDigits(40);
  const frames = frameLog(() => clock.now());
  const faults = createFaults();
  const interactions = createInteractions(clock, world.events);
  const gateway = createGateway(
    world,
    {
      token,
      grantedIntents: world.grantedIntents,
      heartbeatIntervalMs: options.heartbeatIntervalMs ?? HEARTBEAT_MS,
      heartbeatClock: options.heartbeatClock ?? systemClock,
    },
    faults,
    frames,
  );
  const rest = restServer({
    world,
    interactions,
    token,
    limits: options.rateLimits === false ? undefined : rateLimits(() => clock.now()),
    validate: options.validate ?? true,
    faults,
    frames,
    sessionStartLimit: () => gateway.startLimit(),
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 65_536 });
  const page = pageServer(
    {
      world,
      interactions,
      frames,
      faults,
      gateway,
      as: (person) => personOf(world, interactions, person),
    },
    sockets,
  );
  const log = eventLog(world, interactions);
  let port = 0;
  const door = doorkeeper({
    world,
    controlToken,
    port: () => port,
    control: controlApi({ world, interactions, faults, frames, gateway, log }),
    log,
    frames,
    sockets,
  });
  const stopSaving = saving && world.events.listen(() => saving.touch());
  const server = httpServer({
    rest,
    other: (request, response, url) =>
      (url.pathname.startsWith('/sandbox/') ? door : page).handle(request, response, url),
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy()); // whoever hangs up in between ends nobody else's connection
    const path = (request.url ?? '').split('?')[0];
    if (path === '/gateway' || path === '/gateway/') {
      sockets.handleUpgrade(request, socket, head, (connection) => {
        gateway.connect(connection);
      });
      return;
    }
    if (!door.upgrade(request, socket, head) && !page.upgrade(request, socket, head)) socket.destroy();
  });
  const wanted = options.ports ?? [options.port ?? 0];
  port = await firstFree(wanted, (tried) => listen(server, options.host ?? '127.0.0.1', tried));
  world.url = `http://127.0.0.1:${port}`;
  const isForTerminals = options.ports !== undefined || options.port !== undefined;
  const takeTokenAway = isForTerminals ? leaveToken(port, controlToken) : undefined;
  return {
    url: world.url,
    restBase: `${world.url}/api`,
    token,
    controlToken,
    applicationId: world.state.applicationId,
    guildId: [...world.state.guilds.keys()][0] ?? '',
    world,
    faults,
    frames,
    gateway,
    waiting: () => [...interactions.byToken.values()].filter((one) => one.state === 'waiting'),
    as: (person) => personOf(world, interactions, person),
    save: () => saving?.flush(),
    async close() {
      takeTokenAway?.();
      stopSaving?.();
      try {
        saving?.flush();
      } finally {
        // Also where nothing can be written: what stays open keeps the process.
        gateway.close();
        page.close();
        log.close();
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
}
