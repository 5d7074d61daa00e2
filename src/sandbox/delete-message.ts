import type { Message } from './model.ts';
import type { World } from './world.ts';

/** With its files, and tells. */
export function deleteMessage(world: World, message: Message): void {
  const inChannel = world.state.messages.get(message.channelId);
  inChannel?.delete(message.id);
  for (const attachment of message.attachments) world.state.files.delete(attachment.id);
  const channel = world.state.channels.get(message.channelId);
  if (channel?.thread && message.ephemeralFor === undefined) channel.thread.messageCount--;
  announceDeletion(world, message);
}

/** To who saw it. */
export function announceDeletion(world: World, message: Message): void {
  const guildId = world.state.channels.get(message.channelId)?.guildId ?? null;
  world.events.publish({
    t: 'MESSAGE_DELETE',
    d: {
      id: message.id,
      channel_id: message.channelId,
      ...(guildId !== null && { guild_id: guildId }),
    },
    guildId,
    channelId: message.channelId,
    ...(message.ephemeralFor !== undefined && { onlyFor: [message.ephemeralFor] }),
  });
}
