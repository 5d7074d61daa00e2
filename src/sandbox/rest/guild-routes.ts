import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { auditOf, auditShape, isKept } from '../audit.ts';
import { canView, permissionsIn, requireInGuild } from '../permissions.ts';
import { isSeenBy } from '../seen-by.ts';
import { guildShape } from '../shapes/guild.ts';
import { messageShape } from '../shapes/message.ts';
import { userShape } from '../shapes/user.ts';
import { compareIds, instantOf } from '../snowflake.ts';
import { botId, channelOf, guildOf } from '../world.ts';
import { type Route, limitOf, ok, route } from './route.ts';

export const guildRoutes: readonly Route[] = [
  route('GET /guilds/:guild_id', {
    major: 'guild_id',
    run(call) {
      const guild = guildOf(call.world, call.id('guild_id'));
      const counts = call.query.get('with_counts') === 'true';
      return ok({
        ...guildShape(guild),
        ...(counts && { approximate_member_count: guild.members.size, approximate_presence_count: guild.members.size }),
      });
    },
  }),
  route('GET /guilds/:guild_id/emojis', {
    major: 'guild_id',
    run: (call) => (guildOf(call.world, call.id('guild_id')), ok([])),
  }),
  route('GET /guilds/:guild_id/stickers', {
    major: 'guild_id',
    run: (call) => (guildOf(call.world, call.id('guild_id')), ok([])),
  }),
  route('GET /guilds/:guild_id/audit-logs', {
    major: 'guild_id',
    run(call) {
      const { world, query } = call;
      const guild = guildOf(world, call.id('guild_id'));
      requireInGuild(guild, botId(world), P.ViewAuditLog);
      const [userId, target, action, before, after] = ['user_id', 'target_id', 'action_type', 'before', 'after'].map(
        (name) => query.get(name),
      );
      const found = auditOf(world, guild)
        .filter((entry) => isKept(instantOf(entry.id), world.clock.now()))
        .filter((entry) => userId == null || entry.userId === userId)
        .filter((entry) => target == null || entry.targetId === target)
        .filter((entry) => action == null || entry.actionType === Number(action))
        .filter((entry) => before == null || compareIds(entry.id, before) < 0)
        .filter((entry) => after == null || compareIds(entry.id, after) > 0);
      const limit = limitOf(query, 50);
      const entries = after == null ? found.slice(-limit).reverse() : found.slice(0, limit);
      const people = new Set(entries.flatMap((entry) => [entry.userId, entry.targetId ?? '']));
      return ok({
        audit_log_entries: entries.map(auditShape),
        users: [...people].flatMap((id) => world.state.users.get(id) ?? []).map(userShape),
        application_commands: [],
        auto_moderation_rules: [],
        guild_scheduled_events: [],
        integrations: [],
        threads: [],
        webhooks: [],
      });
    },
  }),
  route('GET /guilds/:guild_id/messages/search', {
    major: 'guild_id',
    run(call) {
      const { world, query } = call;
      const guild = guildOf(world, call.id('guild_id'));
      requireInGuild(guild, botId(world), P.ReadMessageHistory);
      const bot = botId(world);
      const within = query.getAll('channel_id');
      for (const id of within) channelOf(world, id);
      const authors = query.getAll('author_id');
      const text = query.get('content')?.toLowerCase();
      const [least, most] = [query.get('min_id'), query.get('max_id')];
      const found = [...world.state.channels.values()]
        .filter((channel) => channel.guildId === guild.id && (within.length === 0 || within.includes(channel.id)))
        .filter(
          (channel) =>
            canView(world.state, channel, bot) && permissionsIn(world.state, channel, bot, 0) & P.ReadMessageHistory,
        )
        .flatMap((channel) => [...(world.state.messages.get(channel.id)?.values() ?? [])])
        .filter((message) => isSeenBy(message, bot))
        .filter((message) => authors.length === 0 || authors.includes(message.authorId))
        .filter((message) => text === undefined || message.content.toLowerCase().includes(text))
        .filter((message) => least === null || compareIds(message.id, least) > 0)
        .filter((message) => most === null || compareIds(message.id, most) < 0)
        .sort((a, b) => compareIds(b.id, a.id));
      const offset = Number(query.get('offset') ?? 0);
      return ok({
        analytics_id: '',
        doing_deep_historical_index: false,
        total_results: found.length,
        messages: found
          .slice(offset, offset + limitOf(query, 25))
          .map((message) => [messageShape(world, message, bot)]),
      });
    },
  }),
];
