import { REST } from 'discord.js';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { messageOf } from '../base/result.ts';
import type { Dispatcher } from '../commands/dispatch.ts';
import type { EffectHandlers } from '../timeline/effect.ts';
import { createCallbacks } from './callbacks.ts';
import { createArchivedThreads } from './archived-threads.ts';
import { createChannels } from './channels.ts';
import type { ChatEvents } from './chat-events.ts';
import { restOptions } from './client.ts';
import { discordEffects, type EffectSources } from './effects/discord-effects.ts';
import { createGateway, type GatewayStatus } from './gateway.ts';
import { createInteractions, type InteractionsOptions } from './interactions.ts';
import { createMessages, type Messages } from './messages.ts';
import { type ChatPeople, createChatPeople } from './people.ts';
import { refusingOldEdits } from './refused-old-edits.ts';
import { registerCommands } from './register.ts';
import { applicationCommands, type Translate } from './registration.ts';
import type { LateAnswers } from './undelivered.ts';
import { createWebhookAnswers } from './webhook-answers.ts';

/** What `app.ts` hands in. */
export interface DiscordOptions extends LateAnswers {
  readonly token: string;
  /** `https://discord.com/api`, or a sandbox's. */
  readonly apiUrl: string;
  /** The one server it works for; without it, the only one that the bot is in. */
  readonly guildId?: string;
  readonly dispatcher: Dispatcher;
  /** Viewer and time zone of whoever calls: `permissionsOf(…)`, `people.timeZoneOf(id)`. */
  readonly identify: InteractionsOptions['identify'];
  /** Where effects' results go, and what boards show. */
  readonly sources: EffectSources;
  /** What is done with messages, reactions, members. */
  readonly events?: ChatEvents;
  /** What a group of commands is for: `{ incident: 'Declare and work incidents' }`. */
  readonly groups?: Readonly<Record<string, string>>;
  readonly translate?: Translate;
  readonly keepForm?: InteractionsOptions['keepForm'];
  readonly observe?: InteractionsOptions['observe'];
  readonly clock: Clock;
  readonly log: Log;
}

export interface DiscordConnection {
  /** Handlers for the worker. They wait, without counting as failed, until the server is known. */
  readonly effects: EffectHandlers;
  /**
   * Resolves when the gateway is ready and the commands are registered; keeps trying while Discord is out of reach.
   * Rejects with a sentence when it cannot come to pass: a wrong token, no server, commands that Discord would refuse.
   */
  readonly ready: Promise<void>;
  status(): DiscordStatus;
  /** After the dispatcher's declarations changed; writes only what differs. */
  registerAgain(): Promise<void>;
  readonly people: ChatPeople;
  /** For what answers by itself: pages by direct message, digests. */
  readonly messages: Messages;
  /** Lets answers under way finish, then leaves. */
  stop(): Promise<void>;
}

export interface DiscordStatus extends GatewayStatus {
  readonly guildId: string | undefined;
}

/** What is waited for at the end: longer than any answer that is not deferred takes. */
const GRACE_MS = 3_000;

export function connectDiscord(options: DiscordOptions): DiscordConnection {
  const { clock, log, token, apiUrl } = options;
  const rest = botRest(apiUrl, token, log);
  const gateway = createGateway({ ...options, rest });
  const callbacks = createCallbacks({ apiUrl, clock });
  const archived = createArchivedThreads(rest, clock);
  const messages = createMessages(rest, archived, gateway.guildId, gateway.botId);
  const people = createChatPeople({
    guild: gateway.guild,
    client: gateway.client,
    hearsOfChanges: () => !gateway.status().missing.includes('GUILD_MEMBERS'),
    clock,
    log,
  });
  const guildId = (): string => gateway.guildId() ?? '';
  const effects = discordEffects(
    {
      guildId,
      botId: gateway.botId,
      heldIn: gateway.heldIn,
      messages,
      channels: createChannels(rest, archived, guildId, gateway.botId),
      clock,
      ready: () => gateway.guildId() !== undefined,
      ...(options.sources.channelMissing && { channelMissing: options.sources.channelMissing }),
    },
    rest,
    options.sources,
  );
  const interactions = createInteractions({
    guildId: gateway.guildId,
    dispatcher: options.dispatcher,
    identify: (caller) => {
      people.remember(caller.id, caller.name);
      return options.identify(caller);
    },
    member: people.member,
    callbacks,
    webhook: createWebhookAnswers(apiUrl),
    answerLater: options.answerLater,
    tellRecorded: options.tellRecorded,
    clock,
    log,
    ...(options.keepForm && { keepForm: options.keepForm }),
    ...(options.observe && { observe: options.observe }),
  });

  let registered: { readonly applicationId: string; readonly guild: string } | undefined;
  const register = async (applicationId: string, guild: string): Promise<void> => {
    const { commands, menus } = options.dispatcher;
    const wanted = applicationCommands({
      commands,
      menus,
      ...(options.groups && { groups: options.groups }),
      ...(options.translate && { translate: options.translate }),
    });
    const written = await registerCommands(rest, applicationId, guild, wanted);
    log.info({ commands: wanted.length, written }, 'commands are registered');
  };
  let registering = Promise.resolve();
  /** One after another: what was read later is written later. */
  const registerInTurn = (applicationId: string, guild: string): Promise<void> => {
    registered = { applicationId, guild };
    const turn = registering.then(() => register(applicationId, guild));
    registering = turn.catch(() => undefined); // told to who asked for it
    return turn;
  };

  const ready = gateway.start({
    interaction: (packet) => void interactions.handle(packet),
    events: options.events ?? {},
    people,
    messages,
    register: registerInTurn,
  });
  let isStopped = false;
  ready.catch((error: unknown) => {
    if (!isStopped) log.error({ reason: messageOf(error) }, 'Muster could not connect to Discord');
  });

  return {
    effects,
    ready,
    people,
    messages,
    registerAgain: async () => {
      if (registered) await registerInTurn(registered.applicationId, registered.guild);
    },
    status: () => ({ ...gateway.status(), guildId: gateway.guildId() }),
    async stop() {
      isStopped = true;
      await interactions.stop(GRACE_MS);
      await gateway.stop();
      await Promise.race([callbacks.close(), clock.sleep(GRACE_MS)]);
    },
  };
}

/**
 * For what Muster does by itself. Not retried in here: a creation that is repeated blindly is doubled, so the effects'
 * worker does it, which looks first. Long waits are handed back to it, too.
 */
function botRest(apiUrl: string, token: string, log: Log): REST {
  const rest = new REST({
    ...restOptions(apiUrl),
    makeRequest: refusingOldEdits,
    retries: 0,
    rejectOnRateLimit: ({ retryAfter }) => retryAfter > LONGEST_WAIT_MS,
  }).setToken(token);
  rest.on('invalidRequestWarning', ({ count }) => {
    log.warn({ count }, 'Discord refused many requests lately; at 10,000 in ten minutes it bans the address');
  });
  rest.on('response', (_request, response) => {
    // discord.js forgets a token that was refused once, and would then fail for a reason of its own.
    if (response.status === 401) setImmediate(() => rest.setToken(token));
  });
  return rest;
}

const LONGEST_WAIT_MS = 5_000;
