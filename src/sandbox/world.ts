import type { MovableClock } from './movable-clock.ts';
import type { EventBus } from './events.ts';
import type { GuildLimits } from './guild-limits.ts';
import type { Channel, Guild, Member, Message, Role, State, User } from './model.ts';
import { refused } from './refused.ts';
import { isSeenBy } from './seen-by.ts';

/** Everything that a route, the gateway or a person's act works on. */
export interface World {
  readonly state: State;
  readonly clock: MovableClock;
  readonly events: EventBus;
  readonly limits: GuildLimits;
  /** Privileged intents that the application was granted. */
  readonly grantedIntents: number;
  /** The next id; ids rise. */
  readonly newSnowflake: () => string;
  /** http://127.0.0.1:PORT, without a slash at its end. */
  url: string;
  /** Nonces of the last minutes, to de-duplicate messages sent with `enforce_nonce`. */
  readonly nonces: Map<string, { readonly messageId: string; readonly at: number }>;
}

export const botId = (world: World): string => world.state.applicationId;

export function channelOf(world: World, id: string): Channel {
  const channel = world.state.channels.get(id);
  if (!channel) throw refused(10003);
  return channel;
}

export function guildOf(world: World, id: string): Guild {
  const guild = world.state.guilds.get(id);
  if (!guild?.members.has(botId(world))) throw refused(10004);
  return guild;
}

export function memberOf(guild: Guild, userId: string): Member {
  const member = guild.members.get(userId);
  if (!member) throw refused(10007);
  return member;
}

export function roleOf(guild: Guild, id: string): Role {
  const role = guild.roles.get(id);
  if (!role) throw refused(10011);
  return role;
}

export function userOf(world: World, id: string): User {
  const user = world.state.users.get(id);
  if (!user) throw refused(10013);
  return user;
}

/** A message that `viewer` may reach. Refuses 10008. */
export function messageOf(world: World, channelId: string, messageId: string, viewer: string): Message {
  const message = world.state.messages.get(channelId)?.get(messageId);
  if (!message || !isSeenBy(message, viewer)) throw refused(10008);
  return message;
}

export const channelsOf = (world: World, guildId: string): Channel[] =>
  [...world.state.channels.values()].filter((channel) => channel.guildId === guildId && !channel.thread);

export const threadsOf = (world: World, guildId: string): Channel[] =>
  [...world.state.channels.values()].filter((channel) => channel.guildId === guildId && channel.thread);
