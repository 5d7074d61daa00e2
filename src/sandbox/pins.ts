import { ACTION, record } from './audit.ts';
import { announceMessage } from './announce-message.ts';
import { createMessage } from './create-message.ts';
import type { Channel, Message } from './model.ts';
import { refused } from './refused.ts';
import { requireActive } from './threads.ts';
import type { World } from './world.ts';

/** Pins a message and says so in the channel. Refuses 30003 when the channel is full. */
export function pin(world: World, channel: Channel, message: Message, userId: string, reason?: string): void {
  requireActive(world, channel);
  if (message.pinnedAt !== null) return;
  if (message.ephemeralFor !== undefined) throw refused(10008);
  if (pinned(world, channel).length >= world.limits.pins) throw refused(30003);
  message.pinnedAt = world.clock.now();
  channel.lastPinAt = message.pinnedAt;
  announceMessage(world, 'MESSAGE_UPDATE', message);
  announcePins(world, channel);
  const reference = { channelId: channel.id, messageId: message.id };
  // Discord writes an empty message of type 6: "… pinned a message".
  createMessage(world, { channel, authorId: userId, type: 6, reference, flags: 1 << 7 }, { flags: 1 << 7 }).flags = 0;
  audit(world, channel, message, userId, ACTION.messagePin, reason);
}

export function unpin(world: World, channel: Channel, message: Message, userId: string, reason?: string): void {
  requireActive(world, channel);
  if (message.pinnedAt === null) return;
  message.pinnedAt = null;
  announceMessage(world, 'MESSAGE_UPDATE', message);
  announcePins(world, channel);
  audit(world, channel, message, userId, ACTION.messageUnpin, reason);
}

/** Latest first. */
export const pinned = (world: World, channel: Channel): Message[] =>
  [...(world.state.messages.get(channel.id)?.values() ?? [])]
    .filter((message) => message.pinnedAt !== null)
    .sort((a, b) => (b.pinnedAt ?? 0) - (a.pinnedAt ?? 0));

function announcePins(world: World, channel: Channel): void {
  world.events.publish({
    t: 'CHANNEL_PINS_UPDATE',
    d: {
      channel_id: channel.id,
      last_pin_timestamp: channel.lastPinAt === null ? null : new Date(channel.lastPinAt).toISOString(),
      ...(channel.guildId !== null && { guild_id: channel.guildId }),
    },
    guildId: channel.guildId,
    channelId: channel.id,
  });
}

function audit(
  world: World,
  channel: Channel,
  message: Message,
  userId: string,
  actionType: number,
  reason: string | undefined,
): void {
  if (channel.guildId === null) return;
  record(world, channel.guildId, {
    actionType,
    targetId: message.authorId,
    userId,
    reason,
    options: { channel_id: channel.id, message_id: message.id },
  });
}
