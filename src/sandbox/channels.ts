import { ACTION, changesBetween, record } from './audit.ts';
import { CATEGORY, channelName, checkParent, checkTopic } from './channel-rules.ts';
import type { Channel } from './model.ts';
import { type OverwriteBody, overwritesFrom } from './overwrites.ts';
import { permissionsIn } from './permissions.ts';
import { DiscordRefusal, refused } from './refused.ts';
import { channelShape } from './shapes/channel.ts';
import { type World, botId, channelsOf } from './world.ts';

export interface ChannelBody {
  readonly name?: string;
  readonly type?: number | null;
  readonly topic?: string | null;
  readonly position?: number | null;
  readonly nsfw?: boolean | null;
  readonly rate_limit_per_user?: number | null;
  readonly parent_id?: string | null;
  readonly permission_overwrites?: readonly OverwriteBody[] | null;
}

export function createChannel(
  world: World,
  guildId: string,
  body: ChannelBody,
  by: { userId: string; own: bigint; reason?: string | undefined },
): Channel {
  const type = Number(body.type ?? 0);
  checkTopic(body.topic);
  if (channelsOf(world, guildId).length >= world.limits.channels) {
    throw new DiscordRefusal(30013, 400, `Maximum number of server channels reached (${world.limits.channels})`);
  }
  checkParent(world, guildId, body.parent_id);
  const parent = body.parent_id == null ? undefined : world.state.channels.get(body.parent_id);
  const overwrites = body.permission_overwrites
    ? overwritesFrom(body.permission_overwrites, by.own)
    : (parent?.overwrites ?? []).map((one) => ({ ...one }));
  const siblings = channelsOf(world, guildId).filter((one) => (one.type === CATEGORY) === (type === CATEGORY));
  const channel: Channel = {
    id: world.newSnowflake(),
    type,
    guildId,
    name: channelName(type, body.name ?? ''),
    topic: body.topic || null,
    parentId: body.parent_id ?? null,
    position: body.position ?? Math.max(-1, ...siblings.map((one) => one.position)) + 1,
    nsfw: body.nsfw ?? false,
    rateLimitPerUser: Number(body.rate_limit_per_user ?? 0),
    overwrites,
    lastMessageId: null,
    lastPinAt: null,
    recipients: [],
    thread: null,
  };
  world.state.channels.set(channel.id, channel);
  announceChannel(world, 'CHANNEL_CREATE', channel);
  record(world, guildId, {
    actionType: ACTION.channelCreate,
    targetId: channel.id,
    userId: by.userId,
    reason: by.reason,
    changes: [
      { key: 'name', new_value: channel.name },
      { key: 'type', new_value: channel.type },
    ],
  });
  return channel;
}

export function updateChannel(
  world: World,
  channel: Channel,
  body: ChannelBody,
  by: { userId: string; reason?: string | undefined },
): void {
  const guildId = channel.guildId;
  if (guildId === null) throw refused(50024);
  checkTopic(body.topic);
  const before = audited(channel);
  if (body.parent_id !== undefined && body.parent_id !== channel.parentId) {
    checkParent(world, guildId, body.parent_id, channel.id);
  }
  const name = body.name === undefined ? channel.name : channelName(channel.type, body.name);
  const own = permissionsIn(world.state, channel, by.userId, world.clock.now());
  const overwrites = body.permission_overwrites
    ? overwritesFrom(body.permission_overwrites, own, channel.overwrites)
    : undefined;
  channel.name = name;
  if (body.topic !== undefined) channel.topic = body.topic || null;
  if (body.parent_id !== undefined) channel.parentId = body.parent_id;
  if (body.position != null) channel.position = body.position;
  if (body.nsfw != null) channel.nsfw = body.nsfw;
  if (body.rate_limit_per_user != null) channel.rateLimitPerUser = Number(body.rate_limit_per_user);
  if (overwrites) channel.overwrites = overwrites;
  announceChannel(world, 'CHANNEL_UPDATE', channel);
  const changes = changesBetween(before, audited(channel));
  if (changes.length > 0) {
    record(world, guildId, {
      actionType: ACTION.channelUpdate,
      targetId: channel.id,
      userId: by.userId,
      reason: by.reason,
      changes,
    });
  }
}

const audited = (channel: Channel): Record<string, unknown> => ({
  name: channel.name,
  topic: channel.topic,
  parent_id: channel.parentId,
  position: channel.position,
  nsfw: channel.nsfw,
  rate_limit_per_user: channel.rateLimitPerUser,
});

/** Deletes a channel or thread with everything in it; a category's channels stay, without it. */
export function deleteChannel(world: World, channel: Channel): void {
  const { state } = world;
  for (const child of [...state.channels.values()].filter((one) => one.parentId === channel.id)) {
    if (child.thread) deleteChannel(world, child);
    else {
      child.parentId = null;
      announceChannel(world, 'CHANNEL_UPDATE', child);
    }
  }
  const shape = channelShape(state, channel, botId(world));
  const seenBy = [...state.users.keys()].filter((id) => permissionsIn(state, channel, id, 0) !== 0n);
  state.channels.delete(channel.id);
  state.messages.delete(channel.id);
  for (const webhook of [...state.webhooks.values()])
    if (webhook.channelId === channel.id) state.webhooks.delete(webhook.id);
  world.events.publish({
    t: channel.thread ? 'THREAD_DELETE' : 'CHANNEL_DELETE',
    d: channel.thread
      ? { id: channel.id, guild_id: channel.guildId, parent_id: channel.parentId, type: channel.type }
      : shape,
    guildId: channel.guildId,
    onlyFor: channel.thread ? seenBy : [...new Set([...seenBy, botId(world)])],
  });
}

export function announceChannel(world: World, t: 'CHANNEL_CREATE' | 'CHANNEL_UPDATE', channel: Channel): void {
  world.events.publish({
    t,
    d: channelShape(world.state, channel, botId(world)),
    guildId: channel.guildId,
    channelId: channel.id,
  });
}
