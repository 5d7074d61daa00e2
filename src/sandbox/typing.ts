import type { Channel } from './model.ts';
import { memberWithoutUser } from './shapes/member.ts';
import type { World } from './world.ts';

export function announceTyping(world: World, channel: Channel, userId: string): void {
  const member = channel.guildId === null ? undefined : world.state.guilds.get(channel.guildId)?.members.get(userId);
  world.events.publish({
    t: 'TYPING_START',
    d: {
      channel_id: channel.id,
      user_id: userId,
      timestamp: Math.floor(world.clock.now() / 1000),
      ...(channel.guildId !== null && { guild_id: channel.guildId }),
      ...(member && { member: { ...memberWithoutUser(member), user: { id: userId } } }),
    },
    guildId: channel.guildId,
    channelId: channel.id,
  });
}
