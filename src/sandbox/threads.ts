import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel } from './model.ts';
import { channelShape, threadMemberShape } from './shapes/channel.ts';
import { refused } from './refused.ts';
import { type World, botId } from './world.ts';

export const isArchived = (world: World, channel: Channel): boolean => {
  const { thread } = channel;
  if (!thread) return false;
  if (thread.archived) return true;
  const last = Math.max(thread.archiveChangedAt, lastActivity(world, channel));
  return world.clock.now() - last > thread.autoArchiveMinutes * 60_000;
};

const lastActivity = (world: World, channel: Channel): number => {
  const last =
    channel.lastMessageId === null ? undefined : world.state.messages.get(channel.id)?.get(channel.lastMessageId);
  return last ? Number(BigInt(last.id) >> 22n) + 1_420_070_400_000 : 0;
};

/** Archived threads take messages (which bring them back), and let messages be deleted; anything else is refused with 50083. */
export function requireActive(world: World, channel: Channel): void {
  if (isArchived(world, channel)) throw refused(50083);
}

/** Sending into an archived thread brings it back; a locked one refuses 160005. */
export function reviveThread(world: World, channel: Channel): void {
  const { thread } = channel;
  if (!thread || !isArchived(world, channel)) return;
  if (thread.locked) throw refused(160005);
  thread.archived = false;
  thread.archiveChangedAt = world.clock.now();
  announceThread(world, 'THREAD_UPDATE', channel);
}

export function createThread(
  world: World,
  parent: Channel,
  ownerId: string,
  options: {
    id?: string;
    type: number;
    name: string;
    autoArchiveMinutes?: number;
    invitable?: boolean;
    rateLimitPerUser?: number;
  },
): Channel {
  const now = world.clock.now();
  const channel: Channel = {
    id: options.id ?? world.newSnowflake(),
    type: options.type,
    guildId: parent.guildId,
    name: options.name,
    topic: null,
    parentId: parent.id,
    position: 0,
    nsfw: false,
    rateLimitPerUser: options.rateLimitPerUser ?? 0,
    overwrites: [],
    lastMessageId: null,
    lastPinAt: null,
    recipients: [],
    thread: {
      ownerId,
      archived: false,
      locked: false,
      invitable: options.invitable ?? true,
      autoArchiveMinutes: options.autoArchiveMinutes ?? 4320,
      archiveChangedAt: now,
      members: new Map([[ownerId, now]]),
      messageCount: 0,
      totalMessageSent: 0,
    },
  };
  world.state.channels.set(channel.id, channel);
  announceThread(world, 'THREAD_CREATE', channel, { newly_created: true });
  return channel;
}

export function announceThread(
  world: World,
  t: 'THREAD_CREATE' | 'THREAD_UPDATE',
  channel: Channel,
  extra: object = {},
): void {
  world.events.publish({
    t,
    d: { ...channelShape(world.state, channel, botId(world)), ...extra },
    guildId: channel.guildId,
    channelId: channel.id,
  });
}

/** Adds or removes one person, and tells. */
export function setThreadMember(world: World, channel: Channel, userId: string, present: boolean): void {
  const { thread } = channel;
  if (!thread) throw refused(50024);
  if (thread.members.has(userId) === present) return;
  const audience = channel.type === 12 ? [...thread.members.keys(), userId] : undefined;
  if (present) thread.members.set(userId, world.clock.now());
  else thread.members.delete(userId);
  world.events.publish({
    t: 'THREAD_MEMBERS_UPDATE',
    d: {
      id: channel.id,
      guild_id: channel.guildId,
      member_count: thread.members.size,
      added_members: present ? [threadMemberShape(channel, userId)] : [],
      removed_member_ids: present ? [] : [userId],
    },
    guildId: channel.guildId,
    ...(audience ? { onlyFor: audience } : { channelId: channel.id }),
  });
}

export const mayManageThread = (channel: Channel, userId: string, bits: bigint): boolean =>
  channel.thread?.ownerId === userId || (bits & P.ManageThreads) !== 0n;
