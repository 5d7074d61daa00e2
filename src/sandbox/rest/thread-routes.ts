import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, record } from '../audit.ts';
import { createThreadOn } from '../message-thread.ts';
import { type MessageContent, createMessage } from '../messages.ts';
import type { Channel } from '../model.ts';
import { permissionsIn, requireIn } from '../permissions.ts';
import { refused } from '../refused.ts';
import { channelShape, threadMemberShape } from '../shapes/channel.ts';
import { memberShape } from '../shapes/member.ts';
import { compareIds } from '../snowflake.ts';
import { createThread, isArchived, setThreadMember } from '../threads.ts';
import { type World, botId, channelOf, guildOf, memberOf, messageOf, threadsOf, userOf } from '../world.ts';
import { type RestCall, type Route, created, done, limitOf, ok, requireSnowflake, route } from './route.ts';

interface ThreadBody {
  readonly name: string;
  readonly type?: number | null;
  readonly auto_archive_duration?: number | null;
  readonly invitable?: boolean | null;
  readonly rate_limit_per_user?: number | null;
  /** A forum's first message. */
  readonly message?: MessageContent;
}

const CREATE_RATE = { limit: 10, perMs: 10_000 };
const PUBLIC = 11;
const PRIVATE = 12;

const options = (
  body: ThreadBody,
): { name: string; autoArchiveMinutes?: number; invitable?: boolean; rateLimitPerUser?: number } => ({
  name: body.name.trim(),
  ...(body.auto_archive_duration != null && { autoArchiveMinutes: Number(body.auto_archive_duration) }),
  ...(body.invitable != null && { invitable: body.invitable }),
  ...(body.rate_limit_per_user != null && { rateLimitPerUser: body.rate_limit_per_user }),
});

function threadOf(call: RestCall, needed = 0n): Channel {
  const { world } = call;
  const channel = channelOf(world, call.id('channel_id'));
  if (!channel.thread) throw refused(50024);
  requireIn(world.state, channel, botId(world), world.clock.now(), needed);
  return channel;
}

function audited(call: RestCall, thread: Channel): Channel {
  if (thread.guildId !== null) {
    record(call.world, thread.guildId, {
      actionType: ACTION.threadCreate,
      targetId: thread.id,
      reason: call.reason,
      changes: [{ key: 'name', new_value: thread.name }],
    });
  }
  return thread;
}

const shape = (call: RestCall, thread: Channel): object => channelShape(call.world.state, thread, botId(call.world));

const memberOfThread = (call: RestCall, thread: Channel, userId: string): object => {
  const guild = guildOf(call.world, thread.guildId ?? '');
  const withMember = call.query.get('with_member') === 'true';
  return {
    ...threadMemberShape(thread, userId),
    ...(withMember && { member: memberShape(memberOf(guild, userId), userOf(call.world, userId)) }),
  };
};

/** GET lists of archived threads: public ones of a channel, private ones with MANAGE_THREADS, private ones that the bot is in. */
function archived(call: RestCall, type: number, onlyJoined: boolean): object {
  const { world } = call;
  const parent = channelOf(world, call.id('channel_id'));
  const needed = P.ReadMessageHistory | (type === PRIVATE && !onlyJoined ? P.ManageThreads : 0n);
  requireIn(world.state, parent, botId(world), world.clock.now(), needed);
  const limit = limitOf(call.query, 50, 100, 2);
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

export const threadRoutes: readonly Route[] = [
  route<ThreadBody>('POST /channels/:channel_id/threads', {
    major: 'channel_id',
    rate: CREATE_RATE,
    body: (call) =>
      call.world.state.channels.get(call.param('channel_id'))?.type === 15
        ? 'CreateForumThreadRequest'
        : 'CreateTextThreadWithoutMessageRequest',
    run(call, body) {
      const { world } = call;
      const parent = channelOf(world, call.id('channel_id'));
      if (parent.guildId === null || ![0, 5, 15].includes(parent.type)) throw refused(50024);
      const forum = parent.type === 15;
      const type = forum ? PUBLIC : Number(body.type ?? PRIVATE);
      const needed = forum ? P.SendMessages : type === PRIVATE ? P.CreatePrivateThreads : P.CreatePublicThreads;
      requireIn(world.state, parent, botId(world), world.clock.now(), needed);
      const thread = audited(call, createThread(world, parent, botId(world), { ...options(body), type }));
      if (forum && body.message)
        createMessage(world, { channel: thread, authorId: botId(world) }, body.message, call.files);
      return created(shape(call, thread));
    },
  }),
  route<ThreadBody>('POST /channels/:channel_id/messages/:message_id/threads', {
    major: 'channel_id',
    rate: CREATE_RATE,
    body: 'CreateTextThreadWithMessageRequest',
    run(call, body) {
      const { world } = call;
      const parent = channelOf(world, call.id('channel_id'));
      if (parent.guildId === null || ![0, 5].includes(parent.type)) throw refused(50024);
      requireIn(world.state, parent, botId(world), world.clock.now(), P.CreatePublicThreads);
      const message = messageOf(world, parent.id, call.id('message_id'), botId(world));
      const thread = createThreadOn(world, parent, message, botId(world), { ...options(body), type: PUBLIC });
      return created(shape(call, audited(call, thread)));
    },
  }),
  route('PUT /channels/:channel_id/thread-members/@me', {
    run(call) {
      const thread = threadOf(call);
      if (isArchived(call.world, thread)) throw refused(50083);
      setThreadMember(call.world, thread, botId(call.world), true);
      return done;
    },
  }),
  route('PUT /channels/:channel_id/thread-members/:user_id', {
    run(call) {
      const thread = threadOf(call, P.SendMessagesInThreads);
      if (isArchived(call.world, thread)) throw refused(50083);
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
