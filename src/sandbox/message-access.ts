import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { MessageContent } from './message-content.ts';
import type { Channel, Message } from './model.ts';
import { permissionsIn, requireIn } from './permissions.ts';
import { invalidField, refused } from './refused.ts';
import type { World } from './world.ts';

const TEXT_CHANNELS = new Set([0, 1, 2, 5, 10, 11, 12, 13]);

export interface MessageReference {
  readonly message_id: string;
  readonly channel_id?: string | null;
  readonly fail_if_not_exists?: boolean | null;
}

/** Whether `userId` may send here what `body` holds. Refuses 50001, 50013, 50008, 50007. */
export function requireSend(world: World, channel: Channel, userId: string, body: MessageContent, files: number): void {
  if (!TEXT_CHANNELS.has(channel.type)) throw refused(50008);
  const sending = channel.thread ? P.SendMessagesInThreads : P.SendMessages;
  const bits = requireIn(world.state, channel, userId, world.clock.now(), sending);
  if (files > 0 && !(bits & P.AttachFiles)) throw refused(50013);
  if (body.embeds?.length && world.state.users.get(userId)?.bot && !(bits & P.EmbedLinks)) throw refused(50013);
  if (channel.type === 1) {
    const other = channel.recipients.find((id) => id !== userId);
    if (other !== undefined && world.state.users.get(other)?.closedToDirectMessages) throw refused(50007);
  }
}

/** Own messages always; others' with MANAGE_MESSAGES. */
export function requireDelete(world: World, channel: Channel, userId: string, message: Message): void {
  if (message.authorId === userId) return;
  if (channel.guildId === null) throw refused(50003);
  if (!(permissionsIn(world.state, channel, userId, world.clock.now()) & P.ManageMessages)) throw refused(50013);
}

/** The message that is answered. Refuses 50035 when it is gone, unless the sender said that it may be. */
export function replyTo(
  world: World,
  channel: Channel,
  sender: string,
  reference: MessageReference | null | undefined,
): { channelId: string; messageId: string } | undefined {
  if (!reference) return undefined;
  const message = world.state.messages.get(channel.id)?.get(reference.message_id);
  if (message && message.ephemeralFor === undefined) {
    requireIn(world.state, channel, sender, world.clock.now(), P.ReadMessageHistory);
    return { channelId: channel.id, messageId: message.id };
  }
  if (reference.fail_if_not_exists === false) return undefined;
  throw invalidField('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
}
