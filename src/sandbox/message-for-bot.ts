import { GatewayIntentBits, type APIMessage } from 'discord-api-types/v10';
import type { Message } from './model.ts';
import { messageShape } from './shapes/message.ts';
import { type World, botId } from './world.ts';

/**
 * A message as the bot reads it. An application that was not granted MESSAGE_CONTENT gets no words, by REST neither:
 * https://docs.discord.com/developers/resources/message (note on the message object).
 */
export function messageForBot(world: World, message: Message): APIMessage {
  const shape = messageShape(world, message, botId(world));
  const inGuild = world.state.channels.get(message.channelId)?.guildId != null;
  return (world.grantedIntents & GatewayIntentBits.MessageContent) === 0
    ? withoutContent(shape, inGuild, botId(world))
    : shape;
}

/** Without MESSAGE_CONTENT a guild's message is empty, unless it is the bot's own or mentions it. */
export function withoutContent(message: APIMessage, inGuild: boolean, bot: string): APIMessage {
  if (!inGuild || message.author.id === bot || message.mentions.some((user) => user.id === bot)) return message;
  const { referenced_message: referenced, ...rest } = message;
  return {
    ...rest,
    content: '',
    embeds: [],
    attachments: [],
    components: [],
    ...(referenced !== undefined && {
      referenced_message: referenced && withoutContent(referenced, inGuild, bot),
    }),
  };
}
