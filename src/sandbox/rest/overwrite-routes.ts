import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, changesBetween, record } from '../audit.ts';
import { announceChannel } from '../channels.ts';
import type { Channel } from '../model.ts';
import { type OverwriteBody, overwriteFrom, requireOwnBits } from '../overwrites.ts';
import { requireIn } from '../permissions.ts';
import { invalidField, refused } from '../refused.ts';
import { botId, channelOf, guildOf } from '../world.ts';
import { type RestCall, type Route, done, route } from './route.ts';

function overwritable(call: RestCall): Channel {
  const channel = channelOf(call.world, call.id('channel_id'));
  if (channel.guildId === null || channel.thread) throw refused(50024);
  return channel;
}

export const overwriteRoutes: readonly Route[] = [
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
