import { type Client, Events, type Guild, type REST } from 'discord.js';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Clock, Instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { messageOf } from '../base/result.ts';
import { type Application, fetchApplication } from './application.ts';
import { missingPermissions } from './missing-permissions.ts';
import { type ChatEvents, type ChatThread, chatThread, listen } from './chat-events.ts';
import { createClient, login, type LoginFailure, wordsOfClose, WRONG_TOKEN } from './client.ts';
import { ALL_PRIVILEGED, grantedBy, type PrivilegedIntent, type Wanted, WITHOUT } from './intents.ts';
import { leave } from './leave.ts';
import { isCode } from './outcome.ts';
import type { Messages } from './messages.ts';
import type { ChatPeople } from './people.ts';

export interface GatewayStatus {
  readonly state: 'connecting' | 'ready' | 'reconnecting' | 'failed' | 'stopped';
  /** Since when it has been in this state. */
  readonly since: Instant;
  /** Why Discord closed the connection for good, and what to do. */
  readonly closed?: string;
  /** Privileged intents that Discord withholds. */
  readonly missing: readonly PrivilegedIntent[];
  /** What does not work for want of an intent or a permission, a sentence each. */
  readonly notes: readonly string[];
  /** The last heartbeat's round trip; null before the first. */
  readonly latencyMs: number | null;
}

export interface GatewayHandlers {
  readonly interaction: (packet: unknown) => void;
  readonly events: ChatEvents;
  readonly people: ChatPeople;
  readonly messages: Pick<Messages, 'fetch' | 'react' | 'unreact'>;
  readonly register: (applicationId: string, guildId: string) => Promise<void>;
}

export interface Gateway {
  readonly start: (handlers: GatewayHandlers) => Promise<void>;
  readonly client: () => Client | undefined;
  readonly guild: () => Guild | undefined;
  readonly guildId: () => string | undefined;
  readonly botId: () => string | undefined;
  /** The bot's own permissions in a channel of the server; the server's for one that is not known yet. */
  readonly heldIn: (channelId: string) => bigint;
  readonly status: () => GatewayStatus;
  readonly stop: () => Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_GOODBYE_MS = 2_000;

/** One connection to one server, kept up: it logs in with what intents there are, and again after an outage. */
export function createGateway(options: {
  readonly token: string;
  readonly apiUrl: string;
  readonly guildId?: string;
  readonly rest: REST;
  readonly clock: Clock;
  readonly log: Log;
}): Gateway {
  const { clock, log, rest } = options;
  const stopping = new AbortController();
  let client: Client | undefined;
  let guildId = options.guildId;
  let privileged: readonly PrivilegedIntent[] = [];
  let state: GatewayStatus['state'] = 'connecting';
  let since = clock.now();
  /** Why Discord will not have Muster back; pages go on reaching people by other ways. */
  let closed: string | undefined;
  const enter = (next: GatewayStatus['state']): void => {
    if (state === 'stopped' || state === next) return;
    state = next;
    since = clock.now();
  };

  /** Runs it until Discord answers; waits longer each time. */
  const insist = async <T>(run: () => Promise<T>): Promise<T> => {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      stopping.signal.throwIfAborted();
      try {
        return await run();
      } catch (error) {
        if (isFinal(error)) throw error;
        log.warn({ reason: messageOf(error), againInMs: wait }, 'Discord cannot be reached');
        await clock.sleep(wait, stopping.signal);
      }
    }
  };

  const connectOnce = async (handlers: GatewayHandlers): Promise<LoginFailure | 'ready'> => {
    const fresh = createClient({ apiUrl: options.apiUrl, privileged, wanted: wantedBy(handlers.events), log });
    client = fresh;
    fresh.ws.on(GatewayDispatchEvents.InteractionCreate, (packet: unknown) => {
      handlers.interaction(packet);
    });
    fresh.on(Events.ShardReconnecting, () => {
      enter('reconnecting');
    });
    fresh.on(Events.ShardResume, (_shard, replayed) => {
      log.info({ replayed }, 'the Discord session was resumed');
      enter('ready');
    });
    fresh.on(Events.ShardReady, () => {
      enter('ready');
      if (stopping.signal.aborted) return;
      handlers.events.sessionBegan?.({ threads: activeThreads(fresh) }).catch((error: unknown) => {
        if (stopping.signal.aborted) return; // the next start looks after it
        log.error({ err: error }, 'what changed while Discord was away could not be looked after');
      });
    });
    const outcome = await login(fresh, options.token);
    if (outcome !== 'ready') {
      await leave(fresh);
      return outcome;
    }
    fresh.on(Events.ShardDisconnect, ({ code }) => {
      closed = `${wordsOfClose(code)} Then start Muster again.`;
      log.error({ code }, closed);
      enter('failed');
    });
    return outcome;
  };

  const connect = async (handlers: GatewayHandlers): Promise<Client> => {
    for (;;) {
      const outcome = await connectOnce(handlers);
      if (outcome === 'ready' && client) return client;
      if (outcome === 'ready') throw new Error('unreachable: a client that is ready is there');
      if (outcome.kind === 'intents' && privileged.length > 0) {
        log.warn({ without: privileged[0] }, 'Discord withholds a privileged intent; going on without it');
        privileged = privileged.slice(1);
      } else if (outcome.kind === 'network') throw new Error(outcome.message);
      else throw new FinalError(outcome.message);
    }
  };

  const guild = (): Guild | undefined => client?.guilds.cache.get(guildId ?? '');

  return {
    client: () => client,
    guild,
    guildId: () => guildId,
    botId: () => client?.user?.id,
    heldIn: (channelId) => {
      const channel = guild()?.channels.cache.get(channelId);
      const me = guild()?.members.me;
      return (channel ? me?.permissionsIn(channel) : me?.permissions)?.bitfield ?? 0n;
    },
    status: () => {
      const missing = ALL_PRIVILEGED.filter((name) => !privileged.includes(name));
      const latency = client?.ws.ping ?? -1;
      return {
        state,
        since,
        ...(closed !== undefined && { closed }),
        missing,
        notes: [
          ...(closed === undefined ? [] : [closed]),
          ...missing.map((name) => WITHOUT[name]),
          ...lackedPermissions(guild()),
        ],
        latencyMs: latency >= 0 ? latency : null,
      };
    },
    async start(handlers) {
      try {
        const application: Application = await insist(() => fetchApplication(rest));
        privileged = grantedBy(application.flags);
        for (const name of ALL_PRIVILEGED) if (!privileged.includes(name)) log.warn(WITHOUT[name]);
        const early = guildId === undefined ? undefined : handlers.register(application.id, guildId);
        early?.catch(() => undefined); // awaited below
        const connected = await insist(() => connect(handlers));
        guildId ??= onlyGuild(connected);
        if (!connected.guilds.cache.has(guildId)) {
          throw new FinalError(
            `The bot is not in the server ${guildId}. Invite it: \`muster invite\` prints the link.`,
          );
        }
        listen(connected, guildId, handlers.events, handlers.people, handlers.messages, log);
        await (early ?? handlers.register(application.id, guildId));
        enter('ready');
      } catch (error) {
        enter('failed');
        throw isStatus(error, 401) ? new FinalError(WRONG_TOKEN) : error;
      }
    },
    async stop() {
      enter('stopped');
      stopping.abort(new Error('Muster is stopping'));
      // A client that is reconnecting to a Discord that is gone never says that it is destroyed.
      await Promise.race([client && leave(client), clock.sleep(LONGEST_GOODBYE_MS)]);
    },
  };
}

/** As Discord tells of them when a session begins. */
const activeThreads = (client: Client): readonly ChatThread[] =>
  client.channels.cache
    .values()
    .flatMap((one) => (one.isThread() && one.parentId !== null ? [chatThread(one.id, one.parentId, one.name)] : []))
    .toArray();

const lackedPermissions = (guild: Guild | undefined): readonly string[] => {
  const me = guild?.members.me;
  return me ? missingPermissions(me.permissions.bitfield) : [];
};

const wantedBy = (events: ChatEvents): Wanted => ({
  messages: Boolean(events.message ?? events.messageEdited ?? events.messageDeleted),
  reactions: events.reaction !== undefined,
});

/** Trying again would not help. */
class FinalError extends Error {}

const isFinal = (error: unknown): boolean =>
  error instanceof FinalError || isStatus(error, 401) || isStatus(error, 403) || isCode(error, 50001, 50013);

const isStatus = (error: unknown, status: number): boolean =>
  error instanceof Error && 'status' in error && error.status === status;

function onlyGuild(client: Client): string {
  const guilds = [...client.guilds.cache.keys()];
  const [only] = guilds;
  if (only !== undefined && guilds.length === 1) return only;
  throw new FinalError(
    guilds.length === 0
      ? 'The bot is in no server yet. Invite it: `muster invite` prints the link.'
      : `The bot is in ${guilds.length} servers. Say which one it works for: DISCORD_GUILD_ID.`,
  );
}
