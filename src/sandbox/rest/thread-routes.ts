import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, record } from '../audit.ts';
import { createThreadOn } from '../message-thread.ts';
import { createMessage } from '../create-message.ts';
import type { MessageContent } from '../message-content.ts';
import type { Channel } from '../model.ts';
import { requireIn } from '../permissions.ts';
import { refused } from '../refused.ts';
import { channelShape } from '../shapes/channel.ts';
import { createThread } from '../threads.ts';
import { botId, channelOf, messageOf } from '../world.ts';
import { type RestCall, type Route, created, route } from './route.ts';

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
];
