import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, record } from '../audit.ts';
import { type ChannelBody, createChannel, deleteChannel, updateChannel } from '../channels.ts';
import type { Channel } from '../model.ts';
import { requireIn, requireInGuild } from '../permissions.ts';
import { refused } from '../refused.ts';
import { channelShape } from '../shapes/channel.ts';
import { botId, channelOf, channelsOf, guildOf } from '../world.ts';
import { type ThreadPatch, patchThread } from './patch-thread.ts';
import { type RestCall, type Route, created, done, ok, route } from './route.ts';

const shape = (call: RestCall, channel: Channel): object => channelShape(call.world.state, channel, botId(call.world));

/** What bots observe; it is on no official page. */
const RENAMES = { limit: 2, perMs: 600_000 };

export const channelRoutes: readonly Route[] = [
  route('GET /channels/:channel_id', {
    major: 'channel_id',
    run(call) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      requireIn(world.state, channel, botId(world), world.clock.now(), 0n);
      return ok(shape(call, channel));
    },
  }),
  route<ChannelBody & ThreadPatch>('PATCH /channels/:channel_id', {
    major: 'channel_id',
    rate: { limit: 5, perMs: 15_000 },
    sub: (call, body) =>
      body.name !== undefined || body.topic !== undefined
        ? { key: `rename ${call.param('channel_id')}`, rule: RENAMES }
        : undefined,
    body(call) {
      const channel = call.world.state.channels.get(call.param('channel_id'));
      if (channel?.thread) return 'UpdateThreadRequestPartial';
      return channel?.guildId === null ? 'UpdateDMRequestPartial' : 'UpdateGuildChannelRequestPartial';
    },
    run(call, body) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      if (channel.guildId === null) throw refused(50003);
      if (channel.thread) patchThread(call, channel, body);
      else {
        const needed = P.ManageChannels | (body.permission_overwrites ? P.ManageRoles : 0n);
        requireIn(world.state, channel, botId(world), world.clock.now(), needed);
        updateChannel(world, channel, body, { userId: botId(world), reason: call.reason });
      }
      return ok(shape(call, channel));
    },
  }),
  route('DELETE /channels/:channel_id', {
    major: 'channel_id',
    run(call) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      const answer = shape(call, channel);
      if (channel.guildId === null) return ok(answer);
      requireIn(
        world.state,
        channel,
        botId(world),
        world.clock.now(),
        channel.thread ? P.ManageThreads : P.ManageChannels,
      );
      deleteChannel(world, channel);
      record(world, channel.guildId, {
        actionType: channel.thread ? ACTION.threadDelete : ACTION.channelDelete,
        targetId: channel.id,
        reason: call.reason,
        changes: [{ key: 'name', old_value: channel.name }],
      });
      return ok(answer);
    },
  }),
  route<ChannelBody>('POST /guilds/:guild_id/channels', {
    major: 'guild_id',
    rate: { limit: 10, perMs: 10_000 },
    body: 'CreateGuildChannelRequest',
    run(call, body) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      const own = requireInGuild(
        guild,
        botId(world),
        P.ManageChannels | (body.permission_overwrites?.length ? P.ManageRoles : 0n),
      );
      return created(
        shape(call, createChannel(world, guild.id, body, { userId: botId(world), own, reason: call.reason })),
      );
    },
  }),
  route('GET /guilds/:guild_id/channels', {
    major: 'guild_id',
    run(call) {
      const guild = guildOf(call.world, call.id('guild_id'));
      return ok(channelsOf(call.world, guild.id).map((channel) => shape(call, channel)));
    },
  }),
  route<{ id?: string | null; position?: number | null; parent_id?: string | null }[]>(
    'PATCH /guilds/:guild_id/channels',
    {
      major: 'guild_id',
      body: 'ChannelPositions',
      run(call, body) {
        const { world } = call;
        const guild = guildOf(world, call.id('guild_id'));
        requireInGuild(guild, botId(world), P.ManageChannels);
        for (const { id, position, parent_id } of body) {
          if (id == null) continue;
          const channel = channelOf(world, id);
          updateChannel(
            world,
            channel,
            { ...(position != null && { position }), ...(parent_id !== undefined && { parent_id }) },
            { userId: botId(world), reason: call.reason },
          );
        }
        return done;
      },
    },
  ),
];
