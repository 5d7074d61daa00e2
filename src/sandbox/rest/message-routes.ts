import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, record } from '../audit.ts';
import { type MessageReference, replyTo, requireDelete, requireSend } from '../message-access.ts';
import { messagePage } from '../message-page.ts';
import { createMessage } from '../create-message.ts';
import { deleteMessage } from '../delete-message.ts';
import { editMessage } from '../edit-message.ts';
import type { MessageContent } from '../message-content.ts';
import type { Channel, Message } from '../model.ts';
import { requireIn } from '../permissions.ts';
import { refused } from '../refused.ts';
import { messageForBot } from '../message-for-bot.ts';
import { instantOf } from '../snowflake.ts';
import { announceTyping } from '../typing.ts';
import { type World, botId, channelOf, messageOf } from '../world.ts';
import { limitOldEdits } from './old-edits.ts';
import { type RestCall, type Route, done, limitOf, ok, route } from './route.ts';

interface SendBody extends MessageContent {
  readonly enforce_nonce?: boolean | null;
  readonly message_reference?: MessageReference | null;
}

const NONCE_KEPT_MS = 3 * 60_000;
const TWO_WEEKS_MS = 14 * 24 * 3_600_000;

/** A message that the bot's token may not take: someone else's. */
function ownOf(call: RestCall): { channel: Channel; message: Message } {
  const { world } = call;
  const channel = channelOf(world, call.id('channel_id'));
  requireIn(world.state, channel, botId(world), world.clock.now(), 0n);
  const message = messageOf(world, channel.id, call.id('message_id'), botId(world));
  return { channel, message };
}

const nonceKey = (channel: Channel, nonce: string | number): string => `${channel.id} ${nonce}`;

/** The message that the same nonce made a moment ago. */
function already(world: World, channel: Channel, body: SendBody): Message | undefined {
  if (!body.enforce_nonce || body.nonce == null) return undefined;
  const known = world.nonces.get(nonceKey(channel, body.nonce));
  if (!known || world.clock.now() - known.at > NONCE_KEPT_MS) return undefined;
  return world.state.messages.get(channel.id)?.get(known.messageId);
}

const shape = (call: RestCall, message: Message): object => messageForBot(call.world, message);

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
        messagePage(world, channel, botId(world), call.query, limitOf(call.query, 50)).map((message) =>
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
