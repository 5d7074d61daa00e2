import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { openDirectMessage } from '../direct-messages.ts';
import type { Interactions } from '../interactions/interaction.ts';
import { canView, permissionsIn } from '../permissions.ts';
import { messagePage } from '../message-page.ts';
import { parseEmoji, reactionOf } from '../reactions.ts';
import { channelShape } from '../shapes/channel.ts';
import { userShape } from '../shapes/user.ts';
import { isArchived } from '../threads.ts';
import { type World, botId, userOf } from '../world.ts';
import { findUser } from './find.ts';
import { interactingOf } from './interacting.ts';
import type { Person } from './person.ts';
import { searchMessages } from './search.ts';
import { sightOf } from './sight.ts';
import { parseTyped } from './typed-command.ts';
import { waitFor } from './wait-for.ts';
import { writingOf } from './writing.ts';

export function personOf(world: World, interactions: Interactions, name: string): Person {
  const user = findUser(world, name);
  userOf(world, user.id);
  const { state } = world;
  const sight = sightOf(world, user.id);
  const interacting = interactingOf(sight, interactions);
  const writing = writingOf(sight);
  return {
    id: user.id,
    name: user.username,
    ...interacting,
    ...writing,
    async type(channelName, text) {
      if (!text.startsWith('/')) return writing.send(channelName, text);
      const typed = parseTyped(sight.commandsIn(sight.channel(channelName)), text);
      return interacting.command(channelName, typed.name, typed.values);
    },
    directMessages: (other) =>
      channelShape(
        state,
        openDirectMessage(world, sight.userId, other === undefined ? botId(world) : findUser(world, other).id),
        sight.userId,
      ),
    see(channelName, page = {}) {
      const channel = sight.channel(channelName);
      if (!(permissionsIn(state, channel, sight.userId, world.clock.now()) & P.ReadMessageHistory)) return [];
      const query = new URLSearchParams();
      for (const key of ['before', 'after', 'around'] as const) if (page[key] !== undefined) query.set(key, page[key]);
      return messagePage(world, channel, sight.userId, query, page.limit ?? Number.MAX_SAFE_INTEGER)
        .reverse()
        .map(sight.shape);
    },
    message: (messageId) => sight.shape(sight.message(messageId).message),
    reactors: (messageId, emoji) =>
      (reactionOf(sight.message(messageId).message, parseEmoji(emoji))?.users ?? []).map((id) =>
        userShape(userOf(world, id)),
      ),
    search: (text) => searchMessages(sight, text).map(sight.shape),
    channels: () =>
      [...state.channels.values()]
        .filter((channel) => canView(state, channel, sight.userId) && !isArchived(world, channel))
        .map((channel) => channelShape(state, channel, sight.userId)),
    commands: (channelName) => sight.commandsIn(sight.channel(channelName)),
    waitFor: (look, timeoutMs = 10_000) => waitFor(world, look, timeoutMs),
  };
}
