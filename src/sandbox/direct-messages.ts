import type { Channel } from './model.ts';
import { invalidField, refused } from './refused.ts';
import { channelShape } from './shapes/channel.ts';
import { isSnowflake } from './snowflake.ts';
import { type World, botId } from './world.ts';

/** The direct messages of two, opened when there are none. Refuses 50033 for nobody, 50007 between two bots. */
export function openDirectMessage(world: World, from: string, to: string): Channel {
  if (!isSnowflake(to)) throw invalidField('recipient_id', 'NUMBER_TYPE_COERCE', `Value "${to}" is not snowflake.`);
  const user = world.state.users.get(to);
  if (!user || to === from) throw refused(50033);
  if (user.bot && world.state.users.get(from)?.bot) throw refused(50007);
  const open = [...world.state.channels.values()].find(
    (channel) => channel.type === 1 && channel.recipients.includes(from) && channel.recipients.includes(to),
  );
  if (open) return open;
  const channel: Channel = {
    id: world.newSnowflake(),
    type: 1,
    guildId: null,
    name: '',
    topic: null,
    parentId: null,
    position: 0,
    nsfw: false,
    rateLimitPerUser: 0,
    overwrites: [],
    lastMessageId: null,
    lastPinAt: null,
    recipients: [from, to],
    thread: null,
  };
  world.state.channels.set(channel.id, channel);
  world.events.publish({
    t: 'CHANNEL_CREATE',
    d: channelShape(world.state, channel, botId(world)),
    guildId: null,
    channelId: channel.id,
  });
  return channel;
}
