import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Guild, Member, State } from './model.ts';
import { refused } from './refused.ts';

export const EVERY_PERMISSION: bigint = Object.values(P).reduce((all, bit) => all | bit, 0n);

/** What a member who is timed out keeps. */
const WHILE_TIMED_OUT = P.ViewChannel | P.ReadMessageHistory;

/** Someone's permissions in the guild, before any channel. An owner and an administrator have all. */
export function guildPermissions(guild: Guild, member: Member): bigint {
  if (guild.ownerId === member.userId) return EVERY_PERMISSION;
  let bits = guild.roles.get(guild.id)?.permissions ?? 0n;
  for (const id of member.roles) bits |= guild.roles.get(id)?.permissions ?? 0n;
  return bits & P.Administrator ? EVERY_PERMISSION : bits;
}

/**
 * Someone's permissions in a channel, by Discord's order: roles, @everyone's overwrite, the roles' overwrites, the
 * member's own. Without VIEW_CHANNEL nothing is left. A thread has its parent's; a private one hides from who is not in it.
 */
export function permissionsIn(state: State, channel: Channel, userId: string, now: number): bigint {
  if (channel.guildId === null) return channel.recipients.includes(userId) ? DIRECT_MESSAGE : 0n;
  const guild = state.guilds.get(channel.guildId);
  const member = guild?.members.get(userId);
  if (!guild || !member) return 0n;
  let bits = guildPermissions(guild, member);
  if (bits & P.Administrator) return EVERY_PERMISSION;
  const ruled = channel.thread && channel.parentId !== null ? state.channels.get(channel.parentId) : channel;
  if (ruled) bits = withOverwrites(bits, ruled, guild, member);
  if ((bits & P.ViewChannel) === 0n) return 0n;
  if (channel.type === PRIVATE_THREAD && !channel.thread?.members.has(userId) && !(bits & P.ManageThreads)) return 0n;
  if ((member.timedOutUntil ?? 0) > now) bits &= WHILE_TIMED_OUT;
  return bits;
}

export const PRIVATE_THREAD = 12;
const DIRECT_MESSAGE =
  P.ViewChannel |
  P.SendMessages |
  P.EmbedLinks |
  P.AttachFiles |
  P.ReadMessageHistory |
  P.AddReactions |
  P.PinMessages |
  P.UseApplicationCommands |
  P.UseExternalEmojis;

function withOverwrites(bits: bigint, channel: Channel, guild: Guild, member: Member): bigint {
  const of = (id: string): Channel['overwrites'][number] | undefined => channel.overwrites.find((o) => o.id === id);
  const everyone = of(guild.id);
  if (everyone) bits = (bits & ~everyone.deny) | everyone.allow;
  let allow = 0n;
  let deny = 0n;
  for (const id of member.roles) {
    const overwrite = of(id);
    allow |= overwrite?.allow ?? 0n;
    deny |= overwrite?.deny ?? 0n;
  }
  bits = (bits & ~deny) | allow;
  const own = of(member.userId);
  return own ? (bits & ~own.deny) | own.allow : bits;
}

export const canView = (state: State, channel: Channel, userId: string): boolean =>
  (permissionsIn(state, channel, userId, 0) & P.ViewChannel) !== 0n;

/** Refuses 50001 to who cannot see the channel, 50013 to who sees it but lacks one of `needed`. */
export function requireIn(state: State, channel: Channel, userId: string, now: number, needed: bigint): bigint {
  const bits = permissionsIn(state, channel, userId, now);
  if ((bits & P.ViewChannel) === 0n) throw refused(50001);
  if ((bits & needed) !== needed) throw refused(50013);
  return bits;
}

/** Refuses 50001 to a stranger, 50013 to a member who lacks one of `needed`. */
export function requireInGuild(guild: Guild, userId: string, needed: bigint): bigint {
  const member = guild.members.get(userId);
  if (!member) throw refused(50001);
  const bits = guildPermissions(guild, member);
  if ((bits & needed) !== needed) throw refused(50013);
  return bits;
}

/** The position of someone's highest role: nobody may touch a role at or above their own. The owner stands above all. */
export function rankOf(guild: Guild, userId: string): number {
  if (guild.ownerId === userId) return Number.MAX_SAFE_INTEGER;
  const roles = guild.members.get(userId)?.roles ?? [];
  return Math.max(0, ...roles.map((id) => guild.roles.get(id)?.position ?? 0));
}
