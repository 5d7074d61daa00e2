import type { APIMessage } from 'discord-api-types/v10';
import type { Channel, Command, Message } from '../model.ts';
import { canView } from '../permissions.ts';
import { refused } from '../refused.ts';
import { messageShape } from '../shapes/message.ts';
import { type World, messageOf } from '../world.ts';
import { commandsFor } from './commands-for.ts';
import { findChannel } from './find.ts';

/** What one person sees of the guild; what does not show to them is refused as Discord refuses it. */
export interface Sight {
  readonly world: World;
  readonly userId: string;
  /** By id, `#name` or name. Refuses 50001 when it does not show. */
  channel(name: string): Channel;
  /** Refuses 10008 when there is none, or none for this person. */
  message(id: string): { readonly channel: Channel; readonly message: Message };
  readonly shape: (message: Message) => APIMessage;
  commandsIn(channel: Channel): Command[];
}

export function sightOf(world: World, userId: string): Sight {
  const { state } = world;
  const channel = (name: string): Channel => {
    const found = findChannel(world, name);
    if (!canView(state, found, userId)) throw refused(50001);
    return found;
  };
  return {
    world,
    userId,
    channel,
    message(id) {
      for (const [channelId, messages] of state.messages) {
        if (messages.has(id)) return { channel: channel(channelId), message: messageOf(world, channelId, id, userId) };
      }
      throw refused(10008);
    },
    shape: (message) => messageShape(world, message, userId),
    commandsIn: (inChannel) => commandsFor(world, inChannel, userId),
  };
}
