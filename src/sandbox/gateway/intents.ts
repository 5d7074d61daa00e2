import { GatewayIntentBits as I } from 'discord-api-types/v10';

/** Intents that must be granted to the application first (Discord's developer portal); IDENTIFY with others closes 4014. */
export const PRIVILEGED = I.GuildMembers | I.GuildPresences | I.MessageContent;
export const EVERY_INTENT = Object.values(I)
  .filter((bit) => typeof bit === 'number')
  .reduce((all, bit) => all | bit, 0);

/** Which intent carries an event, in a guild and in a direct message. 0: always sent. */
const NEEDED: Readonly<Record<string, readonly [guild: number, direct: number]>> = {
  INTERACTION_CREATE: [0, 0],
  USER_UPDATE: [0, 0],
  APPLICATION_COMMAND_PERMISSIONS_UPDATE: [0, 0],
  GUILD_CREATE: [I.Guilds, I.Guilds],
  GUILD_UPDATE: [I.Guilds, I.Guilds],
  GUILD_DELETE: [I.Guilds, I.Guilds],
  GUILD_ROLE_CREATE: [I.Guilds, 0],
  GUILD_ROLE_UPDATE: [I.Guilds, 0],
  GUILD_ROLE_DELETE: [I.Guilds, 0],
  CHANNEL_CREATE: [I.Guilds, I.DirectMessages],
  CHANNEL_UPDATE: [I.Guilds, I.DirectMessages],
  CHANNEL_DELETE: [I.Guilds, I.DirectMessages],
  CHANNEL_PINS_UPDATE: [I.Guilds, I.DirectMessages],
  THREAD_CREATE: [I.Guilds, 0],
  THREAD_UPDATE: [I.Guilds, 0],
  THREAD_DELETE: [I.Guilds, 0],
  THREAD_MEMBER_UPDATE: [I.Guilds, 0],
  THREAD_MEMBERS_UPDATE: [I.Guilds | I.GuildMembers, 0],
  GUILD_MEMBER_ADD: [I.GuildMembers, 0],
  GUILD_MEMBER_UPDATE: [I.GuildMembers, 0],
  GUILD_MEMBER_REMOVE: [I.GuildMembers, 0],
  GUILD_AUDIT_LOG_ENTRY_CREATE: [I.GuildModeration, 0],
  WEBHOOKS_UPDATE: [I.GuildWebhooks, 0],
  MESSAGE_CREATE: [I.GuildMessages, I.DirectMessages],
  MESSAGE_UPDATE: [I.GuildMessages, I.DirectMessages],
  MESSAGE_DELETE: [I.GuildMessages, I.DirectMessages],
  MESSAGE_DELETE_BULK: [I.GuildMessages, I.DirectMessages],
  MESSAGE_REACTION_ADD: [I.GuildMessageReactions, I.DirectMessageReactions],
  MESSAGE_REACTION_REMOVE: [I.GuildMessageReactions, I.DirectMessageReactions],
  MESSAGE_REACTION_REMOVE_ALL: [I.GuildMessageReactions, I.DirectMessageReactions],
  MESSAGE_REACTION_REMOVE_EMOJI: [I.GuildMessageReactions, I.DirectMessageReactions],
  TYPING_START: [I.GuildMessageTyping, I.DirectMessageTyping],
};

/** Whether a session that asked for `intents` hears of `t`. An event of several intents is sent to who has any. */
export function wants(intents: number, t: string, inGuild: boolean): boolean {
  const needed = NEEDED[t]?.[inGuild ? 0 : 1];
  return needed !== undefined && (needed === 0 || (intents & needed) !== 0);
}
