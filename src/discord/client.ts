import { Client, Events, GatewayCloseCodes, Options, type RESTOptions } from 'discord.js';
import type { Log } from '../base/log.ts';
import { messageOf } from '../base/result.ts';
import { type PrivilegedIntent, type Wanted, intentBits } from './intents.ts';

export interface ClientOptions {
  readonly apiUrl: string;
  readonly privileged: readonly PrivilegedIntent[];
  readonly wanted: Wanted;
  readonly log: Log;
}

/** The stock client, keeping in memory only what Muster asks it for: the server, its channels and roles, some members. */
export function createClient({ apiUrl, privileged, wanted, log }: ClientOptions): Client {
  const client = new Client({
    intents: intentBits(privileged, wanted),
    rest: restOptions(apiUrl),
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      DMMessageManager: 0,
      GuildMessageManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildScheduledEventManager: 0,
      AutoModerationRuleManager: 0,
      StageInstanceManager: 0,
      ThreadMemberManager: 0,
      GuildMemberManager: { maxSize: 5_000, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 5_000, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
  });
  leaveOut(client);
  client.on(Events.Error, (error) => {
    log.warn({ err: error }, 'the Discord client reports an error');
  });
  client.on(Events.ShardError, (error) => {
    log.warn({ err: error }, 'the Discord gateway reports an error');
  });
  client.on(Events.Warn, (warning) => {
    log.warn({ warning }, 'the Discord client warns');
  });
  client.rest.on('invalidRequestWarning', ({ count, remainingTime }) => {
    log.warn(
      { count, remainingTime },
      'Discord refused many requests lately; at 10,000 in ten minutes it bans the address',
    );
  });
  return client;
}

/** Packets that Muster reads itself (interactions.ts, chat-events.ts). */
const READ_HERE = [
  'InteractionCreate',
  'MessageCreate',
  'MessageUpdate',
  'MessageDelete',
  'MessageDeleteBulk',
  'MessageReactionAdd',
  'MessageReactionRemove',
];

/**
 * discord.js builds objects of every interaction, message and reaction - of Muster's own answers, too - which nobody here asks
 * for: a third of what an interaction costs. Worse, it throws out of the socket's event, which ends the process, when Discord
 * sends what it does not know. Its own parts for these are replaced; were they called otherwise one day, nothing but the
 * time saved would be lost.
 */
function leaveOut(client: Client): void {
  const actions: unknown = Reflect.get(client, 'actions');
  if (!actions || typeof actions !== 'object') return;
  for (const name of READ_HERE) if (name in actions) Reflect.set(actions, name, { handle: () => ({}) });
}

export const restOptions = (apiUrl: string): Partial<RESTOptions> => ({
  api: apiUrl.replace(/\/$/, ''),
  version: '10',
  // After 500 invalid answers (401, 403, 429) within ten minutes, and each 500 thereafter.
  invalidRequestWarningInterval: 500,
});

/** Why a login failed, and whether trying again may help. */
export interface LoginFailure {
  readonly kind: 'token' | 'intents' | 'fatal' | 'network';
  readonly message: string;
}

/** Logs in and resolves when the server's data is there, or with why that did not come to pass. */
export async function login(client: Client, token: string): Promise<LoginFailure | 'ready'> {
  return new Promise((resolve) => {
    client.once(Events.ClientReady, () => {
      resolve('ready');
    });
    client.once(Events.ShardDisconnect, ({ code }) => {
      resolve(failureOfClose(code));
    });
    client.login(token).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'TokenInvalid') resolve(failureOfClose(GatewayCloseCodes.AuthenticationFailed));
      else resolve({ kind: 'network', message: `Discord cannot be reached (${messageOf(error)}).` });
    });
  });
}

export const WRONG_TOKEN =
  'Discord does not accept DISCORD_TOKEN. Copy the bot’s token from the developer portal again.';

const BUG = 'This is a bug of Muster’s: please report it.';

/** What is to be done when Discord will not have the bot back, by https://docs.discord.com/developers/topics/opcodes-and-status-codes. */
const FINAL_CLOSES: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]: WRONG_TOKEN,
  [GatewayCloseCodes.InvalidShard]: `Discord refuses the shard that Muster asked for. ${BUG}`,
  [GatewayCloseCodes.ShardingRequired]:
    'Discord wants this bot to be sharded, because it is in very many servers. Muster works for one: give it an application of its own.',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord does not take this version of its gateway any more. Install a newer Muster.',
  [GatewayCloseCodes.InvalidIntents]: `Discord does not know the intents that Muster asked for. ${BUG}`,
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord has withdrawn a privileged intent. Switch on Message Content and Server Members in the developer portal, under Bot; without them Muster can do less.',
};

export const wordsOfClose = (code: number): string =>
  FINAL_CLOSES[code] ?? `Discord’s gateway closed the connection for good (${code}).`;

function failureOfClose(code: number): LoginFailure {
  const message = wordsOfClose(code);
  if (code === Number(GatewayCloseCodes.AuthenticationFailed)) return { kind: 'token', message };
  return { kind: code === Number(GatewayCloseCodes.DisallowedIntents) ? 'intents' : 'fatal', message };
}
