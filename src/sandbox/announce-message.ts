import type { Message } from './model.ts';
import { messageEvent } from './shapes/message.ts';
import type { World } from './world.ts';

/** To who sees its channel; an ephemeral one to its person alone. */
export function announceMessage(world: World, t: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: Message): void {
  world.events.publish({
    t,
    d: messageEvent(world, message),
    guildId: world.state.channels.get(message.channelId)?.guildId ?? null,
    channelId: message.channelId,
    ...(message.ephemeralFor !== undefined && { onlyFor: [message.ephemeralFor] }),
  });
}
