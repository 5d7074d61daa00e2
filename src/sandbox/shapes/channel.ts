import type { APIUser } from 'discord-api-types/v10';
import type { Channel, State } from '../model.ts';
import { instantOf } from '../snowflake.ts';
import { userShape } from './user.ts';

/** A channel as REST and gateway send it; which fields there are depends on its type. */
export interface ChannelShape {
  readonly id: string;
  readonly type: number;
  readonly guild_id?: string;
  readonly name?: string;
  readonly topic?: string | null;
  readonly parent_id?: string | null;
  readonly position?: number;
  readonly permission_overwrites?: readonly OverwriteShape[];
  readonly last_message_id?: string | null;
  readonly recipients?: readonly APIUser[];
  readonly owner_id?: string;
  readonly thread_metadata?: ThreadMetadataShape;
  readonly member_count?: number;
  readonly message_count?: number;
  readonly member?: ThreadMemberShape;
  readonly [field: string]: unknown;
}

export interface OverwriteShape {
  readonly id: string;
  readonly type: 0 | 1;
  readonly allow: string;
  readonly deny: string;
}

export interface ThreadMetadataShape {
  readonly archived: boolean;
  readonly archive_timestamp: string;
  readonly auto_archive_duration: number;
  readonly locked: boolean;
  readonly create_timestamp: string;
  readonly invitable?: boolean;
}

export interface ThreadMemberShape {
  readonly id: string;
  readonly user_id: string;
  readonly join_timestamp: string;
  readonly flags: number;
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** `viewer`: whose membership a thread shows, and who is left out of a direct message's recipients. */
export function channelShape(state: State, channel: Channel, viewer?: string): ChannelShape {
  if (channel.guildId === null) return directMessage(state, channel, viewer);
  if (channel.thread) return thread(channel, channel.guildId, viewer);
  const shared = {
    id: channel.id,
    type: channel.type,
    flags: 0,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    position: channel.position,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.type,
      allow: String(overwrite.allow),
      deny: String(overwrite.deny),
    })),
    nsfw: channel.nsfw,
    rate_limit_per_user: channel.rateLimitPerUser,
  };
  if (channel.type === 4) return shared;
  if (channel.type === 2) return { ...shared, bitrate: 64_000, user_limit: 0, rtc_region: null, last_message_id: null };
  return {
    ...shared,
    topic: channel.topic,
    last_message_id: channel.lastMessageId,
    last_pin_timestamp: channel.lastPinAt === null ? null : iso(channel.lastPinAt),
  };
}

function directMessage(state: State, channel: Channel, viewer: string | undefined): ChannelShape {
  const others = channel.recipients.filter((id) => id !== viewer);
  return {
    id: channel.id,
    type: channel.type,
    flags: 0,
    last_message_id: channel.lastMessageId,
    recipients: others.flatMap((id) => {
      const user = state.users.get(id);
      return user ? [userShape(user)] : [];
    }),
  };
}

function thread(channel: Channel, guildId: string, viewer: string | undefined): ChannelShape {
  const own = channel.thread;
  if (!own) throw new TypeError('not a thread');
  return {
    id: channel.id,
    type: channel.type,
    flags: 0,
    guild_id: guildId,
    parent_id: channel.parentId,
    name: channel.name,
    owner_id: own.ownerId,
    last_message_id: channel.lastMessageId,
    last_pin_timestamp: channel.lastPinAt === null ? null : iso(channel.lastPinAt),
    rate_limit_per_user: channel.rateLimitPerUser,
    thread_metadata: {
      archived: own.archived,
      archive_timestamp: iso(own.archiveChangedAt),
      auto_archive_duration: own.autoArchiveMinutes,
      locked: own.locked,
      create_timestamp: iso(instantOf(channel.id)),
      ...(channel.type === 12 && { invitable: own.invitable }),
    },
    message_count: own.messageCount,
    member_count: Math.min(50, own.members.size),
    total_message_sent: own.totalMessageSent,
    ...(viewer !== undefined && own.members.has(viewer) && { member: threadMemberShape(channel, viewer) }),
  };
}

export const threadMemberShape = (channel: Channel, userId: string): ThreadMemberShape => ({
  id: channel.id,
  user_id: userId,
  join_timestamp: iso(channel.thread?.members.get(userId) ?? 0),
  flags: 1,
});
