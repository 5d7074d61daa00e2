import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel } from '../model.ts';
import { permissionsIn, requireIn } from '../permissions.ts';
import { channelShape, threadMemberShape } from '../shapes/channel.ts';
import { compareIds } from '../snowflake.ts';
import { isArchived } from '../threads.ts';
import { type World, botId, channelOf, guildOf, threadsOf } from '../world.ts';
import { type RestCall, type Route, limitOf, ok, route } from './route.ts';

const PUBLIC = 11;
const PRIVATE = 12;

const shape = (call: RestCall, thread: Channel): object => channelShape(call.world.state, thread, botId(call.world));

/** GET lists of archived threads: public ones of a channel, private ones with MANAGE_THREADS, private ones that the bot is in. */
function archived(call: RestCall, type: number, onlyJoined: boolean): object {
  const { world } = call;
  const parent = channelOf(world, call.id('channel_id'));
  const needed = P.ReadMessageHistory | (type === PRIVATE && !onlyJoined ? P.ManageThreads : 0n);
  requireIn(world.state, parent, botId(world), world.clock.now(), needed);
  const limit = limitOf(call.query, 50);
  const before = call.query.get('before');
  const found = [...world.state.channels.values()]
    .filter((one) => one.thread && one.parentId === parent.id && one.type === type && isArchived(world, one))
    .filter((one) => !onlyJoined || one.thread?.members.has(botId(world)))
    .filter(
      (one) =>
        before === null ||
        (/^\d+$/.test(before)
          ? compareIds(one.id, before) < 0
          : (one.thread?.archiveChangedAt ?? 0) < Date.parse(before)),
    )
    .sort((a, b) => (b.thread?.archiveChangedAt ?? 0) - (a.thread?.archiveChangedAt ?? 0));
  const page = found.slice(0, limit);
  return {
    threads: page.map((one) => shape(call, one)),
    members: ownMemberships(world, page),
    has_more: found.length > limit,
  };
}

const ownMemberships = (world: World, threads: readonly Channel[]): object[] =>
  threads.filter((one) => one.thread?.members.has(botId(world))).map((one) => threadMemberShape(one, botId(world)));

export const threadListRoutes: readonly Route[] = [
  route('GET /channels/:channel_id/threads/archived/public', {
    major: 'channel_id',
    run: (call) => ok(archived(call, PUBLIC, false)),
  }),
  route('GET /channels/:channel_id/threads/archived/private', {
    major: 'channel_id',
    run: (call) => ok(archived(call, PRIVATE, false)),
  }),
  route('GET /channels/:channel_id/users/@me/threads/archived/private', {
    major: 'channel_id',
    run: (call) => ok(archived(call, PRIVATE, true)),
  }),
  route('GET /guilds/:guild_id/threads/active', {
    major: 'guild_id',
    run(call) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      const active = threadsOf(world, guild.id).filter(
        (one) => !isArchived(world, one) && permissionsIn(world.state, one, botId(world), 0) !== 0n,
      );
      return ok({
        threads: active.map((one) => shape(call, one)),
        members: ownMemberships(world, active),
        has_more: false,
      });
    },
  }),
];
