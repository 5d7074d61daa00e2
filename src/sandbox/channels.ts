import { ACTION, changesBetween, record } from './audit.ts';
import type { Channel, Overwrite } from './model.ts';
import { EVERY_PERMISSION, permissionsIn } from './permissions.ts';
import { DiscordRefusal, invalidField, refused } from './refused.ts';
import { channelShape } from './shapes/channel.ts';
import { type World, botId, channelsOf } from './world.ts';

export interface OverwriteBody {
  readonly id: string;
  readonly type?: number | string | null;
  readonly allow?: string | number | null;
  readonly deny?: string | number | null;
}

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

const LONGEST_TOPIC = 1024;
const CATEGORY = 4;

/** Text channels' names are lower case with hyphens; the others keep what was typed. Refuses 50035 when nothing is left. */
export function channelName(type: number, given: string): string {
  const trimmed = given.trim();
  const name =
    type === 0 || type === 5 || type === 15
      ? trimmed
          .toLowerCase()
          .replace(/\s+/g, '-')
          .replace(/[!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~]/g, '')
          .replace(/-{2,}/g, '-')
      : trimmed;
  if (name === '' || name === '-') throw invalidField('name', 'BASE_TYPE_REQUIRED', 'This field is required');
  return name;
}

export function checkTopic(topic: string | null | undefined): void {
  if (topic && [...topic].length > LONGEST_TOPIC) {
    throw invalidField('topic', 'BASE_TYPE_MAX_LENGTH', `Must be ${LONGEST_TOPIC} or fewer in length.`);
  }
}

/** The parent must be a category of the same guild with room in it. Refuses 50035, with the code that Discord gives a full one. */
export function checkParent(world: World, guildId: string, parentId: string | null | undefined, moving?: string): void {
  if (parentId == null) return;
  const parent = world.state.channels.get(parentId);
  if (parent?.type !== CATEGORY || parent.guildId !== guildId) {
    throw invalidField('parent_id', 'CHANNEL_PARENT_INVALID', 'Not a category');
  }
  const inside = channelsOf(world, guildId).filter((channel) => channel.parentId === parentId && channel.id !== moving);
  if (inside.length >= world.limits.channelsPerCategory) {
    throw invalidField(
      'parent_id',
      'CHANNEL_PARENT_MAX_CHANNELS',
      `Maximum number of channels in category reached (${world.limits.channelsPerCategory})`,
    );
  }
}

/** Overwrites as asked for; who sets them may only allow or deny what they have themselves. Refuses 50013. */
export function overwritesFrom(
  bodies: readonly OverwriteBody[],
  own: bigint,
  before: readonly Overwrite[] = [],
): Overwrite[] {
  return bodies.map((body) => {
    const overwrite = overwriteFrom(body);
    const old = before.find((one) => one.id === overwrite.id);
    requireOwnBits(own, old, overwrite);
    return overwrite;
  });
}

export const overwriteFrom = (body: OverwriteBody): Overwrite => ({
  id: body.id,
  type: Number(body.type ?? 0) === 1 ? 1 : 0,
  allow: BigInt(body.allow ?? 0) & EVERY_PERMISSION,
  deny: BigInt(body.deny ?? 0) & EVERY_PERMISSION,
});

export function requireOwnBits(own: bigint, before: Overwrite | undefined, after: Overwrite): void {
  const changed = ((before?.allow ?? 0n) ^ after.allow) | ((before?.deny ?? 0n) ^ after.deny);
  if ((changed & ~own) !== 0n) throw refused(50013);
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
