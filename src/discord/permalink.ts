/** The address of a channel. */
export const channelAddress = (guildId: string, channelId: string): string =>
  `https://discord.com/channels/${guildId}/${channelId}`;

/**
 * The address of a message. For an interaction, whose answer's id is not known beforehand, its own id serves: ids are
 * times, and Discord opens the channel at the message nearest to one that does not exist.
 */
export const permalink = (guildId: string | undefined, channelId: string, messageId: string): string =>
  `${channelAddress(guildId ?? '@me', channelId)}/${messageId}`;

const DISCORD_EPOCH = 1_420_070_400_000;

/** When an id of Discord's was made: milliseconds UTC. */
export const instantOfId = (id: string): number => Number(BigInt(id) >> 22n) + DISCORD_EPOCH;

/** The least id that could have been made at that instant: for "everything after". */
export const idOfInstant = (instant: number): string => String(BigInt(Math.max(0, instant - DISCORD_EPOCH)) << 22n);
