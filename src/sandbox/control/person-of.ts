import type { APIMessage } from 'discord-api-types/v10';
import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { openDirectMessage } from '../direct-messages.ts';
import { createInteraction } from '../interactions/create.ts';
import type { Interactions } from '../interactions/interaction.ts';
import { createMessage, deleteMessage, editMessage } from '../messages.ts';
import type { Channel, Command, Message, User } from '../model.ts';
import { canView, permissionsIn, requireIn } from '../permissions.ts';
import { pin as pinMessage, unpin as unpinMessage } from '../pins.ts';
import { addReaction, parseEmoji, removeReaction } from '../reactions.ts';
import { invalidField, refused } from '../refused.ts';
import { announceTyping, messagePage, replyTo, requireDelete, requireSend } from '../rest/message-routes.ts';
import { channelShape } from '../shapes/channel.ts';
import { messageShape } from '../shapes/message.ts';
import { createThread, isArchived } from '../threads.ts';
import { type World, botId, messageOf, userOf } from '../world.ts';
import { type OptionValues, findLeaf, sentOptions } from './command-options.ts';
import { chosenValues, findComponent } from './component.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { findChannel, findUser } from './find.ts';
import { submittedModal } from './modal.ts';
import { commandsFor } from './commands-for.ts';
import type { Person } from './person.ts';
import { createResolved } from './resolved.ts';
import { parseTyped } from './typed-command.ts';
import { waitFor } from './wait-for.ts';

const NO_OPTIONS: OptionValues = {};

export function personOf(world: World, interactions: Interactions, name: string): Person {
  const user: User = findUser(world, name);
  const { state } = world;
  const seen = (channel: string): Channel => {
    const found = findChannel(world, channel);
    if (!canView(state, found, user.id)) throw refused(50001);
    return found;
  };
  const seenMessage = (messageId: string): { channel: Channel; message: Message } => {
    for (const [channelId, messages] of state.messages) {
      if (!messages.has(messageId)) continue;
      const channel = seen(channelId);
      return { channel, message: messageOf(world, channelId, messageId, user.id) };
    }
    throw refused(10008);
  };
  const shape = (message: Message): APIMessage => messageShape(world, message, user.id);
  const commandsIn = (channel: Channel): Command[] => commandsFor(world, channel, user.id);
  const interact = (act: Omit<Parameters<typeof createInteraction>[2], 'userId'>): Promise<Exchange> =>
    exchangeOf(world, createInteraction(world, interactions, { ...act, userId: user.id }));

  const invoke = (
    channelName: string,
    commandName: string,
    options: OptionValues,
    focused?: string,
  ): Promise<Exchange> => {
    const channel = seen(channelName);
    const leaf = findLeaf(commandsIn(channel), commandName);
    if (!leaf) throw refused(10063, `Unknown application command: /${commandName}`);
    const resolved = createResolved(world, channel, user.id);
    const sent = sentOptions(leaf, options, { world, channel, resolved, ...(focused !== undefined && { focused }) });
    const { command } = leaf;
    const resolvedShape = resolved.shape();
    return interact({
      type: focused === undefined ? 2 : 4,
      channel,
      commandType: 1,
      data: {
        id: command.id,
        name: command.name,
        type: 1,
        ...(command.guildId !== null && { guild_id: command.guildId }),
        ...(sent.length > 0 && { options: sent }),
        ...(resolvedShape && { resolved: resolvedShape }),
      },
    });
  };
  const menu = (
    channel: Channel,
    commandName: string,
    type: 2 | 3,
    targetId: string,
    resolved: object | undefined,
  ): Promise<Exchange> => {
    const command = commandsIn(channel).find((one) => one.type === type && one.name === commandName);
    if (!command) throw refused(10063, `Unknown application command: ${commandName}`);
    return interact({
      type: 2,
      channel,
      commandType: type,
      data: {
        id: command.id,
        name: command.name,
        type,
        target_id: targetId,
        resolved,
        ...(command.guildId !== null && { guild_id: command.guildId }),
      },
    });
  };

  const person: Person = {
    id: user.id,
    name: user.username,
    async type(channelName, text) {
      if (!text.startsWith('/')) return person.send(channelName, text);
      const typed = parseTyped(commandsIn(seen(channelName)), text);
      return invoke(channelName, typed.name, typed.values);
    },
    command: async (channelName, commandName, options = NO_OPTIONS) => invoke(channelName, commandName, options),
    autocomplete: async (channelName, commandName, options, focused) =>
      invoke(channelName, commandName, options, focused),
    async press(messageId, customId) {
      const { channel, message } = seenMessage(messageId);
      const button = findComponent(message, customId, [2]);
      return interact({
        type: 3,
        channel,
        source: message,
        data: { component_type: 2, custom_id: button.custom_id, id: button.id ?? 0 },
      });
    },
    async select(messageId, customId, values) {
      const { channel, message } = seenMessage(messageId);
      const select = findComponent(message, customId, [3, 5, 6, 7, 8]);
      const resolved = createResolved(world, channel, user.id);
      const chosen = chosenValues(world, channel, select, values, resolved);
      const resolvedShape = resolved.shape();
      return interact({
        type: 3,
        channel,
        source: message,
        data: {
          component_type: select.type,
          custom_id: select.custom_id,
          id: select.id ?? 0,
          values: chosen,
          ...(resolvedShape && { resolved: resolvedShape }),
        },
      });
    },
    async submit({ interaction }, fields) {
      const { modal } = interaction;
      if (!modal || interaction.userId !== user.id)
        throw invalidField('modal', 'MODAL_MISSING', 'There is no open form.');
      const channel = seen(interaction.channelId);
      const resolved = createResolved(world, channel, user.id);
      const data = submittedModal(modal, { world, channel, resolved, fields });
      const source =
        interaction.sourceMessageId === undefined
          ? undefined
          : state.messages.get(channel.id)?.get(interaction.sourceMessageId);
      return interact({ type: 5, channel, data, ...(source && { source }) });
    },
    async messageMenu(messageId, commandName) {
      const { channel, message } = seenMessage(messageId);
      const resolved = createResolved(world, channel, user.id);
      resolved.message(message);
      return menu(channel, commandName, 3, message.id, resolved.shape());
    },
    async userMenu(channelName, target, commandName) {
      const channel = seen(channelName);
      const resolved = createResolved(world, channel, user.id);
      const { id } = findUser(world, target);
      resolved.user(id);
      return menu(channel, commandName, 2, id, resolved.shape());
    },
    send(channelName, text, options = {}) {
      const channel = seen(channelName);
      const files = options.attachments ?? [];
      requireSend(world, channel, user.id, { content: text }, files.length);
      const reference = replyTo(
        world,
        channel,
        user.id,
        options.replyTo === undefined ? undefined : { message_id: options.replyTo },
      );
      const origin = { channel, authorId: user.id, ...(reference && { reference, type: 19 }) };
      return shape(createMessage(world, origin, { content: text }, files));
    },
    edit(messageId, text) {
      const { message } = seenMessage(messageId);
      if (message.authorId !== user.id) throw refused(50005);
      return shape(editMessage(world, message, { content: text }));
    },
    delete(messageId) {
      const { channel, message } = seenMessage(messageId);
      if (message.ephemeralFor === undefined) requireDelete(world, channel, user.id, message);
      deleteMessage(world, message);
    },
    react(messageId, emoji) {
      const { channel, message } = seenMessage(messageId);
      addReaction(world, channel, message, parseEmoji(emoji), user.id);
    },
    unreact(messageId, emoji) {
      const { channel, message } = seenMessage(messageId);
      removeReaction(world, channel, message, parseEmoji(emoji), user.id);
    },
    pin(messageId) {
      const { channel, message } = seenMessage(messageId);
      requireIn(state, channel, user.id, world.clock.now(), P.PinMessages);
      pinMessage(world, channel, message, user.id);
    },
    unpin(messageId) {
      const { channel, message } = seenMessage(messageId);
      requireIn(state, channel, user.id, world.clock.now(), P.PinMessages);
      unpinMessage(world, channel, message, user.id);
    },
    typing(channelName) {
      announceTyping(world, seen(channelName), user.id);
    },
    startThread(channelName, threadName, messageId) {
      const parent = seen(channelName);
      requireIn(state, parent, user.id, world.clock.now(), P.CreatePublicThreads);
      const message = messageId === undefined ? undefined : seenMessage(messageId).message;
      if (message?.threadId !== undefined) throw refused(160004);
      const thread = createThread(world, parent, user.id, {
        type: 11,
        name: threadName,
        ...(message && { id: message.id }),
      });
      if (message) message.threadId = thread.id;
      return channelShape(state, thread, user.id);
    },
    directMessages: (other) =>
      channelShape(
        state,
        openDirectMessage(world, user.id, other === undefined ? botId(world) : findUser(world, other).id),
        user.id,
      ),
    see(channelName, page = {}) {
      const channel = seen(channelName);
      if (!(permissionsIn(state, channel, user.id, world.clock.now()) & P.ReadMessageHistory)) return [];
      const query = new URLSearchParams();
      for (const key of ['before', 'after', 'around'] as const) if (page[key] !== undefined) query.set(key, page[key]);
      return messagePage(world, channel, user.id, query, page.limit ?? Number.MAX_SAFE_INTEGER)
        .reverse()
        .map(shape);
    },
    message: (messageId) => shape(seenMessage(messageId).message),
    channels: () =>
      [...state.channels.values()]
        .filter((channel) => canView(state, channel, user.id) && !isArchived(world, channel))
        .map((channel) => channelShape(state, channel, user.id)),
    commands: (channelName) => commandsIn(seen(channelName)),
    waitFor: (look, timeoutMs = 10_000) => waitFor(world, look, timeoutMs),
  };
  userOf(world, user.id);
  return person;
}
