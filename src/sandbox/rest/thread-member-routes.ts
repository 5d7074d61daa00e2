import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel } from '../model.ts';
import { permissionsIn, requireIn } from '../permissions.ts';
import { refused } from '../refused.ts';
import { threadMemberShape } from '../shapes/channel.ts';
import { memberShape } from '../shapes/member.ts';
import { requireActive, setThreadMember } from '../threads.ts';
import { botId, channelOf, guildOf, memberOf, userOf } from '../world.ts';
import { type RestCall, type Route, done, ok, requireSnowflake, route } from './route.ts';

function threadOf(call: RestCall, needed = 0n): Channel {
  const { world } = call;
  const channel = channelOf(world, call.id('channel_id'));
  if (!channel.thread) throw refused(50024);
  requireIn(world.state, channel, botId(world), world.clock.now(), needed);
  return channel;
}

const memberOfThread = (call: RestCall, thread: Channel, userId: string): object => {
  const guild = guildOf(call.world, thread.guildId ?? '');
  const withMember = call.query.get('with_member') === 'true';
  return {
    ...threadMemberShape(thread, userId),
    ...(withMember && { member: memberShape(memberOf(guild, userId), userOf(call.world, userId)) }),
  };
};

export const threadMemberRoutes: readonly Route[] = [
  route('PUT /channels/:channel_id/thread-members/@me', {
    run(call) {
      const thread = threadOf(call);
      requireActive(call.world, thread);
      setThreadMember(call.world, thread, botId(call.world), true);
      return done;
    },
  }),
  route('PUT /channels/:channel_id/thread-members/:user_id', {
    run(call) {
      const thread = threadOf(call, P.SendMessagesInThreads);
      requireActive(call.world, thread);
      const userId = call.id('user_id');
      memberOf(guildOf(call.world, thread.guildId ?? ''), userId);
      const parent = channelOf(call.world, thread.parentId ?? '');
      if (!(permissionsIn(call.world.state, parent, userId, 0) & P.ViewChannel)) throw refused(50001);
      setThreadMember(call.world, thread, userId, true);
      return done;
    },
  }),
  route('DELETE /channels/:channel_id/thread-members/@me', {
    run(call) {
      setThreadMember(call.world, threadOf(call), botId(call.world), false);
      return done;
    },
  }),
  route('DELETE /channels/:channel_id/thread-members/:user_id', {
    run(call) {
      setThreadMember(call.world, threadOf(call, P.ManageThreads), call.id('user_id'), false);
      return done;
    },
  }),
  route('GET /channels/:channel_id/thread-members', {
    run(call) {
      const thread = threadOf(call);
      return ok([...(thread.thread?.members.keys() ?? [])].map((id) => memberOfThread(call, thread, id)));
    },
  }),
  route('GET /channels/:channel_id/thread-members/:user_id', {
    run(call) {
      const thread = threadOf(call);
      const given = call.param('user_id');
      const userId = given === '@me' ? botId(call.world) : requireSnowflake('user_id', given);
      if (!thread.thread?.members.has(userId)) throw refused(10007);
      return ok(memberOfThread(call, thread, userId));
    },
  }),
];
