import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, changesBetween, record } from '../audit.ts';
import {
  type ChannelBody,
  type OverwriteBody,
  announceChannel,
  createChannel,
  deleteChannel,
  overwriteFrom,
  requireOwnBits,
  updateChannel,
} from '../channels.ts';
import type { Channel } from '../model.ts';
import { requireIn, requireInGuild } from '../permissions.ts';
import { invalidField, refused } from '../refused.ts';
import { channelShape } from '../shapes/channel.ts';
import { announceThread, mayManageThread } from '../threads.ts';
import { botId, channelOf, channelsOf, guildOf } from '../world.ts';
import { type RestCall, type Route, created, done, ok, route } from './route.ts';

interface ThreadPatch {
  readonly name?: string;
  readonly archived?: boolean | null;
  readonly locked?: boolean | null;
  readonly invitable?: boolean | null;
  readonly auto_archive_duration?: number | null;
  readonly rate_limit_per_user?: number | null;
}

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
  route<{ id: string; position?: number | null; parent_id?: string | null }[]>('PATCH /guilds/:guild_id/channels', {
    major: 'guild_id',
    body: 'ChannelPositions',
    run(call, body) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      requireInGuild(guild, botId(world), P.ManageChannels);
      for (const { id, position, parent_id } of body) {
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
  }),
  route<Omit<OverwriteBody, 'id'>>('PUT /channels/:channel_id/permissions/:overwrite_id', {
    major: 'channel_id',
    body: 'PermissionOverwrite',
    run(call, body) {
      const { world } = call;
      const channel = overwritable(call);
      const own = requireIn(world.state, channel, botId(world), world.clock.now(), P.ManageRoles);
      const id = call.id('overwrite_id');
      const guild = guildOf(world, channel.guildId ?? '');
      if (body.type == null) throw invalidField('type', 'BASE_TYPE_REQUIRED', 'This field is required');
      const next = overwriteFrom({ ...body, id });
      if (next.type === 0 && !guild.roles.has(id)) throw refused(10011);
      const old = channel.overwrites.find((one) => one.id === id);
      requireOwnBits(own, old, next);
      channel.overwrites = [...channel.overwrites.filter((one) => one.id !== id), next];
      announceChannel(world, 'CHANNEL_UPDATE', channel);
      record(world, guild.id, {
        actionType: old ? ACTION.overwriteUpdate : ACTION.overwriteCreate,
        targetId: channel.id,
        reason: call.reason,
        changes: changesBetween(
          { allow: String(old?.allow ?? 0n), deny: String(old?.deny ?? 0n) },
          { allow: String(next.allow), deny: String(next.deny) },
        ),
        options: { id, type: String(next.type) },
      });
      return done;
    },
  }),
  route('DELETE /channels/:channel_id/permissions/:overwrite_id', {
    major: 'channel_id',
    run(call) {
      const { world } = call;
      const channel = overwritable(call);
      const own = requireIn(world.state, channel, botId(world), world.clock.now(), P.ManageRoles);
      const id = call.id('overwrite_id');
      const old = channel.overwrites.find((one) => one.id === id);
      if (!old) throw refused(10009);
      requireOwnBits(own, old, { ...old, allow: 0n, deny: 0n });
      channel.overwrites = channel.overwrites.filter((one) => one.id !== id);
      announceChannel(world, 'CHANNEL_UPDATE', channel);
      if (channel.guildId !== null) {
        record(world, channel.guildId, {
          actionType: ACTION.overwriteDelete,
          targetId: channel.id,
          reason: call.reason,
          options: { id, type: String(old.type) },
        });
      }
      return done;
    },
  }),
];

function overwritable(call: RestCall): Channel {
  const channel = channelOf(call.world, call.id('channel_id'));
  if (channel.guildId === null || channel.thread) throw refused(50024);
  return channel;
}

/** An archived thread takes no change but coming back. */
function patchThread(call: RestCall, channel: Channel, body: ThreadPatch): void {
  const { world } = call;
  const { thread } = channel;
  if (!thread) return;
  const bits = requireIn(world.state, channel, botId(world), world.clock.now(), 0n);
  if (thread.archived && body.archived !== false) throw refused(50083);
  const unarchiving = thread.archived && !thread.locked && Object.keys(body).length === 1;
  if (!mayManageThread(channel, botId(world), bits) && !(unarchiving && bits & P.SendMessagesInThreads))
    throw refused(50013);
  if ((body.locked != null || (thread.locked && thread.archived)) && !(bits & P.ManageThreads)) throw refused(50013);
  const before = { name: channel.name, archived: thread.archived, locked: thread.locked };
  if (body.name !== undefined) channel.name = body.name;
  if (body.locked != null) thread.locked = body.locked;
  if (body.invitable != null) thread.invitable = body.invitable;
  if (body.auto_archive_duration != null) thread.autoArchiveMinutes = Number(body.auto_archive_duration);
  if (body.rate_limit_per_user != null) channel.rateLimitPerUser = Number(body.rate_limit_per_user);
  if (body.archived != null && body.archived !== thread.archived) {
    thread.archived = body.archived;
    thread.archiveChangedAt = world.clock.now();
  }
  announceThread(world, 'THREAD_UPDATE', channel);
  if (channel.guildId !== null) {
    record(world, channel.guildId, {
      actionType: ACTION.threadUpdate,
      targetId: channel.id,
      reason: call.reason,
      changes: changesBetween(before, { name: channel.name, archived: thread.archived, locked: thread.locked }),
    });
  }
}
