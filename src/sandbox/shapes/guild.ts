import { GatewayIntentBits } from 'discord-api-types/v10';
import type { Guild } from '../model.ts';
import { type World, botId, channelsOf, threadsOf } from '../world.ts';
import { guildPermissions } from '../permissions.ts';
import { instantOf } from '../snowflake.ts';
import { channelShape } from './channel.ts';
import { memberShape } from './member.ts';
import { roleShape } from './role.ts';

export const guildShape = (guild: Guild): Record<string, unknown> => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  description: null,
  home_header: null,
  splash: null,
  discovery_splash: null,
  features: [],
  banner: null,
  owner_id: guild.ownerId,
  application_id: null,
  region: 'local',
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 1,
  roles: [...guild.roles.values()].map(roleShape),
  default_message_notifications: 1,
  mfa_level: 0,
  explicit_content_filter: 0,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: 'en-US',
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  public_updates_channel_id: null,
  premium_progress_bar_enabled: false,
  premium_progress_bar_enabled_user_updated_at: null,
  nsfw: false,
  nsfw_level: 0,
  emojis: [],
  stickers: [],
  incidents_data: null,
});

/** GUILD_CREATE: the guild with its channels and threads; its members only for who has the GUILD_PRESENCES intent, as Discord does. */
export function guildCreateEvent(world: World, guild: Guild, intents: number): Record<string, unknown> {
  const bot = botId(world);
  const all = (intents & GatewayIntentBits.GuildPresences) !== 0;
  const joined = guild.members.get(bot)?.joinedAt ?? instantOf(guild.id);
  return {
    ...guildShape(guild),
    joined_at: new Date(joined).toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: [...guild.members.values()]
      .filter((member) => all || member.userId === bot)
      .flatMap((member) => {
        const user = world.state.users.get(member.userId);
        return user ? [memberShape(member, user)] : [];
      }),
    channels: channelsOf(world, guild.id).map((channel) => channelShape(world.state, channel, bot)),
    threads: threadsOf(world, guild.id)
      .filter((thread) => !thread.thread?.archived && (thread.type !== 12 || thread.thread?.members.has(bot)))
      .map((thread) => channelShape(world.state, thread, bot)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** As GET /users/@me/guilds lists it. */
export function ownGuildShape(guild: Guild, userId: string): Record<string, unknown> {
  const member = guild.members.get(userId);
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    banner: null,
    owner: guild.ownerId === userId,
    permissions: String(member ? guildPermissions(guild, member) : 0n),
    features: [],
  };
}
