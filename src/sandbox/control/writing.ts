import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { createThreadOn } from '../message-thread.ts';
import { MESSAGE_MENTIONS } from '../mentions.ts';
import { createMessage } from '../create-message.ts';
import { deleteMessage } from '../delete-message.ts';
import { dismissMessage } from '../dismiss-message.ts';
import { editMessage } from '../edit-message.ts';
import { requireIn } from '../permissions.ts';
import { pin as pinMessage, unpin as unpinMessage } from '../pins.ts';
import { addReaction, parseEmoji, removeReaction } from '../reactions.ts';
import { refused } from '../refused.ts';
import { announceTyping } from '../typing.ts';
import { replyTo, requireDelete, requireSend } from '../message-access.ts';
import { channelShape } from '../shapes/channel.ts';
import { createThread } from '../threads.ts';
import type { Person } from './person.ts';
import type { Sight } from './sight.ts';

type Writing = Pick<
  Person,
  'send' | 'edit' | 'delete' | 'react' | 'unreact' | 'pin' | 'unpin' | 'typing' | 'startThread'
>;

/** What a person writes, and does with what was written. */
export function writingOf(sight: Sight): Writing {
  const { world } = sight;
  const { state } = world;
  return {
    send(channelName, text, options = {}) {
      const channel = sight.channel(channelName);
      const files = options.attachments ?? [];
      requireSend(world, channel, sight.userId, { content: text }, files.length);
      const reference = replyTo(
        world,
        channel,
        sight.userId,
        options.replyTo === undefined ? undefined : { message_id: options.replyTo },
      );
      const origin = { channel, authorId: sight.userId, ...(reference && { reference, type: 19 }) };
      const allowed = { ...MESSAGE_MENTIONS, replied_user: options.pings ?? true };
      return sight.shape(createMessage(world, origin, { content: text, allowed_mentions: allowed }, files));
    },
    edit(messageId, text) {
      const { message } = sight.message(messageId);
      if (message.authorId !== sight.userId) throw refused(50005);
      return sight.shape(editMessage(world, message, { content: text }));
    },
    delete(messageId) {
      const { channel, message } = sight.message(messageId);
      if (message.ephemeralFor !== undefined) {
        dismissMessage(world, message);
        return;
      }
      requireDelete(world, channel, sight.userId, message);
      deleteMessage(world, message);
    },
    react(messageId, emoji) {
      const { channel, message } = sight.message(messageId);
      addReaction(world, channel, message, parseEmoji(emoji), sight.userId);
    },
    unreact(messageId, emoji) {
      const { channel, message } = sight.message(messageId);
      removeReaction(world, channel, message, parseEmoji(emoji), sight.userId);
    },
    pin(messageId) {
      const { channel, message } = sight.message(messageId);
      requireIn(state, channel, sight.userId, world.clock.now(), P.PinMessages);
      pinMessage(world, channel, message, sight.userId);
    },
    unpin(messageId) {
      const { channel, message } = sight.message(messageId);
      requireIn(state, channel, sight.userId, world.clock.now(), P.PinMessages);
      unpinMessage(world, channel, message, sight.userId);
    },
    typing(channelName) {
      announceTyping(world, sight.channel(channelName), sight.userId);
    },
    startThread(channelName, threadName, messageId) {
      const parent = sight.channel(channelName);
      requireIn(state, parent, sight.userId, world.clock.now(), P.CreatePublicThreads);
      const message = messageId === undefined ? undefined : sight.message(messageId).message;
      const options = { type: 11, name: threadName };
      const thread = message
        ? createThreadOn(world, parent, message, sight.userId, options)
        : createThread(world, parent, sight.userId, options);
      return channelShape(state, thread, sight.userId);
    },
  };
}
