import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, record } from '../audit.ts';
import { type MessageContent, createMessage, deleteMessage, editMessage } from '../messages.ts';
import type { Channel, Message } from '../model.ts';
import { permissionsIn, requireIn } from '../permissions.ts';
import { DiscordRefusal, invalidField, refused } from '../refused.ts';
import { memberWithoutUser } from '../shapes/member.ts';
import { messageShape } from '../shapes/message.ts';
import { compareIds, instantOf } from '../snowflake.ts';
import { type World, botId, channelOf, messageOf } from '../world.ts';
import { type RestCall, type Route, done, limitOf, ok, route } from './route.ts';

interface SendBody extends MessageContent {
  readonly enforce_nonce?: boolean | null;
  readonly message_reference?: {
    readonly message_id: string;
    readonly channel_id?: string | null;
    readonly fail_if_not_exists?: boolean | null;
  } | null;
}

const NONCE_KEPT_MS = 3 * 60_000;
const HOUR_MS = 3_600_000;
const TWO_WEEKS_MS = 14 * 24 * HOUR_MS;
const TEXT_CHANNELS = new Set([0, 1, 2, 5, 10, 11, 12, 13]);

/** Whether `userId` may send here what `body` holds. Refuses 50001, 50013, 50008, 50007. */
export function requireSend(world: World, channel: Channel, userId: string, body: MessageContent, files: number): void {
  if (!TEXT_CHANNELS.has(channel.type)) throw refused(50008);
  const sending = channel.thread ? P.SendMessagesInThreads : P.SendMessages;
  const bits = requireIn(world.state, channel, userId, world.clock.now(), sending);
  if (files > 0 && !(bits & P.AttachFiles)) throw refused(50013);
  if (body.embeds?.length && world.state.users.get(userId)?.bot && !(bits & P.EmbedLinks)) throw refused(50013);
  if (channel.type === 1) {
    const other = channel.recipients.find((id) => id !== userId);
    if (other !== undefined && world.state.users.get(other)?.closedToDirectMessages) throw refused(50007);
  }
}

/** A message that the bot's token may not take: someone else's. */
function ownOf(call: RestCall): { channel: Channel; message: Message } {
  const { world } = call;
  const channel = channelOf(world, call.id('channel_id'));
  requireIn(world.state, channel, botId(world), world.clock.now(), 0n);
  const message = messageOf(world, channel.id, call.id('message_id'), botId(world));
  return { channel, message };
}

export function replyTo(
  world: World,
  channel: Channel,
  sender: string,
  reference: SendBody['message_reference'],
): { channelId: string; messageId: string } | undefined {
  if (!reference) return undefined;
  const message = world.state.messages.get(channel.id)?.get(reference.message_id);
  if (message && message.ephemeralFor === undefined) {
    requireIn(world.state, channel, sender, world.clock.now(), P.ReadMessageHistory);
    return { channelId: channel.id, messageId: message.id };
  }
  if (reference.fail_if_not_exists === false) return undefined;
  throw invalidField('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
}

const nonceKey = (channel: Channel, nonce: string | number): string => `${channel.id} ${nonce}`;

/** The message that the same nonce made a moment ago. */
function already(world: World, channel: Channel, body: SendBody): Message | undefined {
  if (!body.enforce_nonce || body.nonce == null) return undefined;
  const known = world.nonces.get(nonceKey(channel, body.nonce));
  if (!known || world.clock.now() - known.at > NONCE_KEPT_MS) return undefined;
  return world.state.messages.get(channel.id)?.get(known.messageId);
}

const shape = (call: RestCall, message: Message): object => messageShape(call.world, message, botId(call.world));

const SEND_RATE = { limit: 5, perMs: 5_000 };

export const messageRoutes: readonly Route[] = [
  route<SendBody>('POST /channels/:channel_id/messages', {
    major: 'channel_id',
    rate: SEND_RATE,
    body: 'MessageCreateRequest',
    run(call, body) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      requireSend(world, channel, botId(world), body, call.files.length);
      const again = already(world, channel, body);
      if (again) return ok(shape(call, again));
      const reference = replyTo(world, channel, botId(world), body.message_reference);
      const message = createMessage(
        world,
        { channel, authorId: botId(world), ...(reference && { reference, type: 19 }) },
        { ...body, flags: Number(body.flags ?? 0) & ~64 },
        call.files,
      );
      if (body.enforce_nonce && body.nonce != null) {
        world.nonces.set(nonceKey(channel, body.nonce), { messageId: message.id, at: world.clock.now() });
        const [oldest] = world.nonces;
        if (oldest && world.clock.now() - oldest[1].at > NONCE_KEPT_MS) world.nonces.delete(oldest[0]);
      }
      return ok(shape(call, message));
    },
  }),
  route('GET /channels/:channel_id/messages', {
    major: 'channel_id',
    run(call) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      const bits = requireIn(world.state, channel, botId(world), world.clock.now(), 0n);
      if (!(bits & P.ReadMessageHistory)) return ok([]);
      return ok(
        messagePage(world, channel, botId(world), call.query, limitOf(call.query, 50, 100)).map((message) =>
          shape(call, message),
        ),
      );
    },
  }),
  route('GET /channels/:channel_id/messages/:message_id', {
    major: 'channel_id',
    run(call) {
      const { world } = call;
      const { channel, message } = ownOf(call);
      requireIn(world.state, channel, botId(world), world.clock.now(), P.ReadMessageHistory);
      return ok(shape(call, message));
    },
  }),
  route<MessageContent>('PATCH /channels/:channel_id/messages/:message_id', {
    major: 'channel_id',
    rate: SEND_RATE,
    body: 'MessageEditRequestPartial',
    run(call, body) {
      const { message } = ownOf(call);
      if (message.authorId !== botId(call.world)) throw refused(50005);
      limitOldEdits(call.world, message);
      return ok(shape(call, editMessage(call.world, message, body, call.files)));
    },
  }),
  route('DELETE /channels/:channel_id/messages/:message_id', {
    major: 'channel_id',
    rate: { limit: 5, perMs: 1_000 },
    run(call) {
      const { world } = call;
      const { channel, message } = ownOf(call);
      requireDelete(world, channel, botId(world), message);
      deleteMessage(world, message);
      if (channel.guildId !== null && message.authorId !== botId(world)) {
        record(world, channel.guildId, {
          actionType: ACTION.messageDelete,
          targetId: message.authorId,
          reason: call.reason,
          options: { channel_id: channel.id, count: '1' },
        });
      }
      return done;
    },
  }),
  route<{ messages: string[] }>('POST /channels/:channel_id/messages/bulk-delete', {
    major: 'channel_id',
    body: 'BulkDelete',
    run(call, body) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      if (channel.guildId === null) throw refused(50003);
      requireIn(world.state, channel, botId(world), world.clock.now(), P.ManageMessages);
      if (body.messages.some((id) => world.clock.now() - instantOf(id) > TWO_WEEKS_MS)) throw refused(50034);
      const found = body.messages.flatMap((id) => world.state.messages.get(channel.id)?.get(id) ?? []);
      for (const message of found) world.state.messages.get(channel.id)?.delete(message.id);
      world.events.publish({
        t: 'MESSAGE_DELETE_BULK',
        d: { ids: found.map((message) => message.id), channel_id: channel.id, guild_id: channel.guildId },
        guildId: channel.guildId,
        channelId: channel.id,
      });
      record(world, channel.guildId, {
        actionType: ACTION.messageBulkDelete,
        targetId: channel.id,
        reason: call.reason,
        options: { count: String(found.length) },
      });
      return done;
    },
  }),
  route('POST /channels/:channel_id/typing', {
    major: 'channel_id',
    rate: { limit: 5, perMs: 5_000 },
    run(call) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      requireIn(world.state, channel, botId(world), world.clock.now(), P.SendMessages);
      announceTyping(world, channel, botId(world));
      return done;
    },
  }),
];

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

/** Own messages always; others' with MANAGE_MESSAGES. */
export function requireDelete(world: World, channel: Channel, userId: string, message: Message): void {
  if (message.authorId === userId) return;
  if (channel.guildId === null) throw refused(50003);
  if (!(permissionsIn(world.state, channel, userId, world.clock.now()) & P.ManageMessages)) throw refused(50013);
}

/** Newest first; `before`, `after` and `around` a message's id. Ephemeral messages are in no list but their person's. */
export function messagePage(
  world: World,
  channel: Channel,
  viewer: string,
  query: URLSearchParams,
  limit: number,
): Message[] {
  const all = [...(world.state.messages.get(channel.id)?.values() ?? [])].filter(
    (message) => message.ephemeralFor === undefined || message.ephemeralFor === viewer,
  );
  const [before, after, around] = [query.get('before'), query.get('after'), query.get('around')];
  if (around !== null) {
    const at = all.findIndex((message) => compareIds(message.id, around) >= 0);
    const from = Math.max(0, (at < 0 ? all.length : at) - Math.floor(limit / 2));
    return all.slice(from, from + limit).reverse();
  }
  if (after !== null)
    return all
      .filter((message) => compareIds(message.id, after) > 0)
      .slice(0, limit)
      .reverse();
  const older = before === null ? all : all.filter((message) => compareIds(message.id, before) < 0);
  return older.slice(-limit).reverse();
}

/** Messages older than an hour take few edits: 30046. */
const oldEdits = new WeakMap<Message, number[]>();
const MOST_OLD_EDITS = 3;

function limitOldEdits(world: World, message: Message): void {
  const now = world.clock.now();
  if (now - instantOf(message.id) < HOUR_MS) return;
  const past = (oldEdits.get(message) ?? []).filter((at) => now - at < HOUR_MS);
  if (past.length >= MOST_OLD_EDITS) {
    throw new DiscordRefusal(30046, 429, refused(30046).message, undefined, (past[0] ?? now) + HOUR_MS - now);
  }
  oldEdits.set(message, [...past, now]);
}
